"""What the container gives its processes to run on. One module for each check."""

from jupyter_kfcheck.checks.runtime import dir  # noqa: A004 - the check's own name, as in every category

__all__ = ["dir"]
