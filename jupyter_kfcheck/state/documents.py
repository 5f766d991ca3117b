"""The state directory: where start-up check, server and `kfcheck probe` leave each other documents.

``/run/kfcheck``, else ``/tmp/kfcheck-UID``, or ``KFCHECK_STATE_DIR`` alone. ``/tmp`` is everybody's, so a
directory counts only if it is a real one, ours, and closed to others (0700); documents in it are
reached through its descriptor and never through a link. Standard library only, and no import that
costs time: the exec probe starts with this module.
"""

import contextlib
import os

from jupyter_kfcheck.state.reading import LIMIT, found, load, places
from jupyter_kfcheck.state.reading import open_place as _open

__all__ = ["LIMIT", "found", "load", "places", "remove", "save"]

STARTUP = "startup.json"
"""The report of the start-up check."""
REPORT = "report.json"
"""The last report of the running server."""
SERVER = "server.json"
"""What the running server says of itself: ``url``, ``socket``, ``ready_checks``, ``pid``."""

SERVE = "serve.json"
"""What `kfcheck serve` says of itself: the same, and ``kind`` and ``port`` of the IDE beside it."""

_OPEN = os.O_CLOEXEC | os.O_NOFOLLOW


def save(name: str, document: bytes) -> str | None:
    """Leave ``document`` under ``name``, whole or not at all. Returns its path, None if it cannot be kept."""
    for place in places():
        with contextlib.suppress(OSError):
            os.mkdir(place, 0o700)
        directory = _open(place)
        if directory is None:
            continue
        try:
            _replace(directory, name, document)
        except OSError:  # full, read-only: the next place may do
            continue
        finally:
            os.close(directory)
        return f"{place}/{name}"
    return None


def remove(name: str) -> None:
    """Take the document under ``name`` away, wherever it lies."""
    for place in places():
        directory = _open(place)
        if directory is not None:
            with contextlib.suppress(OSError):
                os.unlink(name, dir_fd=directory)
            os.close(directory)


def _replace(directory: int, name: str, document: bytes) -> None:
    draft = f".{name}.{os.getpid()}"
    with contextlib.suppress(FileNotFoundError):  # left by a process of the same number that was killed
        os.unlink(draft, dir_fd=directory)
    try:
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN, 0o600, dir_fd=directory)
        with open(file, "wb") as stream:
            stream.write(document)
        os.rename(draft, name, src_dir_fd=directory, dst_dir_fd=directory)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(draft, dir_fd=directory)
        raise
