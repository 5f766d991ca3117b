"""s6, the supervisor of Kubeflow's images. One module for each check."""

from jupyter_kfcheck.checks.s6 import init  # noqa: I001 - the order of import is the order of the report
from jupyter_kfcheck.checks.s6 import scripts
from jupyter_kfcheck.checks.s6 import services

__all__ = ["init", "scripts", "services"]
