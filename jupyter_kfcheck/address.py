"""Where a server is: read from a URL, as a server states it to its child and its files state it to everybody."""

from jupyter_kfcheck.contract.values import Mistake
from jupyter_kfcheck.model import Struct

FORMS = "http(s)://HOST:PORT/BASE/ or http+unix://%2Fpath%2Fto%2Fsocket/BASE/"


class Address(Struct):
    """One place to connect to, and ``base``, the path that the server serves below, with a slash at both ends.

    Either ``socket`` is the path of a unix socket, or ``host`` and ``port`` are set.
    """

    base: str = "/"
    host: str = ""
    port: int = 0
    tls: bool = False
    socket: str = ""

    @property
    def name(self) -> str:
        """How people write it: ``127.0.0.1:8888``, ``[::1]:8888``, or the path of the socket."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.socket or f"{host}:{self.port}"


def parse(url: str) -> Address:
    """The address in a URL. Raises `Mistake` where it has none of the `FORMS`."""
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415 - 5 ms that only those who are told a URL pay

    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise Mistake(f"is no URL: {problem}") from None
    if parts.query or parts.fragment or parts.username is not None:
        raise Mistake(f"must be {FORMS}, without a query or a user")
    socket = unquote(parts.netloc)
    if parts.scheme == "http+unix" and socket.startswith("/") and "\0" not in socket:
        return Address(joined(parts.path), socket=socket)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Mistake(f"must be {FORMS}")
    tls = parts.scheme == "https"
    return Address(joined(parts.path), parts.hostname, port or (443 if tls else 80), tls)


def joined(path: str) -> str:
    """A path with one slash at its beginning and one at its end: Jupyter answers 404 below ``/notebook//``."""
    return f"/{path.strip('/')}/".replace("//", "/")
