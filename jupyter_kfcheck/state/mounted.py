"""Whether a directory lies where it can hang: on the volume of HOME, or on a file system that is a server's.

Told from the mount table and the links on the way, without touching such a volume: what asks is a server, or a probe.
"""

import posix

TABLE_LIMIT = 1 << 20
LINKS = 40  # on the way, as many as the kernel follows
REMOTE = {b"nfs", b"nfs4", b"cifs", b"smb3", b"smbfs", b"ceph", b"9p", b"virtiofs", b"lustre", b"gpfs", b"beegfs",
          b"afs", b"glusterfs", b"ocfs2", b"gfs2"}  # fmt: skip
Mount = tuple[bytes, bytes]
"""Mount point and type."""


def can_hang(path: str, home: str) -> str:
    """Where ``path`` lies, in words, if it can hang there; else nothing. A HOME that is no mount of its own cannot."""
    mounts = _mounts()
    at_home = _follow(home, mounts, None) if home.startswith("/") else None
    own = at_home if at_home and at_home[0] != b"/" else None
    there = _follow(path, mounts, own)
    if there and there == own:
        return "on the volume of HOME"
    return f"on a file system of type {there[1].decode()}" if there and _is_remote(there) else ""


def _is_remote(mount: Mount) -> bool:
    return mount[0] != b"/" and (mount[1] in REMOTE or mount[1].startswith(b"fuse"))


def _follow(path: str, mounts: list[Mount], own: Mount | None) -> Mount | None:
    """The mount that ``path`` is on, its links followed as far as none of them has to be read where it can hang."""
    here, left, links = b"/", path.encode(errors="surrogateescape").split(b"/")[::-1], 0
    while left:
        name = left.pop()
        if name in (b"", b"."):
            continue
        if name == b"..":
            here = here.rpartition(b"/")[0] or b"/"
            continue
        there = here.rstrip(b"/") + b"/" + name
        mount = _of(there, mounts)
        if mount and (mount == own or _is_remote(mount)):
            return mount
        try:
            target = posix.readlink(there)
        except OSError:  # no link, or not there yet
            here = there
            continue
        links += 1
        if links > LINKS:
            return None
        left += target.split(b"/")[::-1]
        here = b"/" if target.startswith(b"/") else here
    return _of(here, mounts)


def _of(path: bytes, mounts: list[Mount]) -> Mount | None:
    """The mount with the longest point above ``path``, of equals the last, which covers the others."""
    best: Mount | None = None
    for mount in mounts:
        inside = (path + b"/").startswith(mount[0].rstrip(b"/") + b"/")
        if inside and (best is None or len(mount[0]) >= len(best[0])):
            best = mount
    return best


def _mounts() -> list[Mount]:
    try:
        file = posix.open("/proc/self/mountinfo", posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return []
    try:
        text = b""
        while len(text) < TABLE_LIMIT and (chunk := posix.read(file, 1 << 16)):
            text += chunk
    except OSError:
        return []
    finally:
        posix.close(file)
    found = []
    for line in text.splitlines():
        head, _, tail = line.partition(b" - ")
        words, kind = head.split(), tail.split()
        if len(words) > 4 and kind:
            point = words[4]
            for code, char in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
                point = point.replace(code, char)
            found.append((point, kind[0]))
    return found
