"""Checks that a notebook keeps Kubeflow's contract, and says what to do where it does not."""

from jupyter_kfcheck._version import __version__

__all__ = ["__version__"]
