"""What the image's file and the pod's environment say of the endpoint. Between them lies Jupyter's configuration."""

import os

from jupyter_kfcheck.contract import FILE, Contract
from jupyter_kfcheck.help import explanations

VARIABLES = {"max_age": "KFCHECK_MAX_AGE", "ready_checks": "KFCHECK_READY_CHECKS", "timeout": "KFCHECK_TIMEOUT"}
"""Setting of the endpoint -> the variable that goes over all else."""


def load() -> Contract:
    """The expectations stated here; the defaults where a mistake is, which the child that runs the checks logs."""
    if not os.path.lexists(FILE) and not any(variable in os.environ for variable in VARIABLES.values()):
        return Contract()
    from jupyter_kfcheck.contract import sources  # noqa: PLC0415 - memory that most notebooks need not spend

    return sources.load(os.environ, explanations.names(), FILE)[0]
