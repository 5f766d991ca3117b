"""A small file of kfcheck's own in a folder: made, noted and removed so that the end of a run leaves none behind."""

import errno
import os
import signal
import stat
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from jupyter_kfcheck.host import lifeline, process

T = TypeVar("T")
STALE_SECONDS = 60  # a file older than this was left by a run that was killed
RENAMED = ".renamed"
SLOTS = 4  # so that killed runs leave at most this many files, whatever happens
TURN_SECONDS = 1.0  # how long a run waits for other runs, which hold a name for some milliseconds each


class StepError(Exception):
    """A step of the trial that the kernel refused: its name and errno."""

    def __init__(
        self, step: str, problem: OSError, owner: tuple[int | None, int | None, int | None] = (None,) * 3
    ) -> None:
        """Take the errno out of the kernel's answer; ``owner``: UID, GID and mode where they are known."""
        super().__init__(step)
        self.step, self.errno, self.owner = step, problem.errno or errno.EIO, owner


@contextmanager
def held() -> Iterator[None]:
    """No signal ends this process in here: what is made is noted, and what is noted is there."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, lifeline.ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def use(directory: int, work: Callable[[list[str], int], T], *ends: str) -> T:
    """What ``work`` makes of a new file: of the list of the names that it has, and its descriptor. Raises `StepError`.

    Whatever is in the list at the end is removed, with each of ``ends`` to its name as well. No context manager: a
    signal after its ``__enter__``, before the block, would leave the file.
    """
    mine: list[str] = []
    files: list[int] = []

    def tidy() -> None:
        with held():
            while files:
                with suppress(OSError):
                    os.close(files.pop())
            for name in [name + end for name in mine for end in ("", *ends)]:
                with suppress(OSError):
                    os.unlink(name, dir_fd=directory)
            mine.clear()

    try:
        try:
            files.append(_create(directory, mine))
            return work(mine, files[0])
        finally:
            tidy()
    except BaseException:
        tidy()  # a signal before the other one has held it off
        raise


def _create(directory: int, mine: list[str]) -> int:
    end, swept = time.monotonic() + TURN_SECONDS, False
    while True:
        with held():
            if new := _create_now(directory):
                mine.append(new[0])
                return new[1]
        if not swept:
            _sweep(directory, None)
            swept = True
        elif time.monotonic() > end:
            raise StepError("create", FileExistsError(errno.EEXIST, "all probe names are taken"))
        else:
            time.sleep(0.005)


def _names() -> list[str]:
    host = zlib.crc32(process.host_name().encode())
    return [f".kfcheck-probe-{host:08x}-{slot}" for slot in range(SLOTS)]


def _create_now(directory: int) -> tuple[str, int] | None:
    for name in _names():
        try:
            fd = _new(directory, name)
        except FileExistsError:
            continue
        except OSError as problem:
            raise StepError("create", problem) from None
        _sweep(directory, fd)
        try:
            os.stat(name + RENAMED, dir_fd=directory, follow_symlinks=False)
        except OSError:
            return name, fd
        os.close(fd)  # another run is about to remove its file, and would remove this one in its place
        with suppress(OSError):
            os.unlink(name, dir_fd=directory)
    return None


def _new(directory: int, name: str) -> int:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(name, flags, 0o600, dir_fd=directory)


def _sweep(directory: int, own: int | None) -> None:
    """Remove what killed runs have left. A file of one's own tells the time: a server's clock is not this machine's."""
    with suppress(OSError):
        if own is None:  # all names are taken
            name = f"{_names()[0]}-{os.getpid()}-{time.monotonic_ns():x}"
            with held():
                fresh = _new(directory, name)
                os.unlink(name, dir_fd=directory)
            now = os.fstat(fresh).st_mtime
            os.close(fresh)
        else:
            now = os.fstat(own).st_mtime
        for left in [name + end for name in _names() for end in ("", RENAMED)]:
            with suppress(OSError):
                about = os.stat(left, dir_fd=directory, follow_symlinks=False)
                if now - about.st_mtime >= STALE_SECONDS and stat.S_ISREG(about.st_mode):
                    os.unlink(left, dir_fd=directory)
