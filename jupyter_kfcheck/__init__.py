"""Checks that a notebook keeps Kubeflow's contract, and says what to do where it does not."""

from jupyter_kfcheck._version import __version__

__all__ = ["__version__"]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    """Tell Jupyter Server what to load. Imported inside, because the command pays for every import above."""
    from jupyter_kfcheck.server.extension import KFCheck  # noqa: PLC0415

    return [{"module": "jupyter_kfcheck", "app": KFCheck}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell `jupyter labextension develop` where the panel's bundle is built."""
    return [{"src": "labextension", "dest": "jupyter-kfcheck"}]
