"""Where the server is: as it says itself, on Kubeflow's port, or as its runtime files say.

Never by reading /proc/net/tcp, for which the kernel walks its whole table of sockets (4-5 ms on a
large machine). Nothing that a file says leads away from this machine: of its URL only port, path
and socket count.
"""

import json
from collections.abc import Iterator
from errno import ECONNRESET, EPROTO

from jupyter_kfcheck.address import Address, joined, parse
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import container, runtime_dirs
from jupyter_kfcheck.facts.server.exchange import UNTRACKED, Answer, Asker
from jupyter_kfcheck.host import files, net, owner, process
from jupyter_kfcheck.model import Struct

HEALTH = "/healthz"
HEALTHS = ("alive", "fresh", "idle")
FILES = 5  # at most so many of the servers that live


class Place(Struct):
    """A server found: ``by`` itself (``server``), its ``port`` or its ``file``; ``port`` is 0 on a unix socket.

    ``base`` is the path it serves below; ``product`` is ``jupyter``, ``codeserver`` or "", as it answered.
    """

    by: str
    at: str
    tls: bool
    port: int
    base: str
    product: str


Found = tuple[Place, Address, Answer]
"""A place, how to connect to it, and the answer by which it was known."""


def knock(asker: Asker, port: int, target: str, *, tls: bool = False) -> list[tuple[Address, Answer]]:
    """Ask on the loopback, then on this machine's own addresses, or 127.0.0.2 where it has none.

    A listener on all addresses answers the second as well, one on 127.0.0.1 does not. IPv6 is asked
    only where IPv4 does not answer. ``tls`` says what to try first.
    """
    own = net.own_addresses() or ("127.0.0.2",)
    tried: list[tuple[Address, Answer]] = []
    for hosts in (("127.0.0.1", "::1"), own):
        for host in hosts:
            tried.append(_either(asker, Address(host=host, port=port, tls=tls), target))
            if tried[-1][1].status is not None:
                tls = tried[-1][0].tls  # what was right here is tried first there
                break
    return tried


def find(
    asker: Asker, contract: Contract, prefix: str, tried: list[tuple[Address, Answer]], *, files: bool = True
) -> Found | None:
    """The server, None where there is none. Files, which may lie on a HOME that hangs, are read last, if at all."""
    if contract.server_url:
        told = parse(contract.server_url)
        if found := _jupyter(asker, "server", told, [told.base]):
            return found
    answered = [(to, answer) for to, answer in tried if answer.status is not None]
    strange = None
    for to, answer in answered[:1]:
        found = _by_port(asker, to, answer, prefix, contract)
        if found and (found[0].product or container.kind(contract) != "jupyter"):
            return found
        strange = found  # in an image with a Jupyter, which may have moved on to another port
    for stated in _stated() if files else ():
        tried = [] if stated.socket else knock(asker, stated.port, f"{stated.base}api{UNTRACKED}", tls=stated.tls)
        known = [stated] if stated.socket else [to for to, answer in tried if answer.status is not None]
        for to in known[:1]:
            if found := _jupyter(asker, "file", to, [stated.base]):
                return found
    if strange:
        return strange
    for to, answer in answered[:1]:  # something that speaks HTTP and says nothing more
        return Place("port", to.name, to.tls, to.port, "/", ""), to, answer
    return None


def _by_port(asker: Asker, to: Address, answer: Answer, prefix: str, contract: Contract) -> Found | None:
    """Who answers on Kubeflow's port. A wrong path costs Jupyter a line in its log, so the likely comes first."""
    if answer.content not in HEALTHS and container.kind(contract) == "codeserver":
        # Open Data Hub's nginx before it leads from here to its health; a page would open the editor.
        answer = asker.follow(to, f"{prefix}api{UNTRACKED}")
        healthy = answer.content in HEALTHS
        return Place("port", to.name, to.tls, to.port, prefix, "codeserver" if healthy else ""), to, answer
    if answer.content == "version":
        base = answer.path.removesuffix("api")
        return Place("port", to.name, to.tls, to.port, base, "jupyter"), to, answer
    if answer.content not in HEALTHS:
        if found := _jupyter(asker, "port", to, [b for b in dict.fromkeys((prefix, "/")) if b + "api" != answer.path]):
            return found
        answer = answer if answer.path == HEALTH else asker.ask(to, HEALTH)
    if answer.content in HEALTHS:
        return Place("port", to.name, to.tls, to.port, "/", "codeserver"), to, answer
    for base in dict.fromkeys((prefix, "/")):
        page = asker.follow(to, base)
        if page.status is not None and page.status < 400:
            led = page.path[: page.path.rfind("/") + 1]  # a Jupyter with another base leads to its own
            if led not in (prefix, "/") and (found := _jupyter(asker, "port", to, [led])):
                return found
            return Place("port", to.name, to.tls, to.port, base, ""), to, page
    return None


def _jupyter(asker: Asker, by: str, to: Address, bases: list[str]) -> Found | None:
    for base in bases:
        answer = asker.ask(to, f"{base}api{UNTRACKED}")
        if answer.content == "version" and answer.status == 200:
            return Place(by, to.name, to.tls, to.port, base, "jupyter"), to, answer
    return None


def _either(asker: Asker, to: Address, target: str) -> tuple[Address, Answer]:
    """Ask one way, then the other: a TLS server closes the connection on a plain request or sends an alert."""
    answer = asker.ask(to, target)
    if answer.errno in (ECONNRESET, EPROTO):
        other = to._replace(tls=not to.tls)
        second = asker.ask(other, target)
        if second.status is not None:
            return other, second
    return to, answer


def _stated() -> Iterator[Address]:
    """What the files of those servers say that still run."""
    left = FILES
    for directory in runtime_dirs.candidates():
        if process.ids()[0] == 0 and owner.stranger(directory):
            continue  # root reads no file and asks no socket that others name
        names = files.names_in(directory)
        for name in names if isinstance(names, tuple) else ():
            pid = name.removeprefix("jpserver-").removesuffix(".json")
            if name != f"jpserver-{pid}.json" or not pid.isdecimal() or not files.exists(f"/proc/{pid}"):
                continue
            stated = _read(f"{directory}/{name}")
            if stated and left:
                left -= 1
                yield stated


def _read(path: str) -> Address | None:
    text = files.read_text(path, 1 << 16)
    try:
        said = json.loads(text) if isinstance(text, str) else {}
        base, port, socket = said.get("base_url"), said.get("port"), said.get("sock")
        tls = said.get("secure") is True
    except (ValueError, RecursionError, AttributeError):
        return None
    if not isinstance(base, str) or not base.isprintable():
        return None
    if isinstance(socket, str) and socket.startswith("/") and socket.isprintable():
        return Address(joined(base), socket=socket)
    if type(port) is int and 0 < port < 65536:
        return Address(joined(base), port=port, tls=tls)
    return None
