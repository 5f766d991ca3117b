"""Reading small files and the environment."""

import errno
import os
import stat
from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from jupyter_kfcheck.model import Struct, Unknown

T = TypeVar("T")


def unknown(problem: OSError) -> Unknown:
    """The fact that the kernel refused, in its own words."""
    return Unknown(os.strerror(problem.errno or errno.EIO).lower(), problem.errno)


def told(look: Callable[[], T]) -> T | Unknown:
    """What ``look`` finds, or why it cannot be known: a part that breaks costs itself alone."""
    try:
        return look()
    except OSError as problem:
        return unknown(problem)
    except Exception as crash:  # noqa: BLE001 - what others have written may break us in ways that nobody foresaw
        return Unknown(f"kfcheck itself failed there ({crash})")


def read_text(path: str, limit: int = 16 << 20) -> str | Unknown:
    """The text of a file, at most ``limit`` bytes of it; undecodable bytes become surrogates.

    Only regular files (those of /proc and /sys are) are read: a FIFO that somebody planted would block.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as problem:
        return unknown(problem)
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return Unknown("not a regular file")
        chunks = []
        while limit > 0 and (chunk := os.read(fd, min(limit, 1 << 20))):
            chunks.append(chunk)
            limit -= len(chunk)
        return os.fsdecode(b"".join(chunks))
    except OSError as problem:
        return unknown(problem)
    finally:
        os.close(fd)


class About(Struct):
    """Owner and permission bits of a file, links followed."""

    uid: int
    gid: int
    mode: int


def about(path: str) -> About | Unknown:
    """Whose the file at ``path`` is."""
    try:
        found = os.stat(path)
    except OSError as problem:
        return unknown(problem)
    return About(found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode))


def no_exec(path: str) -> bool | Unknown:
    """Whether the mount that ``path`` is on lets no program run."""
    try:
        return bool(os.statvfs(path).f_flag & os.ST_NOEXEC)
    except OSError as problem:
        return unknown(problem)


def exists(path: str) -> bool:
    """Whether something is at ``path`` (False also where that cannot be seen)."""
    return os.path.lexists(path)


def runnable(path: str) -> bool:
    """Whether this user may run the file at ``path``."""
    return os.path.isfile(path) and os.access(path, os.X_OK)


def names_in(path: str, limit: int = 10_000) -> tuple[str, ...] | Unknown:
    """The names in a directory, sorted; where there are more than ``limit``, any ``limit`` of them."""
    try:
        with os.scandir(path) as entries:
            return tuple(sorted(entry.name for entry in islice(entries, limit)))
    except OSError as problem:
        return unknown(problem)


@lru_cache(maxsize=64)
def remembered(path: str) -> tuple[str, ...] | Unknown:
    """As `names_in`, asked once in this process: for folders of packages, which many Pythons share."""
    return names_in(path)


def env(name: str) -> str | None:
    """One environment variable by its name; there is no way to ask for all of them, so none can leak."""
    return os.environ.get(name)


def environment(pid: int, names: tuple[str, ...]) -> dict[str, str | None] | Unknown:
    """Those variables of a process, None for what it has not; waits for a process that hangs in the kernel."""
    text = read_text(f"/proc/{pid}/environ", 1 << 20)
    if isinstance(text, Unknown):
        return text
    found = dict(line.partition("=")[::2] for line in text.split("\0"))
    return {name: found.get(name) for name in names}
