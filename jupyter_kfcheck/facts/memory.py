"""Shared memory, and the container's limit of memory: shm(7), cgroups(7)."""

from typing import NamedTuple

from jupyter_kfcheck.host import disk, files
from jupyter_kfcheck.model import Unknown

SHM = "/dev/shm"  # noqa: S108 - the place itself is asked about, no file is made in it
LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")  # version 2, version 1
NO_LIMIT = 1 << 60  # version 1 says "none" by a number near 2**63


class Shm(NamedTuple):
    """Size and use of /dev/shm in bytes; a size of 0 is a file system without a limit of its own."""

    size: int
    used: int


def shm() -> Shm | Unknown:
    """What statvfs(3) says of /dev/shm."""
    try:
        fd = disk.open_directory(SHM)
    except OSError as problem:
        return files.unknown(problem)
    try:
        free, total, _, _ = disk.space(fd)
        return Shm(total, total - free)
    except OSError as problem:
        return files.unknown(problem)
    finally:
        disk.close(fd)


def limit() -> int | Unknown | None:
    """The cgroup's limit of memory in bytes, None where there is none."""
    for path in LIMITS:
        if files.exists(path):
            text = files.read_text(path, 64)
            if isinstance(text, Unknown):
                return text
            number = text.strip()
            return int(number) if number.isdecimal() and int(number) < NO_LIMIT else None
    return None
