"""Exchanges with a server on this machine, bounded in time and size whatever it answers.

A client of our own instead of http.client: one deadline for the whole exchange (a server that drips
byte by byte never trips a socket's timeout), TLS and unix sockets alike, no proxy of the
environment's. `socket` costs 5 ms and `ssl` 15 ms to import, so only an exchange pays for them.
"""

import errno
import os
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from jupyter_kfcheck.address import Address
from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct

if TYPE_CHECKING:
    import socket

HEAD_LIMIT = 64 << 10  # bytes of status line and headers
BODY_LIMIT = 1 << 20  # bytes of a body; what is longer is cut
_SIOCGIFADDR = 0x8915  # netdevice(7)


class NoAnswerError(Exception):
    """No HTTP came back. The message is a phrase that ends "it …"; ``errno`` as the kernel said, or the nearest."""

    def __init__(self, phrase: str, number: int | None) -> None:
        """Take what happened, in words and as a number."""
        super().__init__(phrase)
        self.errno = number


class Response(Struct):
    """An answer. Names of headers are in small letters, in the order they came; the body is cut at `BODY_LIMIT`."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def get(to: Address, path: str, headers: Mapping[str, str], seconds: float, cafile: str | None = None) -> Response:
    """Ask for ``path`` within ``seconds``. Raises `NoAnswerError`.

    ``headers`` go over ``Host`` and ``Connection``. The certificate is verified by ``cafile`` where there
    is one; otherwise by nothing: it is this machine's own server, and nothing secret is sent to it.
    """
    end = time.monotonic() + seconds
    named = {"Host": to.name if to.port else "localhost", "Connection": "close", "Accept": "*/*"} | dict(headers)
    lines = [f"GET {_printable(path)} HTTP/1.1", *(f"{k}: {_printable(v)}" for k, v in named.items()), "", ""]
    try:
        with _connect(to, end, cafile) as connection:
            connection.sendall("\r\n".join(lines).encode())
            return _receive(connection, end)
    except TimeoutError:
        raise NoAnswerError(f"did not answer within {seconds:.2g} s", errno.ETIMEDOUT) from None
    except OSError as problem:
        raise _no_answer(problem) from None


def _no_answer(problem: OSError) -> NoAnswerError:
    reason = getattr(problem, "reason", None)  # ssl.SSLError, whose errno is its own
    if isinstance(reason, str):
        verification = getattr(problem, "verify_message", "")
        return NoAnswerError(f"did not agree on TLS: {verification or reason.lower().replace('_', ' ')}", errno.EPROTO)
    if problem.errno is None or problem.errno < 0:  # the path of a socket is too long, a name is unknown
        return NoAnswerError(f"cannot be reached: {problem.strerror or problem}", None)
    if problem.errno in (errno.ECONNRESET, errno.EPIPE):
        return NoAnswerError("closed the connection without an answer", errno.ECONNRESET)
    if problem.errno == errno.ECONNREFUSED:
        return NoAnswerError("refused the connection", problem.errno)
    return NoAnswerError(f"cannot be reached: {os.strerror(problem.errno).lower()}", problem.errno)


def _printable(text: str) -> str:
    """Text that cannot end a line of the request: whatever is not printable ASCII is percent-encoded."""
    return "".join(chr(b) if 0x21 <= b <= 0x7E else f"%{b:02X}" for b in text.encode("utf-8", "surrogateescape"))


def _connect(to: Address, end: float, cafile: str | None) -> "socket.socket":
    import socket  # noqa: PLC0415 - see the module's docstring

    left = _left(end)
    if to.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(left)
        try:
            connection.connect(to.socket)
        except OSError:
            connection.close()
            raise
    else:
        connection = socket.create_connection((to.host, to.port), left)
    if not to.tls:
        return connection
    import ssl  # noqa: PLC0415 - see the module's docstring

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED if cafile else ssl.CERT_NONE
    if cafile:
        context.load_verify_locations(cafile)
    connection.settimeout(_left(end))
    return context.wrap_socket(connection)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _receive(connection: "socket.socket", end: float) -> Response:
    data = bytearray()
    split = -1
    while split < 0:
        seen = len(data)
        data += _read(connection, end)
        if len(data) == seen:
            raise ConnectionResetError(errno.ECONNRESET, "closed") if not data else _no_http()
        if not b"HTTP/1.".startswith(data[:7]) and not data.startswith(b"HTTP/1."):
            raise _no_http()
        split = data.find(b"\r\n\r\n", max(0, seen - 3))
        if split < 0 and len(data) > HEAD_LIMIT:
            raise NoAnswerError("sent headers without end", errno.EPROTO)
    status, headers = _head(bytes(data[:split]))
    del data[: split + 4]
    if status != 101:
        _read_body(connection, end, data, dict(headers))
    body = bytes(data[:BODY_LIMIT])
    return Response(status, headers, _unchunk(body) if dict(headers).get("transfer-encoding") else body)


def _no_http() -> NoAnswerError:
    return NoAnswerError("did not answer in HTTP", errno.EPROTO)


def _read(connection: "socket.socket", end: float) -> bytes:
    connection.settimeout(_left(end))
    return connection.recv(1 << 16)


def _head(head: bytes) -> tuple[int, list[tuple[str, str]]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    found = re.match(r"HTTP/1\.\d ([1-5]\d\d)(?: |$)", first)
    if not found:
        raise _no_http()
    pairs = (line.partition(":") for line in lines)
    return int(found[1]), [(name.strip().lower(), value.strip()) for name, _, value in pairs]


def _read_body(connection: "socket.socket", end: float, data: bytearray, headers: dict[str, str]) -> None:
    """Add the body to ``data``. One that stops half-way is taken as far as it came: the headers are there."""
    length = headers.get("content-length", "")
    wanted = min(int(length), BODY_LIMIT) if re.fullmatch(r"\d{1,15}", length) else BODY_LIMIT
    chunked = "transfer-encoding" in headers
    try:
        while len(data) < wanted and not (chunked and data.endswith(b"0\r\n\r\n")):
            piece = _read(connection, end)
            if not piece:
                return
            data += piece
    except OSError:
        return
    del data[wanted:]


def _unchunk(raw: bytes) -> bytes:
    body, at = bytearray(), 0
    while (stop := raw.find(b"\r\n", at)) >= 0:
        size = re.match(rb"[0-9a-fA-F]{1,8}", raw[at : at + 8])
        if not size or not int(size[0], 16):
            break
        count = int(size[0], 16)
        body += raw[stop + 2 : stop + 2 + count]
        at = stop + 2 + count + 2
    return bytes(body)


def own_addresses() -> tuple[str, ...]:
    """This machine's first IPv4 address and first global IPv6 address, loopback left out; in a pod, the pod's."""
    import fcntl  # noqa: PLC0415 - see the module's docstring
    import socket  # noqa: PLC0415 - see the module's docstring

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for _, name in socket.if_nameindex():
            try:
                raw = fcntl.ioctl(any_socket, _SIOCGIFADDR, name.encode()[:15].ljust(40, b"\0"))
            except OSError:  # an interface without an IPv4 address
                continue
            if raw[20] != 127:
                found.append(socket.inet_ntop(socket.AF_INET, raw[20:24]))
                break
    table = files.read_text("/proc/net/if_inet6")
    for line in table.splitlines() if isinstance(table, str) else ():
        address, _, _, scope, flags, _ = line.split()
        if scope == "00" and not int(flags, 16) & 0x48:  # global; neither tentative nor a duplicate
            found.append(socket.inet_ntop(socket.AF_INET6, bytes.fromhex(address)))
            break
    return tuple(found)
