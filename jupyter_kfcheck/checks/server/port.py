"""Does the server listen where Kubeflow's Service looks for it?"""

import errno
from typing import Any

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import (
    IMAGE,
    PLATFORM,
    RUNNING,
    USER,
    Check,
    Remedy,
    Verdict,
    failed,
    passed,
    unsure,
    warned,
)
from jupyter_kfcheck.checks.server import common, flags, moment
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import PROXIES, SHORT
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.facts.server.listeners import Listening
from jupyter_kfcheck.facts.server.places import Place
from jupyter_kfcheck.model import known

ALL_IPV4 = "0.0.0.0"  # noqa: S104 - as the kernel names it, nothing is bound
READ_LOG = Remedy(
    "Nothing listens",
    USER,
    "Read the container's log (LOGS on the notebook's page in the dashboard): it says where the server listens, or why "
    "it ended.",
)
FREE = Remedy("Something else holds the port", IMAGE, "Stop what else listens on port {port}.")
END = Remedy(
    "Another process of the notebook holds the port",
    USER,
    "End that process: `kill {pid}`. Then stop and start the notebook.",
)
FREE_NOW = Remedy(
    "On another port, since something else held this one when it started",
    USER,
    "Stop and start the notebook: the port is free now.",
)
NO_HOST_NETWORK = Remedy(
    "A process outside of the container holds the port",
    PLATFORM,
    "Take `hostNetwork: true` out of the pod: with it all notebooks of a node share one port.",
)
OTHER_NODE = Remedy(
    "A process outside of the container holds the port, and the pod needs the node's network",
    PLATFORM,
    "Let no two such notebooks run on one node (a pod anti-affinity).",
)
NO_SOCKET = Remedy(
    "On a unix socket (Jupyter)",
    IMAGE,
    "Leave out `--ServerApp.sock` and start the server with `--ServerApp.port={port}`.",
)
_MESH = "The service mesh encrypts."
PLAIN_HTTP = {
    common.JUPYTER: Remedy(
        "HTTPS (Jupyter)", IMAGE, f"Leave out `--ServerApp.certfile` and `--ServerApp.keyfile`. {_MESH}"
    ),
    common.CODESERVER: Remedy("HTTPS (code-server)", IMAGE, f"Leave out `--cert`. {_MESH}"),
}
NO_CERTIFICATE = Remedy("HTTPS (other servers)", IMAGE, f"Leave out the server's certificate. {_MESH}")


def port(tried: tuple[Answer, ...], facts: Facts, contract: Contract) -> Verdict:
    """Does something listen on port 8888 on all addresses, not only on the loopback, and answer HTTP?

    Kubeflow's Service sends everything to port 8888 of the pod's own address. Version 1 sets no probes: the
    dashboard shows a green tick as soon as the container runs, and a server that is not there shows as "no healthy
    upstream" or "upstream connect error … delayed connect error: 111".

    How it is judged: a real request to 127.0.0.1 (or ::1) and one to the pod's own address, or to 127.0.0.2 where
    it has none: a listener on all addresses answers both. IPv6 counts where the pod has no IPv4 address. Any HTTP
    answer will do. HTTPS is a warning: Kubeflow's gateway speaks plain HTTP to a notebook. No answer in time is
    an `error`, for the server may just be busy. So is a server that s6 has started within the last minute, or has not
    started yet: then the script that runs is named. `kfcheck image` has waited before it asks: there both fail.
    Another port can be stated as `port` in /etc/kfcheck.toml.

    Evidence: `expected` port, `tried` (each address and what came of it), `found` (where the server is instead),
    `holder` (who holds the port: the kernel's list of sockets tells, where it can be asked), `set_by` (where Jupyter's
    `ip` is set).
    """
    kind, place, number = scope.kind(facts, contract), known(facts.server.place), scope.platform(facts, contract).port
    local = [a for a in tried if a.at.startswith(("127.0.0.1:", "[::1]:"))]
    own = [a for a in tried if a not in local]
    outcomes = {a.at: a.problem or f"{'HTTPS' if a.tls else 'HTTP'} {a.status}" for a in tried}
    evidence: dict[str, Any] = {"expected": number, "tried": outcomes}
    listening = known(facts.server.listening)
    evidence |= _held(listening)
    if listening and (taken := _foreign(listening, kind, number) or _taken(listening, place, kind, number)):
        return taken._replace(evidence=evidence | taken.evidence)
    answered = [a for a in own if a.status is not None]
    if answered and answered[0] is own[0] and not own[0].tls and any(a.status is not None for a in local):
        return passed(f"answers on all addresses, port {number}", **evidence)
    late = [a for a in tried if a.errno == errno.ETIMEDOUT]
    if late and not answered:
        summary = f"{late[0].at} {late[0].problem}"
        return failed(summary, READ_LOG.fill(), **evidence) if contract.waited else unsure(summary, **evidence)
    evidence["detail"] = "; ".join(f"{a.at} {a.problem or f'answered {outcomes[a.at]}'}" for a in tried)
    if answered:
        return _on_own_address(answered[0], own, evidence, kind, number)
    if reached := [a for a in local if a.status is not None]:
        six = all(a.at.startswith("[") for a in own)
        table = flags.ADDRESS_IPV6 if six else flags.ADDRESS
        summary = f"answers on {reached[0].at} only, where nobody outside of the pod can reach it"
        addresses = [s.address for s in (listening.sockets if listening else ()) if s.port == number]
        if six and addresses == [ALL_IPV4]:
            summary = f"listens on IPv4 only ({ALL_IPV4}:{number}), and this pod has no IPv4 address"
        advice = flags.advice(facts, table[kind].fill(port=number), "ip")
        return failed(summary, *advice, **evidence, **flags.evidence(facts, "ip"))
    return _nowhere(tried, place, evidence, facts, contract, kind)


def _held(listening: Listening | None) -> dict[str, Any]:
    holder = known(listening.holder) if listening else None
    if listening is None or holder is None:
        return {}
    named = f"{holder.name} (PID {holder.pid})" if holder.name else "a process outside of this container"
    return {"holder": f"{named}, UID {holder.uid}"}


def _foreign(listening: Listening, kind: str, number: int) -> Verdict | None:
    """Somebody else's server answers on the port, and the notebook's own has moved on (hostNetwork)."""
    holder = known(listening.holder)
    names = {*SHORT, "node"} if kind == common.CODESERVER else SHORT
    ours = next((other for other in listening.elsewhere if other.name in names), None)
    if holder is None or holder.pid is not None or ours is None:
        return None
    summary = (
        f"port {number} is held by a process outside of this container; {ours.name} listens on port {ours.port} instead"
    )
    return failed(summary, NO_HOST_NETWORK.fill(), OTHER_NODE.fill(), found=ours.port)


def _taken(listening: Listening, place: Place | None, kind: str, number: int) -> Verdict | None:
    """Something else in this container, and no proxy for it, holds the port, and Jupyter has moved on to the next."""
    holder = known(listening.holder)
    if kind != common.JUPYTER or holder is None or holder.pid is None or (holder.name or "").startswith(PROXIES):
        return None
    moved: tuple[int, ...]
    if place and place.product == common.JUPYTER:
        moved = (place.port,) if place.by == "file" and place.port not in (0, number) else ()
    else:
        moved = tuple(other.port for other in listening.elsewhere if other.name in SHORT)
    if not moved:
        return None
    summary = f"port {number} is held by {holder.name or 'another process'}; Jupyter listens on port {moved[0]} instead"
    return failed(summary, END.fill(pid=holder.pid), FREE.fill(port=number), found=moved[0])


def _on_own_address(answer: Answer, own: list[Answer], evidence: dict[str, Any], kind: str, number: int) -> Verdict:
    """The pod's own address answers, and yet something is not as it should be."""
    if answer.tls:
        advice = PLAIN_HTTP.get(kind, NO_CERTIFICATE).fill()
        return warned("answers HTTPS, but Kubeflow's gateway speaks plain HTTP to it", advice, **evidence)
    advice = flags.ADDRESS[kind].fill(port=number)
    if answer is not own[0]:
        return warned(f"answers over IPv6 only: {own[0].at} {own[0].problem}", advice, **evidence)
    summary = f"answers on {answer.at} but not on the loopback, which port-forward and probes use"
    return warned(summary, advice, **evidence)


def _nowhere(
    tried: tuple[Answer, ...],
    place: Place | None,
    evidence: dict[str, Any],
    facts: Facts,
    contract: Contract,
    kind: str,
) -> Verdict:
    listening, number = known(facts.server.listening), scope.platform(facts, contract).port
    start = flags.PORT[kind].fill(port=number)
    if place:
        evidence["found"] = place.at
        where = f"port {place.port}" if place.port else f"the socket {place.at}"
        if not place.port:
            advice = [NO_SOCKET.fill(port=number)]
        elif flags.flag(facts, "port") == str(number):
            advice = [FREE_NOW.fill()]
        else:
            advice = flags.advice(facts, start, "port")
        return failed(f"serves on {where}, not on port {number}", *advice, **evidence)
    if strange := [a for a in tried if a.errno in (errno.EPROTO, errno.ECONNRESET)]:
        return failed(f"{strange[0].at} {strange[0].problem}", FREE.fill(port=number), start, **evidence)
    summary = f"nothing listens on port {number}"
    if listening and listening.elsewhere:
        ours = listening.elsewhere[0]
        evidence["found"] = ours.port
        return failed(f"{summary}; {ours.name} listens on port {ours.port}", start, READ_LOG.fill(), **evidence)
    if waits := moment.not_yet(facts):
        if contract.waited:
            return failed(f"{summary}, though it was waited for; {waits}", READ_LOG.fill(), **evidence)
        return unsure(waits, **evidence)
    # A service that ends again and again is not told to take another flag.
    flag = () if moment.broken(facts) else (start,)
    return failed(summary, READ_LOG.fill(), *flag, because=("s6.services",), **evidence)


CHECK = Check(
    id="server.port",
    title="the server's port",
    judge=port,
    reads=(
        "server.tried",
        "server.listening",
        *flags.READS,
        *moment.READS,
        *scope.KIND_READS,
        *scope.PLATFORM_READS,
    ),
    remedies=(
        READ_LOG,
        *dict.fromkeys([*flags.PORT.values(), *flags.ADDRESS.values(), *flags.ADDRESS_IPV6.values()]),
        FREE,
        END,
        FREE_NOW,
        NO_HOST_NETWORK,
        OTHER_NODE,
        NO_SOCKET,
        *PLAIN_HTTP.values(),
        NO_CERTIFICATE,
        *flags.REMEDIES,
    ),
    requires=(grounds.PLATFORM,),
    phases=(RUNNING,),
)
