"""Will kernels and terminals connect behind the gateway?"""

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import IMAGE, RUNNING, Check, Ground, Remedy, Verdict, failed, passed, skipped
from jupyter_kfcheck.checks.server import common, flags
from jupyter_kfcheck.checks.server.flags import ANY_HOST, ANY_ORIGIN
from jupyter_kfcheck.checks.server.grounds import ASKED, FOUND, GATEWAY
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.model import Unknown, known

ANY_NAME = Remedy(
    "Both are refused (Jupyter)",
    IMAGE,
    "Start the server with `--ServerApp.allow_origin='*' --ServerApp.allow_remote_access=True`.",
)
TRUSTED = Remedy("A foreign Origin is refused (code-server)", IMAGE, "Start the server with `--trusted-origins '*'`.")
NO_CHECKS = Remedy(
    "A foreign Origin or Host is refused (other servers)",
    IMAGE,
    "Switch the server's checks of Origin and Host off.",
)
PASS_ON = Remedy(
    "Every WebSocket is refused", IMAGE, "Let the proxy in the image pass on the headers `Upgrade` and `Connection`."
)


def websocket(upgrades: dict[str, Answer], facts: Facts, contract: Contract) -> Verdict:
    """Does a WebSocket upgrade with a foreign Origin and Host get 101?

    Kernels, terminals and the whole of code-server talk over WebSockets. Behind a gateway, Origin and Host
    differ from the server's own name. If the server refuses them, the page loads but nothing connects:
    "Blocking Cross Origin API request", "Blocking request with non-local 'Host'", "WebSocket close with status
    code 1006". If this passes and kernels still do not connect, the platform's ingress must let WebSockets
    through.

    How it is judged: kfcheck sends a real upgrade with an Origin and a Host that belong to nobody. If it is
    refused, more upgrades show which of the two is the reason. Jupyter is asked at api/events/subscribe, which
    starts nothing. If the server asks for credentials first, this is skipped. code-server is asked by
    `kfcheck image` alone: elsewhere the request would open an editor and count as its user's activity. There its
    `--trusted-origins` count, on the command line or in its config.yaml. RStudio is not asked: it works without
    WebSockets.

    Evidence: `request`, `at`, `status`, `refused` (status for a foreign `origin`, a foreign `host`, `none` of both);
    `told` (code-server's settings), `set_by` (where Jupyter's settings are set).
    """
    if "both" not in upgrades:
        return _by_flags(facts)
    kind, both = scope.kind(facts, contract), upgrades["both"]
    evidence = common.exchange(both)
    if both.status == 101:
        return passed("WebSockets connect with a foreign Origin and Host", **evidence)
    if both.status is None:
        return common.unanswered(both)
    if common.wants_credentials(facts):
        return skipped("the server asks for credentials before it opens a WebSocket", **evidence)
    refused = {foreign: answer.status for foreign, answer in upgrades.items() if foreign != "both"}
    evidence["refused"] = refused
    if kind == common.JUPYTER and both.status == 404 == refused.get("none"):
        return skipped("this Jupyter Server has no WebSocket that can be opened without starting a kernel", **evidence)
    evidence["detail"] = "; ".join(_SHOWN[foreign] + f" it answered {status}" for foreign, status in refused.items())
    if refused.get("none") != 101:
        return failed(f"WebSockets are refused: HTTP {both.status}", PASS_ON.fill(), **evidence)
    minded = [foreign for foreign in ("origin", "host") if refused.get(foreign) != 101]
    names = " and ".join(name.capitalize() for name in minded or ("origin", "host"))
    remedy = _remedy(kind, minded)
    because = ("server.cors",) if remedy is ANY_ORIGIN else ()
    summary = f"WebSockets are refused for a foreign {names}: HTTP {both.status}"
    advice = [remedy.fill()]
    if kind == common.JUPYTER:
        which = tuple({"origin": "allow_origin", "host": "allow_remote_access"}[each] for each in minded)
        advice = flags.advice(facts, advice[0], *which)
        evidence |= flags.evidence(facts, *which)
    return failed(summary, *advice, because=because, **evidence)


def _by_flags(facts: Facts) -> Verdict:
    """Of a code-server that was not asked."""
    evidence = common.told_by_flags(facts)
    if common.wants_credentials(facts):
        return skipped("the server asks for credentials before it opens a WebSocket", **evidence)
    trusted = evidence["told"]["trusted-origins"] or ""
    if "*" in trusted.split(","):
        return passed("trusts every Origin: it was started with `--trusted-origins '*'`", **evidence)
    if trusted:
        return passed(f"trusts the Origin that its users come from, if that is one of these: {trusted}", **evidence)
    summary = "WebSockets are refused for a foreign Origin: it was started without `--trusted-origins`"
    return failed(summary, TRUSTED.fill(), **evidence)


_SHOWN = {"origin": "to a foreign Origin", "host": "to a foreign Host", "none": "to its own names"}


def _remedy(kind: str, minded: list[str]) -> Remedy:
    if kind == common.JUPYTER:
        return {("host",): ANY_HOST, ("origin", "host"): ANY_NAME}.get(tuple(minded), ANY_ORIGIN)
    return TRUSTED if kind == common.CODESERVER else NO_CHECKS


def _can_be_opened(facts: Facts, contract: Contract) -> Verdict | None:
    upgrades = facts.server.upgrades
    if isinstance(upgrades, Unknown) or "both" in upgrades or common.told_by_flags(facts):
        return None
    if scope.kind(facts, contract) == common.RSTUDIO:
        return skipped("RStudio works without WebSockets")
    if common.wants_credentials(facts):
        return skipped(
            "the server asks for credentials before it opens a WebSocket",
            **common.exchange(known(facts.server.entrance)),
        )
    return skipped("which WebSocket this server has is not known")


CHECK = Check(
    id="server.websocket",
    title="WebSockets",
    judge=websocket,
    reads=("server.upgrades", "server.entrance", "server.stated", *flags.READS, *scope.KIND_READS),
    remedies=(ANY_ORIGIN, ANY_HOST, ANY_NAME, TRUSTED, NO_CHECKS, PASS_ON, *flags.REMEDIES),
    requires=(
        grounds.PLATFORM,
        GATEWAY,
        FOUND,
        ASKED,
        Ground(
            "a WebSocket that kfcheck knows",
            ("server.upgrades", "server.entrance", "server.stated", *scope.KIND_READS),
            _can_be_opened,
        ),
    ),
    phases=(RUNNING,),
)
