"""Checks that a notebook keeps Kubeflow's contract, and says what to do where it does not."""

TYPE_CHECKING = False  # as typing's, whose import would cost the exec probe half its time
if TYPE_CHECKING:
    from jupyter_kfcheck._version import __version__
    from jupyter_kfcheck.cell import check

__all__ = ["__version__", "check"]


def __getattr__(name: str) -> object:
    """What is imported when it is asked for: the exec probe runs every few seconds, and pays for all above."""
    if name == "__version__":
        from jupyter_kfcheck import _version  # noqa: PLC0415 - see above

        return _version.__version__
    if name == "check":
        from jupyter_kfcheck import cell  # noqa: PLC0415 - see above

        return cell.check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    """Tell Jupyter Server what to load. Imported inside, because the command pays for every import above."""
    from jupyter_kfcheck.server.extension import KFCheck  # noqa: PLC0415

    return [{"module": "jupyter_kfcheck", "app": KFCheck}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell `jupyter labextension develop` where the panel's bundle is built."""
    return [{"src": "labextension", "dest": "jupyter-kfcheck"}]
