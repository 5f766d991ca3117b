"""Shared memory, and the container's memory as its cgroup counts it: shm(7), cgroups(7)."""

import re
import time

from jupyter_kfcheck.host import disk, files
from jupyter_kfcheck.model import Struct, Unknown

SHM = "/dev/shm"  # noqa: S108 - the place itself is asked about, no file is made in it
V2, V1 = "/sys/fs/cgroup", "/sys/fs/cgroup/memory"
LIMITS = (f"{V2}/memory.max", f"{V1}/memory.limit_in_bytes")
NO_LIMIT = 1 << 60  # version 1 says "none" by a number near 2**63


class Shm(Struct):
    """Size and use of /dev/shm in bytes; a size of 0 is a file system without a limit of its own."""

    size: int
    used: int


class Memory(Struct):
    """The container's cgroup. Bytes: ``limit`` (None without one), ``used`` without the file cache that the kernel
    gives back, ``peak`` with it (None where the kernel does not say). ``kills``: processes that the kernel has killed
    in it for want of memory, None where it does not count them. ``version`` of cgroups: 1 or 2. ``seen_at``: Unix time.
    """

    version: int
    limit: int | None
    used: int
    peak: int | None = None
    kills: int | None = None
    seen_at: float = 0.0


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
            return text if isinstance(text, Unknown) else _limit(text)
    return None


def _limit(text: str) -> int | None:
    number = text.strip()
    return int(number) if number.isdecimal() and int(number) < NO_LIMIT else None


def cgroup(v2: str = V2, v1: str = V1) -> Memory | Unknown | None:
    """The memory of this process's container; None where no cgroup of its own is to be seen, as on a laptop."""
    if files.exists(f"{v2}/memory.current"):
        return _memory(2, v2, ("memory.max", "memory.current", "memory.peak", "memory.events"), "inactive_file")
    if files.exists(f"{v1}/memory.usage_in_bytes"):
        names = "memory.limit_in_bytes", "memory.usage_in_bytes", "memory.max_usage_in_bytes", "memory.oom_control"
        return _memory(1, v1, names, "total_inactive_file")
    return None


def _memory(version: int, folder: str, names: tuple[str, str, str, str], cache: str) -> Memory | Unknown:
    """The file cache that was not used of late is given back before anything is killed; a kubelet leaves it out too."""
    said = [files.read_text(f"{folder}/{name}", 1 << 14) for name in (*names, "memory.stat")]
    for text in said[:2]:
        if isinstance(text, Unknown):
            return text
    limit_, current, peak, events, stat = ("" if isinstance(text, Unknown) else text for text in said)
    used = _number(current) or 0
    return Memory(
        version=version,
        limit=_limit(limit_),
        used=max(0, used - (_named(stat, cache) or 0)),
        peak=_number(peak),
        kills=_named(events, "oom_kill"),
        seen_at=time.time(),
    )


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() else None


def _named(text: str, name: str) -> int | None:
    """The number on the line that begins with this word."""
    found = re.search(rf"^{name} (\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else None
