"""What the facts mean. Pure: nothing in here touches the machine."""

from jupyter_kfcheck.checks import user  # noqa: I001 - the order of import is the order of the report
from jupyter_kfcheck.checks import home
from jupyter_kfcheck.checks import server
from jupyter_kfcheck.checks import gpu
from jupyter_kfcheck.checks import s6
from jupyter_kfcheck.checks import runtime
from jupyter_kfcheck.checks.registry import CHECKS

__all__ = ["CHECKS", "gpu", "home", "runtime", "s6", "server", "user"]

CATEGORIES = list(dict.fromkeys(check.category for check in CHECKS.values()))
NAMES = [*CHECKS, *CATEGORIES]
"""What ``--only``, ``--skip`` and the configuration may name."""
