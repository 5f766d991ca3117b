"""The message that ``kubectl describe pod`` shows for a container that has ended."""

import os
from contextlib import suppress

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.model import Report, Result, Status
from jupyter_kfcheck.render.findings import WHO, entries
from jupyter_kfcheck.render.safe import printable

PATH = "/dev/termination-log"
LIMIT = 4096  # what the kubelet reads of it


def message(report: Report) -> str:
    """The failure that ends the container, else the first one, in a sentence; its remedy in another; empty without."""
    failures = [entry.result for entry in entries(report) if entry.result.status is Status.FAIL]
    if not failures:
        return ""
    cause = next((failure for failure in failures if _ends_container(failure)), failures[0])
    advice = "".join(f" {WHO.get(a.by, a.by).capitalize()}: {a.text}" for a in cause.remedies[:1])
    return printable(f"{cause.id}: {cause.summary}.{advice}")


def _ends_container(failure: Result) -> bool:
    check = BY_ID.get(failure.id)
    return check is not None and check.ends_container


def leave(message: str, *, over: bool = False) -> None:
    """Write ``message``, if there is one, where the kubelet has put a file for it; elsewhere do nothing.

    ``over``: it takes the place of an earlier one, even if it is empty.
    """
    if not message and not over:
        return
    with suppress(OSError):
        fd = os.open(PATH, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            os.write(fd, message.encode(errors="backslashreplace")[:LIMIT])
        finally:
            os.close(fd)
