"""The pod's other volumes: what is mounted beside HOME and below it, looked at and never written to."""

from collections.abc import Iterator
from errno import ENOTDIR, ETIMEDOUT
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import mounts
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.host import disk, files
from jupyter_kfcheck.model import Struct, Unknown

LIMIT = 16
SYSTEM = ("/proc", "/sys", "/dev", "/run", "/var/run", "/etc", "/boot", "/usr", "/lib")
# What no volume of a pod is: the kernel's own, a container's layers, memory, packages.
VIRTUAL = {"proc", "sysfs", "cgroup", "cgroup2", "devpts", "devtmpfs", "mqueue", "securityfs", "debugfs", "tracefs",
           "bpf", "binfmt_misc", "nsfs", "overlay", "tmpfs", "ramfs", "squashfs", "autofs", "hugetlbfs", "pstore",
           "configfs", "efivarfs", "fusectl", "rpc_pipefs"}  # fmt: skip


class Volume(Struct):
    """One volume. ``errno`` is why it cannot be entered, ETIMEDOUT where it has not answered; ``writable`` what
    access(2) says to this process, None where it was not asked; bytes free and in all.
    """

    point: str
    fs: str
    read_only: bool
    errno: int | None = None
    writable: bool | None = None
    free_bytes: int = 0
    total_bytes: int = 0
    uid: int | None = None
    gid: int | None = None
    mode: int | None = None


class Volumes(Struct):
    """``others`` are at most `LIMIT` volumes; HOME's own is none of them."""

    others: tuple[Volume, ...] | Unknown


def gather(_contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the volumes, first as silent: the one that hangs stays so, those before it do not."""
    text = mounts.read_table(mounts.BEGINNING)
    if isinstance(text, Unknown):
        yield "others", text
        return
    found = [
        Volume(mount.point, mount.fs, mount.read_only, ETIMEDOUT) for mount in data(text, files.env("HOME") or "/")
    ]
    yield "others", tuple(found)
    for place, volume in enumerate(found):
        found[place] = look(volume)
        yield "others", tuple(volume for volume in found if volume.errno != ENOTDIR)


def data(text: str, home: str) -> list[Mount]:
    """The mounts of a table that may be a pod's data volumes, each mount point once, the last mount on it."""
    found: dict[str, Mount] = {}
    for line in text.splitlines():
        if line.partition(" - ")[2].partition(" ")[0] in VIRTUAL:  # most lines: thirty times cheaper than to parse them
            continue
        mount = mounts.parse_line(line)
        if mount is None or mount.point in ("/", home.rstrip("/")):
            continue
        if not any(f"{mount.point}/".startswith(f"{top}/") for top in SYSTEM):
            found[mount.point] = mount
    return list(found.values())[:LIMIT]


def look(volume: Volume) -> Volume:
    """The volume as it answers: entered, measured, and asked whether this process may write. Nothing is written."""
    try:
        fd = disk.open_directory(volume.point)
    except OSError as problem:
        return volume._replace(errno=problem.errno)
    try:
        uid, gid, mode, _ = disk.owner(fd)
        free, total, _, _ = disk.space(fd)
        writable = None if volume.read_only else disk.may_write(fd)
    except OSError as problem:
        return volume._replace(errno=problem.errno)
    finally:
        disk.close(fd)
    return volume._replace(
        errno=None, writable=writable, free_bytes=free, total_bytes=total, uid=uid, gid=gid, mode=mode
    )
