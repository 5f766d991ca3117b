"""The mount table, as ``/proc/self/mountinfo`` gives it (see proc_pid_mountinfo(5)).

``/proc/mounts``, and psutil and ``df`` with it, lack the root field, which tells an emptyDir from a data disk.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.host import disk, files
from jupyter_kfcheck.model import Struct, Unknown

_OCTAL = re.compile(r"\\([0-7]{3})")
# …/overlay2/NAME/diff in docker, …/snapshots/NAME/fs in containerd.
_LAYER = re.compile(r"[,\s]upperdir=[^,\s]*/([^/,\s]+)/(?:diff|fs)")
_PASSWORD = re.compile(r"(?<=//)[^/@]+@")  # user:password@ in the source of some network file systems


class Mount(Struct):
    """One line of the table. ``device`` is ``major:minor``; super options are left out, they can hold secrets."""

    id: int
    device: str
    root: str
    point: str
    fs: str
    source: str
    options: str
    read_only: bool


class Table(Struct):
    """The mounts that matter: of HOME, of those inside it (at most `BELOW_LIMIT`), and what the runtime mounts.

    ``by`` says how ``home`` was found: ``mnt_id`` (exact) or ``path`` (longest prefix). ``hosts`` is the
    mount of /etc/hosts, which the kubelet makes per pod; ``layer`` names the writable layer of an overlay root,
    which is new with every container. ``malformed`` counts lines without the documented shape, and one where
    the table was cut.
    """

    home: Mount | None
    below: tuple[Mount, ...]
    root: Mount | None
    hosts: Mount | None
    by: str
    malformed: int
    layer: str | None = None


class Mounts(Struct):
    """``table`` is Unknown where there is no /proc, or no HOME to look for."""

    table: Table | Unknown


BELOW_LIMIT = 20
BEGINNING = 128 << 10  # bytes: some 1,500 mounts


def parse_line(line: str) -> Mount | None:
    """One line, or None where it lacks the shape.

    Blanks come in runs (gVisor prints an empty field), the number of optional fields varies, the
    source may be empty, and super options may hold raw blanks (cifs).
    """
    head, separator, tail = line.partition(" - ")
    left, right = head.split(), tail.split(" ")
    if not separator or len(left) < 6 or not left[0].isdigit() or not left[4].startswith("/") or len(right) < 2:
        return None
    # gVisor and old kernels leave the source empty: `- tmpfs  rw`
    source = _unescape(right[1])
    super_options = " ".join(right[2:])
    read_only = "ro" in left[5].split(",") or "ro" in super_options.split(",")
    return Mount(
        id=int(left[0]),
        device=left[2],
        root=_unescape(left[3]),
        point=_unescape(left[4]),
        fs=right[0],
        source=_PASSWORD.sub("…@", source),
        options=left[5],
        read_only=read_only,
    )


def _unescape(text: str) -> str:
    return _OCTAL.sub(lambda m: chr(int(m[1], 8)), text)


def _escape(path: str) -> str:
    for char in "\\ \t\n":
        path = path.replace(char, f"\\{ord(char):03o}")
    return path


def read_table(limit: int = 64 << 20) -> str | Unknown:
    """The text of this process's mount table, at most ``limit`` bytes of it."""
    return files.read_text("/proc/self/mountinfo", limit)


def gather(_contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the table, first as the path of HOME alone tells it: opening HOME, which is exact, may hang.

    The kernel prints mounts in the order in which they were made, a container's own first, and takes its time: a
    long table is read to its end only where HOME's line is not in the beginning.
    """
    text, home = read_table(BEGINNING), files.env("HOME") or "/"
    if isinstance(text, Unknown):
        yield "table", text
        return
    cut = len(text.encode(errors="surrogateescape")) >= BEGINNING
    if cut:  # in the midst of a line
        text = text[: text.rfind("\n") + 1]
    table = find(text, home)
    yield "table", table._replace(malformed=table.malformed + cut)
    try:
        fd = disk.open_directory(home)
    except OSError:
        return
    real, exact = posixpath.realpath(home), mount_id(fd)
    if cut and (exact is None or _with_id(text, exact) is None):
        text = read_table()
    yield "table", text if isinstance(text, Unknown) else find(text, real, exact)


def find(text: str, path: str, mnt_id: int | None = None) -> Table:
    """Look through a mount table once; only the lines that matter are parsed, of 10,000 as of ten.

    With ``mnt_id`` the line of ``path`` is exact. Without it the longest mount point that is a prefix of
    the path by components wins, and of equals the last, which covers the others.
    """
    path = _escape(posixpath.normpath(path))
    above = {"/", path, *(path[:i] for i, c in enumerate(path) if c == "/" and i)}
    best = exact = root = hosts = layer = None
    malformed = _malformed(text)
    below: list[Mount] = []
    for line in _lines(text, above | {"/etc/hosts"}, path.rstrip("/") + "/", mnt_id):
        mount = parse_line(line)
        if mount is None:
            malformed += 1
            continue
        point = _escape(mount.point)
        exact = mount if mount.id == mnt_id else exact
        if point == "/":
            root, layer = mount, _LAYER.search(line)
        hosts = mount if point == "/etc/hosts" else hosts
        if point in above and (best is None or len(mount.point) >= len(best.point)):
            best = mount
        elif point.startswith(path.rstrip("/") + "/") and len(below) < BELOW_LIMIT:
            below.append(mount)
    return Table(exact or best, tuple(below), root, hosts, "mnt_id" if exact else "path", malformed, layer and layer[1])


def _lines(text: str, points: set[str], inside: str, mnt_id: int | None) -> Iterator[str]:
    """The lines of some mount points, of those that begin with ``inside``, and of an id, in their order.

    A mount point is followed by options, and these begin with rw or ro: one search over the whole text.
    """
    exactly = "|".join(re.escape(point) for point in sorted(points))
    wanted = re.finditer(rf" (?:{exactly}|{re.escape(inside)}[^ \n]*) +r[wo]", text)
    starts = {text.rfind("\n", 0, found.start()) + 1 for found in wanted}
    if mnt_id is not None and (start := _with_id(text, mnt_id)) is not None:
        starts.add(start)
    for start in sorted(starts):
        end = text.find("\n", start)
        yield text[start : end if end >= 0 else len(text)]


def _with_id(text: str, mnt_id: int) -> int | None:
    """Where the line of a mount begins. Searched for alone: an anchor makes the other search four times slower."""
    if text.startswith(f"{mnt_id} "):
        return 0
    return text.find(f"\n{mnt_id} ") + 1 or None


def _malformed(text: str) -> int:
    """How many lines lack the separator that every line has; they are counted one by one only where some do."""
    if text.count(" - ") == text.count("\n"):
        return 0
    return sum(" - " not in line for line in text.splitlines() if line.strip())


def mount_id(fd: int) -> int | None:
    """The id of the mount that an open descriptor is on; None where the kernel does not say (gVisor)."""
    text = files.read_text(f"/proc/self/fdinfo/{fd}")
    found = re.search(r"^mnt_id:\s*(\d+)$", text, re.MULTILINE) if isinstance(text, str) else None
    return int(found[1]) if found else None
