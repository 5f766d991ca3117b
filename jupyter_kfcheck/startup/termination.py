"""The message that ``kubectl describe pod`` shows for a container that has ended."""

import os
from contextlib import suppress

PATH = "/dev/termination-log"
LIMIT = 4096  # what the kubelet reads of it


def leave(message: str) -> None:
    """Write ``message``, if there is one, where the kubelet has put a file for it; elsewhere do nothing."""
    if not message:
        return
    with suppress(OSError):
        fd = os.open(PATH, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            os.write(fd, message.encode(errors="backslashreplace")[:LIMIT])
        finally:
            os.close(fd)
