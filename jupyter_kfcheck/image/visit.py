"""What is asked of the server from inside of its container: who waits there sees the very first answer.

Inside, for ports cannot always be published (rootless, no network, an engine on another machine), and to publish
them all the same would tell nothing more: the pod's own address is asked as well as the loopback.
"""

import json
import sys
import time
from typing import Any

from jupyter_kfcheck.address import Address, joined
from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import container
from jupyter_kfcheck.facts.outside import Kernel, Outside, Probed, Start
from jupyter_kfcheck.facts.server import FOREIGN, places
from jupyter_kfcheck.facts.server.exchange import UNTRACKED, Answer, Asker
from jupyter_kfcheck.host import net
from jupyter_kfcheck.image import kernels

STEP = 0.05  # seconds between two knocks
GATEWAYS = (502, 503, 504)  # a proxy in the image that waits for the IDE


def main(argv: list[str]) -> None:
    """Print the document that `visit` makes for the JSON arguments in the first word."""
    wanted: dict[str, Any] = json.loads(argv[0])
    sys.stdout.write(json.dumps(encode(visit(**wanted))) + "\n")
    sys.stdout.flush()


def visit(port: int, prefix: str, seconds: float, probe: tuple[str, float] | None, *, kernel: bool) -> Outside:
    """Wait at most ``seconds`` for an answer on ``port``, then ask: the platform's probe, a redirect, a kernel."""
    prefix = joined(prefix)
    began = time.monotonic()
    started = container.started_at()
    if not knock(port, prefix, began + seconds):
        return Outside(Start(port, None, round(time.monotonic() - began, 1)), None, None)
    answered = time.time() - started if isinstance(started, float) else time.monotonic() - began
    start = Start(port, round(max(answered, 0.01), 2), round(time.monotonic() - began, 2))
    asker = Asker(10.0, 30.0, None)
    tried = places.knock(asker, port, f"{prefix}api{UNTRACKED}")
    found = places.find(asker, Contract(port=port), prefix, tried)
    if not found or found[0].port != port:
        return Outside(start, None, None)
    place, to, _ = found
    if probe:
        start = start._replace(probed=_probe(to, f"{prefix}{probe[0]}", probe[1]))
    redirect: Answer = asker.ask(to, f"{place.base}{UNTRACKED}", {"Host": FOREIGN})
    ran: Kernel | None = kernels.run(to, place.base) if kernel and place.product == "jupyter" else None
    return Outside(start, redirect, ran)


def knock(port: int, prefix: str, end: float) -> bool:
    """Whether an IDE answers on the port of any address of this machine before the monotonic time ``end``."""
    hosts = ("127.0.0.1", "::1", *net.own_addresses())
    while time.monotonic() < end:
        for host in hosts:
            try:
                answer = net.get(Address(host=host, port=port), f"{prefix}api{UNTRACKED}", {}, 2.0)
            except net.NoAnswerError:
                continue
            if answer.status not in GATEWAYS:
                return True
        time.sleep(STEP)
    return False


def _probe(to: Address, path: str, limit: float) -> Probed:
    began = time.monotonic()
    try:
        status = net.get(to, f"{path}{UNTRACKED}", {}, limit * 5).status
    except net.NoAnswerError:
        status = None
    return Probed(path, status, round(time.monotonic() - began, 3), limit)
