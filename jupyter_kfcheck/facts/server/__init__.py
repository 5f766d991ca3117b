"""The running server, asked over the wire as Kubeflow and browsers do: configuration is a claim, a header a fact.

Quiet by design. Jupyter's activity is not touched, and none of the requests to a healthy one leads
it to a disk (its pages do, and with a hung HOME they would freeze it) or into its log. code-server counts every
request but that for its health as use, and loads an editor for most: it is asked more in `kfcheck image` alone.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck import platforms
from jupyter_kfcheck.address import Address, joined
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import container, notebook, rstudio, stated
from jupyter_kfcheck.facts.outside import Probed
from jupyter_kfcheck.facts.rstudio import Hop
from jupyter_kfcheck.facts.server import listeners, places, sources
from jupyter_kfcheck.facts.server.exchange import UNTRACKED, Answer, Asker
from jupyter_kfcheck.facts.server.listeners import Listening
from jupyter_kfcheck.facts.server.places import Found, Place
from jupyter_kfcheck.facts.server.sources import Source
from jupyter_kfcheck.facts.stated import Stated
from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct, Unknown
from jupyter_kfcheck.platforms import Platform

EACH_SECONDS = 2.0  # code-server takes more than one to load its editor for the first WebSocket
OVERALL_SECONDS = 2.7  # less than a family's deadline, so that what was learnt is handed over
FOREIGN = "kfcheck.invalid"  # a name that nobody can own (RFC 2606)
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "a2ZjaGVja2tmY2hlY2trZg==",
}


class Server(Struct):
    """What was asked and what came back.

    ``tried``: Kubeflow's port on the loopback, then on this machine's own addresses. ``front``: a 200 answer of
    the server found, whose headers stand for all. ``entrance``: what a visitor without credentials gets.
    ``upgrades``: WebSocket handshakes by what was foreign in them: ``both``, and only where that was refused
    ``origin``, ``host``, ``none``. ``kernels``, ``terminals``: what the culler gets; where ``entrance`` is refused,
    that stands for the first, and neither the other nor ``upgrades`` is asked for. ``stated``: what an IDE that is
    not asked for more than its health was told. ``xsrf``: Jupyter's page `logout`. ``probed``: the path that the
    platform's own probe asks. ``rooted``: how an RStudio leads a visitor whose gateway has taken NB_PREFIX away.
    ``configured``: what sets a Jupyter's flags. None where it was not asked.
    """

    tried: tuple[Answer, ...] | Unknown
    place: Place | Unknown | None
    front: Answer | Unknown | None
    entrance: Answer | Unknown | None
    upgrades: dict[str, Answer] | Unknown
    kernels: Answer | Unknown | None
    terminals: Answer | Unknown | None = None
    listening: Listening | Unknown = Unknown("an older kfcheck did not look")
    stated: Stated | Unknown | None = None
    xsrf: Answer | Unknown | None = None
    probed: Probed | Unknown | None = None
    rooted: tuple[Hop, ...] | Unknown | None = None
    configured: tuple[Source, ...] | Unknown | None = None


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `Server`."""
    prefix = joined(files.env("JUPYTERHUB_SERVICE_PREFIX") or files.env("NB_PREFIX") or "/")
    port = platforms.port(contract.port, files.env("JUPYTERHUB_SERVICE_URL"))
    overall = min(OVERALL_SECONDS * contract.patience, contract.timeout * 0.9)
    asker = Asker(EACH_SECONDS * contract.patience, overall, contract.server_cafile)
    tls = (contract.server_url or "").startswith("https:")
    tried = places.knock(asker, port, _first_question(contract, prefix), tls=tls)
    yield "tried", tuple(answer for _, answer in tried)
    yield "listening", files.told(lambda: listeners.look(port, contract.server_pid))
    found = places.find(asker, contract, prefix, tried)
    row, everything = _platform(contract), contract.stated or contract.everything
    yield from asked(asker, prefix, found, row, editor=contract.open_editor, everything=everything)
    if found and not found[0].product and not asker.late and container.kind(contract) == "rstudio" and prefix != "/":
        to = found[1]
        yield "rooted", files.told(lambda: rstudio.rooted(asker, to, prefix))
    else:
        yield "rooted", None
    if found and found[0].product == "codeserver" and not contract.open_editor:
        # Last, for its own file may lie on a HOME that hangs.
        pid = contract.server_pid or notebook.find(contract)
        yield "stated", files.told(lambda: stated.look("codeserver", pid))
    else:
        yield "stated", None
    if found and found[0].product == "jupyter":
        # Jupyter looks for a page's templates in HOME. Where that hangs, the question would stop the user's server, so
        # this look stops us before it.
        files.names_in(files.env("HOME") or "/", 1)
        port = found[0].port
        yield "configured", files.told(lambda: sources.look(contract, port))
    else:
        yield "configured", None
    yield "xsrf", logged_out(asker, found)


def asked(
    asker: Asker, prefix: str, found: places.Found | None, row: Platform, *, editor: bool, everything: bool
) -> Iterator[tuple[str, Any]]:
    """Yield those parts of `Server` that are asked of the server ``found``, which may be on another machine.

    ``row`` is the platform whose requests are sent; ``everything``: what only others ask as well. ``editor``: whether
    code-server's may be opened, which counts as use.
    """
    if found and not found[0].product and asker.late:
        # It answers slowly, and was not asked all: what it has not said is not known.
        found = None
        for part in ("place", "front", "entrance", "upgrades", "kernels", "terminals", "probed"):
            yield part, Unknown(f"{asker.late.at} {asker.late.problem}", asker.late.errno)
        return
    if found and row.answers and found[0].product == "codeserver" and found[0].base == "/":
        found = _behind_proxy(asker, found, prefix)
    yield "place", found and found[0]
    yield "front", found and found[2]
    if not found:
        yield from {"entrance": None, "upgrades": {}, "kernels": None, "terminals": None}.items()
        yield "probed", None
        return
    place, to, front = found
    yield "probed", _probe(asker, to, f"{prefix}{row.answers[0]}", row.answers[1]) if row.answers else None
    if place.product == "jupyter" and row.name == platforms.NONE.name and not everything:
        yield from {"entrance": None, "upgrades": {}, "kernels": None, "terminals": None}.items()
        return
    if place.product == "jupyter":
        # Jupyter logs each refusal: where it wants credentials for this, it does for the rest.
        entrance = asker.ask(to, f"{place.base}api/status{UNTRACKED}")
        yield "entrance", entrance
        if entrance and entrance.status in (401, 403):
            yield from {"upgrades": {}, "kernels": entrance, "terminals": None}.items()
            return
        yield "upgrades", _upgrades(asker, to, f"{place.base}api/events/subscribe") if row.browser or everything else {}
        below = prefix if prefix != "/" else place.base
        host = {"Host": _service(prefix)}
        yield "kernels", asker.ask(to, f"{below}api/kernels{UNTRACKED}", host)
        terminals = "api/terminals" in row.activity
        yield "terminals", asker.ask(to, f"{below}api/terminals{UNTRACKED}", host) if terminals else None
        return
    code = place.product == "codeserver"
    yield "entrance", (asker.ask(to, "/login") if editor else None) if code else front
    yield "upgrades", _upgrades(asker, to, "/") if code and editor else {}
    # Only where the platform asks this itself, every few seconds: it may count as the user's activity.
    shim = row.answers and row.activity and place.base == prefix
    yield "kernels", asker.follow(to, f"{prefix}api/kernels{UNTRACKED}") if shim else None
    yield "terminals", None


def logged_out(asker: Asker, found: places.Found | None) -> Answer | Unknown | None:
    """The page of a Jupyter that sets the XSRF cookie and shows nothing of its user's; None where it is no Jupyter."""
    if found and not found[0].product and asker.late:
        return Unknown(f"{asker.late.at} {asker.late.problem}", asker.late.errno)
    if not found or found[0].product != "jupyter":
        return None
    return asker.ask(found[1], f"{found[0].base}logout{UNTRACKED}")


def _behind_proxy(asker: Asker, found: Found, prefix: str) -> Found:
    """Open Data Hub's nginx serves below the prefix what code-server itself serves at the root."""
    place, to, front = found
    answer = asker.follow(to, f"{prefix}api{UNTRACKED}")
    return (place._replace(base=prefix), to, answer) if answer.content in places.HEALTHS else (place, to, front)


def _platform(contract: Contract) -> Platform:
    """The platform whose requests are sent: as stated, else as the environment tells."""
    if contract.platform != platforms.AUTO:
        return platforms.PLATFORMS[contract.platform]
    signals = {name: value for name in platforms.SIGNALS if (value := files.env(name)) is not None}
    s6 = bool(container.services()) or files.exists(container.S6_TRACE)
    return platforms.recognise(signals, files.env("HOME"), s6=s6)


def _probe(asker: Asker, to: Address, path: str, limit: float) -> Probed:
    began = time.monotonic()
    status = asker.ask(to, f"{path}{UNTRACKED}").status
    return Probed(path, status, round(time.monotonic() - began, 3), limit)


def _first_question(contract: Contract, prefix: str) -> str:
    """What does no harm, and what the server most likely answers with 200: Jupyter logs a wrong path, no more.

    Where a code-server may be the one that answers, its health: every other request counts as its user's activity.
    """
    kind = container.kind(contract)
    if kind == "jupyter" or contract.server_url:
        return f"{prefix}api{UNTRACKED}"
    return "/" if kind == "rstudio" else places.HEALTH


def _upgrades(asker: Asker, to: Address, target: str) -> dict[str, Answer]:
    """Shake hands as a browser behind a gateway does; where that is refused, find out what was minded."""
    host, origin = {"Host": FOREIGN}, {"Origin": f"https://elsewhere.{FOREIGN}"}
    found = {"both": asker.ask(to, target, HANDSHAKE | host | origin)}
    if found["both"].status in (None, 101):
        return found
    same = {"Origin": f"http://{FOREIGN}"}
    found["origin"] = asker.ask(to, target, HANDSHAKE | origin)
    found["host"] = asker.ask(to, target, HANDSHAKE | host | same)
    found["none"] = asker.ask(to, target, HANDSHAKE)
    return found


def _service(prefix: str) -> str:
    """The Host that the culler sends: the notebook's service, whose name and namespace end the prefix."""
    found = re.search(r"/([a-z0-9-]+)/([a-z0-9-]+)/$", prefix)
    return f"{found[2]}.{found[1]}.svc.cluster.local" if found else FOREIGN
