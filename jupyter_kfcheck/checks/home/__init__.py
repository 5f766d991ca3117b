"""HOME: the directory that Kubeflow mounts a volume on. One module for each check."""

from jupyter_kfcheck.checks.home import path  # noqa: I001 - the order of import is the order of the report
from jupyter_kfcheck.checks.home import writable
from jupyter_kfcheck.checks.home import persistent
from jupyter_kfcheck.checks.home import space
from jupyter_kfcheck.checks.home import seed

__all__ = ["path", "persistent", "seed", "space", "writable"]
