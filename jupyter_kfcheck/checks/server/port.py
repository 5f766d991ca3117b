"""Does the server listen where Kubeflow's Service looks for it?"""

import errno
from typing import Any

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.registry import IMAGE, RUNNING, Verdict, check, failed, passed, unsure, warned
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.facts.server.places import Place
from jupyter_kfcheck.model import known

ALL = "0.0.0.0"  # noqa: S104 - the advice to bind to all addresses; nothing binds here


@check("server.port", "the server's port", reads="server.tried", phases=(RUNNING,), kubeflow_only=True)
def port(facts: Facts, contract: Contract) -> Verdict:
    """Does something listen on port 8888 on all addresses, not only on the loopback, and answer HTTP?

    Kubeflow's Service sends everything to port 8888 of the pod's own address. Version 1 sets no probes: the
    dashboard shows a green tick as soon as the container runs, and a server that is not there shows as "no healthy
    upstream" or "upstream connect error … delayed connect error: 111".

    How it is judged: a real request to 127.0.0.1 (or ::1) and one to the pod's own address, or to 127.0.0.2 where
    it has none: a listener on all addresses answers both. IPv6 counts where the pod has no IPv4 address. Any HTTP
    answer will do. HTTPS is a warning: Kubeflow's gateway speaks plain HTTP to a notebook. No answer in time is
    an `error`, for the server may just be busy. Another port can be stated as `port` in /etc/kfcheck.toml.

    Evidence: `expected` port, `tried` (each address and what came of it), `found` (where the server is instead).

    Remedies:
    - Nothing listens, or on another port, image: `--ServerApp.port=8888` (code-server: `--bind-addr 0.0.0.0:8888`,
      RStudio: `--www-port=8888`); the container's log says why a server ends.
    - On the loopback only, image: `--ServerApp.ip=0.0.0.0` (code-server: `--bind-addr 0.0.0.0:8888`, RStudio:
      `--www-address=0.0.0.0`); in a cluster with IPv6 only, `--ServerApp.ip='::'`.
    - HTTPS, image: leave out `--ServerApp.certfile` and `--ServerApp.keyfile`; the mesh encrypts.
    """
    tried: tuple[Answer, ...] = facts.server.tried  # type: ignore[assignment] # the runner keeps Unknown away
    kind, place = scope.kind(facts, contract), known(facts.server.place)
    local = [a for a in tried if a.at.startswith(("127.0.0.1:", "[::1]:"))]
    own = [a for a in tried if a not in local]
    evidence: dict[str, Any] = {"expected": contract.port, "tried": {a.at: _outcome(a) for a in tried}}
    answered = [a for a in own if a.status is not None]
    if answered:
        return _on_own_address(answered[0], own, local, evidence, kind, contract.port)
    if any(a.errno == errno.ETIMEDOUT for a in tried):
        late = next(a for a in tried if a.errno == errno.ETIMEDOUT)
        return unsure(f"{late.at} {late.problem}", **evidence)
    if reached := [a for a in local if a.status is not None]:
        only_ipv6 = all(a.at.startswith("[") for a in own)
        remedy = f"start the server with {_bind(kind, contract.port, ipv6=only_ipv6)}"
        return failed(f"listens on {reached[0].at} only, which nobody outside of the pod can reach", remedy, IMAGE,
                      **evidence)  # fmt: skip
    return _nowhere(tried, place, evidence, kind, contract.port)


def _on_own_address(
    answer: Answer, own: list[Answer], local: list[Answer], evidence: dict[str, Any], kind: str, number: int
) -> Verdict:
    if answer.tls:
        flags = {common.JUPYTER: "--ServerApp.certfile and --ServerApp.keyfile", common.CODESERVER: "--cert"}
        remedy = f"leave out {flags.get(kind, 'the certificate')}: the service mesh encrypts"
        return warned("answers HTTPS, but Kubeflow's gateway speaks plain HTTP to it", remedy, IMAGE, **evidence)
    if answer is not own[0]:
        remedy = f"start the server with {_bind(kind, number, ipv6=False)}"
        return warned(f"answers over IPv6 only: {own[0].at} {own[0].problem}", remedy, IMAGE, **evidence)
    if all(a.status is None for a in local):
        remedy = f"start the server with {_bind(kind, number, ipv6=False)}"
        return warned(f"listens on {answer.at} but not on the loopback, which port-forward and probes use", remedy,
                      IMAGE, **evidence)  # fmt: skip
    return passed(f"answers on all addresses, port {number}", **evidence)


def _nowhere(
    tried: tuple[Answer, ...], place: Place | None, evidence: dict[str, Any], kind: str, number: int
) -> Verdict:
    flag = {common.CODESERVER: f"--bind-addr {ALL}:{number}", common.RSTUDIO: f"--www-port={number}"}.get(
        kind, f"--ServerApp.port={number}"
    )
    if place:
        evidence["found"] = place.at
        where = f"port {place.port}" if place.port else f"the socket {place.at}"
        remedy = f"start the server with {flag}" if place.port else f"leave out --ServerApp.sock and set {flag}"
        return failed(f"serves on {where}, not on port {number}", remedy, IMAGE, **evidence)
    if strange := [a for a in tried if a.errno in (errno.EPROTO, errno.ECONNRESET)]:
        remedy = f"free port {number} for the server and start it with {flag}"
        return failed(f"{strange[0].at} {strange[0].problem}", remedy, IMAGE, **evidence)
    remedy = f"start the server with {flag}; if it was started, the container's log says why it ended"
    return failed(f"nothing listens on port {number}", remedy, IMAGE, **evidence)


def _bind(kind: str, number: int, *, ipv6: bool) -> str:
    if kind == common.CODESERVER:
        return f"--bind-addr {'[::]' if ipv6 else ALL}:{number}"
    flag = "--www-address=" if kind == common.RSTUDIO else "--ServerApp.ip="
    return flag + ("'::'" if ipv6 else ALL)


def _outcome(answer: Answer) -> str:
    return answer.problem or f"{'HTTPS' if answer.tls else 'HTTP'} {answer.status}"
