"""Whether a connection comes from the IDE beside us: its own proxy (`/proxy/9889/`) brings its user's requests here.

The kernel is asked for the two sockets (sock_diag(7)), and one process has to hold both: the IDE's end of the
connection, and the socket on which the IDE listens. No header says so, for a page in a browser can send any.
"""

import os
import socket
import struct
from contextlib import suppress

_NETLINK_SOCK_DIAG, _SOCK_DIAG_BY_FAMILY = 4, 20
_REQUEST = 1  # NLM_F_REQUEST
_ANY_COOKIE = 0xFFFFFFFF
_ESTABLISHED, _LISTEN = 1, 10
_SECONDS = 0.5
PROCESSES = 4096  # looked at

Endpoint = tuple[str, int]


def is_ide(client: Endpoint, server: Endpoint, ide_port: int) -> bool:
    """Whether who listens on ``ide_port`` holds the ``client``'s end of its connection to the ``server``."""
    with suppress(OSError, struct.error):
        connected = _inode(client, server, _ESTABLISHED)
        listeners = {_inode((host, ide_port), (any_, 0), _LISTEN) for host, any_ in _WILDCARDS}
        listeners -= {None}
        return bool(connected and listeners and _held_together(connected, listeners))
    return False


_WILDCARDS = (("0.0.0.0", "0.0.0.0"), ("127.0.0.1", "0.0.0.0"), ("::", "::"), ("::1", "::"))  # noqa: S104 - to look for


def _inode(local: Endpoint, remote: Endpoint, state: int) -> int | None:
    """The inode of this user's socket with these two ends; None where there is none."""
    family = socket.AF_INET6 if ":" in local[0] else socket.AF_INET
    ends = struct.pack("!HH", local[1], remote[1])
    for address in (local[0], remote[0]):
        ends += socket.inet_pton(family, address).ljust(16, b"\0")
    ends += struct.pack("=III", 0, _ANY_COOKIE, _ANY_COOKIE)
    body = struct.pack("=BBBBI", family, socket.IPPROTO_TCP, 0, 0, 1 << state) + ends
    header = struct.pack("=IHHII", 16 + len(body), _SOCK_DIAG_BY_FAMILY, _REQUEST, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG) as kernel:
        kernel.settimeout(_SECONDS)
        kernel.sendto(header + body, (0, 0))
        answer = kernel.recv(8192)
    kind = struct.unpack_from("=IHHII", answer)[1]
    if kind != _SOCK_DIAG_BY_FAMILY:
        return None
    found_state = answer[17]
    uid, inode = struct.unpack_from("=II", answer, 16 + 4 + 48 + 12)
    return int(inode) if found_state == state and uid == os.geteuid() else None


def _held_together(connected: int, listeners: "set[int | None]") -> bool:
    wanted = f"socket:[{connected}]"
    listening = {f"socket:[{inode}]" for inode in listeners}
    for name in [name for name in os.listdir("/proc") if name.isdecimal()][:PROCESSES]:
        held = set()
        with suppress(OSError):
            for descriptor in os.listdir(f"/proc/{name}/fd"):
                with suppress(OSError):
                    held.add(os.readlink(f"/proc/{name}/fd/{descriptor}"))
        if wanted in held and held & listening:
            return True
    return False
