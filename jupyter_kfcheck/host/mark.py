"""The one file that kfcheck leaves in HOME: opened, read and replaced without following any link."""

import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress

from jupyter_kfcheck.host import probefile

FOLDER = (".local", "state", "kfcheck")
NAME = "starts.jsonl"
STALE_SECONDS = 60  # a draft older than this was left by a start that was killed
LIMIT = 64 << 10
_OPEN = os.O_CLOEXEC | os.O_NOFOLLOW


def folder(home: int, *, create: bool = False) -> int:
    """A descriptor of the mark's folder in the open directory ``home``. Raises OSError, at a link too."""
    fd = os.dup(home)
    for name in FOLDER:
        try:
            made = create and _make(name, fd)
            below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _OPEN, dir_fd=fd)
        finally:
            os.close(fd)
        fd = below
        if made:  # another UID of the same group, which OpenShift may give the next pod, has to go on with it
            os.fchmod(fd, stat.S_IMODE(os.fstat(fd).st_mode) | 0o070)
    return fd


def _make(name: str, directory: int) -> bool:
    try:
        os.mkdir(name, dir_fd=directory)
    except FileExistsError:
        return False
    return True


def open_file(directory: int) -> int:
    """A descriptor of the mark. Raises OSError: absent, a link, no plain file (a FIFO would block a reader)."""
    fd = os.open(NAME, os.O_RDONLY | os.O_NONBLOCK | _OPEN, dir_fd=directory)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise FileNotFoundError
    return fd


def read(fd: int) -> str:
    """The text of the open mark, as much as a mark can have."""
    return os.read(fd, LIMIT).decode("ascii", "replace")


def inode(fd: int) -> int:
    """The open file's inode number."""
    return os.fstat(fd).st_ino


def fsid(fd: int) -> int:
    """The id of its file system; 0 where it has none (statfs(2))."""
    return os.fstatvfs(fd).f_fsid


def replace(directory: int, content: Callable[[int], str]) -> None:
    """Put a new mark in the place of the old, whole or not at all. Raises OSError.

    ``content`` gets the descriptor of the new file, because the mark tells of itself. It is not synced: a
    mark lost with a node that crashed costs one pod's proof, a sync on a slow volume costs every start.
    """
    draft = f".{NAME}.{os.getpid()}.{time.monotonic_ns():x}"  # a name of one's own: many may start at once
    with probefile.held():
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN, 0o644, dir_fd=directory)
        try:
            os.write(fd, content(fd).encode("ascii"))
            _sweep(directory, os.fstat(fd).st_mtime, draft)
            os.rename(draft, NAME, src_dir_fd=directory, dst_dir_fd=directory)
        except BaseException:
            with suppress(OSError):
                os.unlink(draft, dir_fd=directory)
            raise
        finally:
            os.close(fd)


def _sweep(directory: int, now: float, own: str) -> None:
    """Remove the drafts of starts that were killed; ``now`` is the time of one's own, by the clock of HOME's server."""
    for name in os.listdir(directory):
        if name.startswith(f".{NAME}.") and name != own:
            with suppress(OSError):
                if now - os.stat(name, dir_fd=directory, follow_symlinks=False).st_mtime >= STALE_SECONDS:
                    os.unlink(name, dir_fd=directory)


close = os.close
