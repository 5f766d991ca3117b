"""What is asked of the server from inside of its container: who waits there sees the very first answer.

Inside, for ports cannot always be published (rootless, no network, an engine on another machine), and to publish
them all the same would tell nothing more: the pod's own address is asked as well as the loopback. Only an image
without a Python is asked from this machine (`from_here`).
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from errno import ETIMEDOUT
from typing import Any

from jupyter_kfcheck.address import Address, joined
from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import container, server
from jupyter_kfcheck.facts.outside import Kernel, Outside, Probed, Start
from jupyter_kfcheck.facts.server import FOREIGN, Server, places
from jupyter_kfcheck.facts.server.exchange import UNTRACKED, Answer, Asker
from jupyter_kfcheck.host import net
from jupyter_kfcheck.image import kernels
from jupyter_kfcheck.image.pods import Pod
from jupyter_kfcheck.model import Unknown

STEP = 0.05  # seconds between two knocks
NO_IDE = (None, 502, 503, 504)  # nobody, or a proxy in the image that waits for the IDE
EACH, OVERALL = 10.0, 30.0  # seconds for an answer, and for all of them
FIRST, LONGEST = 2.0, 16.0  # seconds for the first answer, at the first knock and at most
PROBES = 3  # Kubernetes acts on as many probes in a row that fail
LOOK = 1.0  # seconds between two looks at whether the container lives
ASKING_SECONDS = OVERALL + PROBES * 5.0 + kernels.SECONDS + 10.0  # that `visit` takes at most, once there is an answer
INSIDE = Unknown("it is seen from inside of the container alone")
Probe = tuple[str, float] | None


def main(argv: list[str]) -> None:
    """Print the document that `visit` makes for the JSON arguments in the first word."""
    wanted: dict[str, Any] = json.loads(argv[0])
    sys.stdout.write(json.dumps(encode(visit(**wanted))) + "\n")
    sys.stdout.flush()


def visit(port: int, prefix: str, seconds: float, probe: Probe, *, kernel: bool) -> Outside:
    """Wait at most ``seconds`` for an answer on ``port``, then ask: the platform's probe, a redirect, a kernel."""
    prefix = joined(prefix)
    began = time.monotonic()
    started = container.started_at()
    hosts = ("127.0.0.1", "::1", *net.own_addresses())
    status = knock([Address(host=host, port=port) for host in hosts], prefix, began + seconds)
    if status in NO_IDE:
        return Outside(Start(port, None, round(time.monotonic() - began, 1), gateway=status), None, None)
    answered = time.time() - started if isinstance(started, float) else time.monotonic() - began
    start = Start(port, round(max(answered, 0.01), 2), round(time.monotonic() - began, 2))
    asker = Asker(EACH, OVERALL, None)
    tried = places.knock(asker, port, f"{prefix}api{UNTRACKED}")
    return _ask(asker, places.find(asker, Contract(port=port), prefix, tried), start, prefix, probe, kernel=kernel)


def from_here(
    to: Address, pod: Pod, seconds: float, alive: Callable[[], bool], began: float
) -> tuple[Outside, Server | None]:
    """As `visit`, from this machine at ``to``, where the port of the ``pod`` is published.

    The container started at the monotonic time ``began``. Gives up once it is no more ``alive``. Returns also what
    the checks of the server look at.
    """
    prefix, port, probe = joined(pod.prefix), pod.port, pod.platform.answers
    asker = Asker(EACH, OVERALL, None)
    status = knock([to], prefix, began + seconds, alive)
    if status in NO_IDE:
        return Outside(Start(port, None, round(time.monotonic() - began, 1), gateway=status), None, None), None
    waited = round(max(time.monotonic() - began, 0.01), 2)
    tried = [(to, asker.ask(to, f"{prefix}api{UNTRACKED}"))]
    found = places.find(asker, Contract(port=to.port), prefix, tried, files=False)
    parts = dict(server.asked(asker, prefix, found, pod.platform, editor=True, everything=True))
    parts["xsrf"] = server.logged_out(asker, found)
    outside = _ask(asker, found, Start(port, waited, waited), prefix, probe, kernel=True)
    return outside, Server(tried=tuple(answer for _, answer in tried), listening=INSIDE, **parts)


def knock(
    addresses: Sequence[Address], prefix: str, end: float, alive: Callable[[], bool] = lambda: True
) -> int | None:
    """The status of an IDE's first answer at one of the addresses before the monotonic time ``end``, while ``alive``.

    One of `NO_IDE` where none came.
    """
    status = None
    limits = dict.fromkeys(addresses, FIRST)
    looked = time.monotonic()
    while (now := time.monotonic()) < end:
        if now > looked + LOOK:
            if not alive():
                return status
            looked = time.monotonic()
        for to in addresses:
            try:
                answer = net.get(to, f"{prefix}api{UNTRACKED}", {}, max(min(limits[to], end - time.monotonic()), 0.1))
            except net.NoAnswerError as silent:
                if silent.errno == ETIMEDOUT:  # somebody is there, and slow: no first answer comes to who hangs up
                    limits[to] = min(limits[to] * 2, LONGEST)
                continue
            status = answer.status
            if status not in NO_IDE:
                return status
        time.sleep(STEP)
    return status


def _ask(asker: Asker, found: places.Found | None, start: Start, prefix: str, probe: Probe, *, kernel: bool) -> Outside:
    if not found or found[0].by == "file":  # which leads to another port
        return Outside(start, None, None)
    place, to, _ = found
    if probe:
        start = start._replace(probed=_probe(to, f"{prefix}{probe[0]}", probe[1]))
    redirect: Answer = asker.ask(to, f"{place.base}{UNTRACKED}", {"Host": FOREIGN})
    ran: Kernel | None = kernels.run(to, place.base) if kernel and place.product == "jupyter" else None
    return Outside(start, redirect, ran)


def _probe(to: Address, path: str, limit: float) -> Probed:
    """The answer to the platform's probe: of those that it would make, the first that is in time, or the last."""
    for _ in range(PROBES):
        began = time.monotonic()
        try:
            status = net.get(to, f"{path}{UNTRACKED}", {}, min(limit * 5, 5.0)).status
        except net.NoAnswerError:
            status = None
        probed = Probed(path, status, round(time.monotonic() - began, 3), limit)
        if status is not None and probed.seconds <= limit:
            break
    return probed
