"""Who listens on TCP, asked of the kernel by netlink (sock_diag(7)): /proc/net/tcp walks its whole socket table."""

import os
import struct

from jupyter_kfcheck.model import Struct

_NETLINK_SOCK_DIAG, _BY_FAMILY, _REQUEST_DUMP = 4, 20, 0x301
_DONE, _ERROR, _LISTEN, _TCP, _V6ONLY = 3, 2, 1 << 10, 6, 11
_HEADER, _MESSAGE = struct.Struct("=IHHII"), struct.Struct("=BBBB2s2s16s16sIQIIIII")
LIMIT = 100
SECONDS = 0.5


class Socket(Struct):
    """One listening socket: its address in words, the IP versions that it takes, its creator's UID, its inode."""

    port: int
    address: str
    families: tuple[int, ...]
    uid: int
    inode: int


def listeners() -> tuple[Socket, ...]:
    """All listening TCP sockets of this network namespace, at most `LIMIT`. Raises OSError, under gVisor always."""
    import socket  # noqa: PLC0415 - 5 ms that only a look at a server costs

    found: list[Socket] = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_SOCK_DIAG) as door:
        door.settimeout(SECONDS)
        for family in (socket.AF_INET, socket.AF_INET6):
            body = struct.pack("=BBBBI48x", family, _TCP, 0, 0, _LISTEN)
            door.send(_HEADER.pack(_HEADER.size + len(body), _BY_FAMILY, _REQUEST_DUMP, 0, 0) + body)
            while _take(door.recv(1 << 16), found):
                pass
    return tuple(found[:LIMIT])


def _take(data: bytes, found: list[Socket]) -> bool:
    """Add the sockets of one datagram; False at the end of the answer."""
    import socket  # noqa: PLC0415 - as above

    at = 0
    while at + _HEADER.size <= len(data):
        length, kind, *_ = _HEADER.unpack_from(data, at)
        if kind == _DONE or length < _HEADER.size:
            return False
        if kind == _ERROR:
            number = -struct.unpack_from("=i", data, at + _HEADER.size)[0]
            raise OSError(number, os.strerror(number))
        family, _, _, _, port, _, source, *_, uid, inode = _MESSAGE.unpack_from(data, at + _HEADER.size)
        six = family == socket.AF_INET6
        address = socket.inet_ntop(family, source if six else source[:4])
        both = six and address == "::" and not _only_six(data[at + _HEADER.size + _MESSAGE.size : at + length])
        versions = (4, 6) if both else (6,) if six else (4,)
        found.append(Socket(int.from_bytes(port, "big"), address, versions, uid, inode))
        at += (length + 3) & ~3
    return True


def _only_six(attributes: bytes) -> bool:
    at = 0
    while at + 4 <= len(attributes):
        length, kind = struct.unpack_from("=HH", attributes, at)
        if kind == _V6ONLY:
            return bool(attributes[at + 4])
        at += max(4, (length + 3) & ~3)
    return False


def holder(inode: int, first: int | None = None) -> int | None:
    """The process that has a socket open, looked for from ``first`` on; None where none here has.

    Raises PermissionError where some process that may have it cannot be looked at.
    """
    pids = [int(name) for name in os.listdir("/proc") if name.isdecimal()]
    closed: OSError | None = None
    for pid in sorted(pids, key=lambda pid: (pid != first, pid)):
        try:
            if _has(pid, f"socket:[{inode}]"):
                return pid
        except PermissionError as problem:
            closed = problem
        except OSError:  # it has ended
            continue
    if closed:
        raise closed
    return None


def _has(pid: int, link: str) -> bool:
    folder = f"/proc/{pid}/fd"
    for number in os.listdir(folder):
        try:
            if os.readlink(f"{folder}/{number}") == link:
                return True
        except FileNotFoundError:
            continue
    return False
