"""The mount table, as ``/proc/self/mountinfo`` gives it (see proc_pid_mountinfo(5)).

psutil, ``df`` and ``/proc/mounts`` lack the root field, which is what tells an emptyDir from a data disk.
"""

import posixpath
import re
from dataclasses import dataclass

from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Unknown

_OCTAL = re.compile(r"\\([0-7]{3})")
_PASSWORD = re.compile(r"(?<=//)[^/@]+@")  # user:password@ in the source of some network file systems


@dataclass(frozen=True)
class Mount:
    """One line of the table. ``device`` is ``major:minor``; super options are left out, they can hold secrets."""

    id: int
    device: str
    root: str
    point: str
    fs: str
    source: str
    options: str
    read_only: bool


@dataclass(frozen=True)
class HomeMounts:
    """``home`` holds HOME; ``below`` are those mounted inside of it (at most `BELOW_LIMIT`).

    ``by`` says how ``home`` was found: ``mnt_id`` (exact) or ``path`` (longest prefix). ``malformed``
    counts lines without the documented shape.
    """

    home: Mount | None
    below: tuple[Mount, ...]
    by: str
    malformed: int


BELOW_LIMIT = 20


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


def read_table() -> str | Unknown:
    """The text of this process's mount table."""
    return files.read_text("/proc/self/mountinfo")


def find(table: str, path: str, mnt_id: int | None = None) -> HomeMounts:
    """The mount that holds ``path`` and those below it; a table of 10,000 lines is not parsed whole.

    With ``mnt_id`` the line is exact. Without it the longest mount point that is a prefix of the path
    by components wins, and of equals the last, which covers the others.
    """
    path = posixpath.normpath(path)
    escaped = _escape(path)
    above = {"/"} | {escaped[:i] for i, c in enumerate(escaped) if c == "/" and i} | {escaped}
    inside = escaped.rstrip("/") + "/"
    wanted = str(mnt_id)
    best, exact, malformed = None, None, 0
    below: list[Mount] = []
    for line in table.splitlines():
        start = line.split(None, 5)
        if len(start) < 6 or " - " not in start[5]:
            malformed += bool(line.strip())
            continue
        point = start[4]
        if point not in above and not point.startswith(inside) and start[0] != wanted:
            continue
        mount = parse_line(line)
        if mount is None:
            malformed += 1
            continue
        if start[0] == wanted:
            exact = mount
        if point in above and (best is None or len(mount.point) >= len(best.point)):
            best = mount
        elif point.startswith(inside) and len(below) < BELOW_LIMIT:
            below.append(mount)
    return HomeMounts(exact or best, tuple(below), "mnt_id" if exact else "path", malformed)


def mount_id(fd: int) -> int | None:
    """The id of the mount that an open descriptor is on; None where the kernel does not say (gVisor)."""
    text = files.read_text(f"/proc/self/fdinfo/{fd}")
    found = re.search(r"^mnt_id:\s*(\d+)$", text, re.MULTILINE) if isinstance(text, str) else None
    return int(found[1]) if found else None
