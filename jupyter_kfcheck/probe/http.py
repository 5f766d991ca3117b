"""A GET for its status line, over the interpreter's bare sockets."""

import _socket
import time

HEAD_LIMIT = 4096
TYPE_CHECKING = False  # as typing's, whose import alone would cost as much as the whole probe
if TYPE_CHECKING:
    from typing import Any


class NoAnswerError(OSError):
    """Nothing answered in HTTP; the message completes "127.0.0.1:8888 …". ``refused``: nobody listens."""

    refused = False


def ask(url: str, end: float) -> int:
    """The status code of a GET until ``end`` (monotonic). No redirect is followed, no certificate verified: it is us.

    Raises `NoAnswerError`.
    """
    scheme, _, rest = url.partition("://")
    authority, _, path = rest.partition("/")
    name = "localhost" if scheme == "http+unix" else authority
    request = f"GET /{path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode()
    try:
        connection = _connect(scheme, authority, end)
        try:
            connection.sendall(request)
            head = b""
            while b"\r\n" not in head and len(head) < HEAD_LIMIT:
                connection.settimeout(_left(end))
                chunk = connection.recv(HEAD_LIMIT)
                if not chunk:
                    break
                head += chunk
        finally:
            connection.close()
    except OSError as problem:
        raise _in_words(problem) from None
    except (ValueError, OverflowError) as problem:  # a port of 99999, a name that no look-up takes
        raise NoAnswerError(f"cannot be asked: {problem}") from None
    version, _, rest_of_line = head.partition(b"\r\n")[0].partition(b" ")
    code = rest_of_line[:3]
    if not version.startswith(b"HTTP/") or not code.isdigit():
        raise NoAnswerError("does not speak HTTP")
    return int(code)


def accepts(host: str, port: int, end: float) -> None:
    """Return if something accepts a connection there until ``end``. Raises `NoAnswerError`."""
    try:
        _connect("http", f"{host}:{port}", end).close()
    except OSError as problem:
        raise _in_words(problem) from None


def _connect(scheme: str, authority: str, end: float) -> _socket.socket:
    if scheme == "http+unix":
        from urllib.parse import unquote  # noqa: PLC0415 - 6 ms that only such a server pays

        return _open(_socket.AF_UNIX, unquote(authority), end)
    host, _, port = authority.rpartition(":")
    host = host.strip("[]")
    if host.replace(".", "").isdigit():
        connection = _open(_socket.AF_INET, (host, int(port)), end)
    else:
        name = host.encode() if host.isascii() else host  # bytes spare the codec idna, which takes 1.5 MB
        family, _, _, _, address = _socket.getaddrinfo(name, int(port), type=_socket.SOCK_STREAM)[0]
        connection = _open(family, address, end)
    return connection if scheme != "https" else _secured(connection, end)


def _open(family: int, address: "tuple[Any, ...] | str", end: float) -> _socket.socket:
    connection = _socket.socket(family, _socket.SOCK_STREAM)
    try:
        connection.settimeout(_left(end))
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _secured(connection: _socket.socket, end: float) -> _socket.socket:
    import socket  # noqa: PLC0415 - 20 ms that only a server with a certificate pays
    import ssl  # noqa: PLC0415

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    whole = socket.socket(fileno=connection.detach())
    whole.settimeout(_left(end))
    return context.wrap_socket(whole)


def _left(end: float) -> float:
    return max(end - time.monotonic(), 0.001)


def _in_words(problem: OSError) -> NoAnswerError:
    if isinstance(problem, TimeoutError):
        return NoAnswerError("did not answer in time")
    said = NoAnswerError(f"cannot be reached: {(problem.strerror or str(problem)).lower()}")
    said.refused = isinstance(problem, ConnectionRefusedError)
    return said
