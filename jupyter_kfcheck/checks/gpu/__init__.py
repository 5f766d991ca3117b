"""Accelerators: which can be used, is the driver new enough, do the frameworks fit. One module for each check.

`nvidia` is the ordered decision list; the modules beside it hold its rules by theme.
"""

from jupyter_kfcheck.checks.gpu import visible  # noqa: I001 - the order of import is the order of the report
from jupyter_kfcheck.checks.gpu import driver
from jupyter_kfcheck.checks.gpu import framework

__all__ = ["driver", "framework", "visible"]
