"""Will kernels and terminals connect behind the gateway?"""

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.registry import IMAGE, RUNNING, Verdict, check, failed, passed, skipped
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import known

ORIGIN = {common.JUPYTER: "--ServerApp.allow_origin='*'", common.CODESERVER: "--trusted-origins '*'"}
HOST = {common.JUPYTER: "--ServerApp.allow_remote_access=True"}


@check("server.websocket", "WebSockets", reads="server.upgrades", phases=(RUNNING,), kubeflow_only=True)
def websocket(facts: Facts, contract: Contract) -> Verdict:
    """Does a WebSocket upgrade with a foreign Origin and Host get 101?

    Kernels, terminals and the whole of code-server talk over WebSockets, and behind a gateway Origin and Host are not
    what the server thinks it is called. Where it minds, the page loads, but nothing connects: "Blocking Cross
    Origin API request", "Blocking request with non-local 'Host'", "WebSocket close with status code 1006".

    How it is judged: a real upgrade with names that belong to nobody; where that is refused, others tell which of the
    two was minded. Jupyter is asked at api/events/subscribe, which starts nothing. A server that wants credentials
    first fails server.auth, and this is skipped. code-server is asked only while it is in use or was never used: any
    request would count as its user's activity. RStudio is not asked: it works without WebSockets.

    Evidence: `request`, `at`, `status`, `refused` (status for a foreign `origin`, a foreign `host`, `none` of both).

    Remedies:
    - Origin, image: Jupyter `--ServerApp.allow_origin='*'`, code-server `--trusted-origins '*'`.
    - Host, image: Jupyter `--ServerApp.allow_remote_access=True`.
    - This passes and kernels still do not connect, platform: the ingress must let WebSockets through.
    """
    if verdict := common.absent(facts):
        return verdict
    kind = scope.kind(facts, contract)
    upgrades = known(facts.server.upgrades) or {}
    both = upgrades.get("both")
    if both is None:
        return skipped(_why_not_asked(facts, kind))
    evidence = common.exchange(both)
    if both.status == 101:
        return passed("WebSockets connect, whatever the gateway calls itself", **evidence)
    if both.status is None:
        return common.unanswered(both)
    if common.wants_credentials(facts):
        return skipped("not asked, because server.auth failed", **evidence)
    evidence["refused"] = {foreign: answer.status for foreign, answer in upgrades.items() if foreign != "both"}
    if kind == common.JUPYTER and both.status == 404 == evidence["refused"].get("none"):
        return skipped("this Jupyter Server has no WebSocket that can be opened without starting a kernel", **evidence)
    minded = [foreign for foreign in ("origin", "host") if evidence["refused"].get(foreign) != 101]
    if evidence["refused"].get("none") != 101:
        remedy = "let what is in front of the server in the image hand on Upgrade and Connection"
        return failed(f"WebSockets are refused: HTTP {both.status}", remedy, IMAGE, **evidence)
    flags = [
        table[kind] for foreign, table in (("origin", ORIGIN), ("host", HOST)) if foreign in minded and kind in table
    ]
    names = " and ".join(name.capitalize() for name in minded or ("origin", "host"))
    remedy = f"start the server with {' '.join(flags or [ORIGIN.get(kind, 'checks of Origin and Host off')])}"
    return failed(f"WebSockets are refused for a foreign {names}: HTTP {both.status}", remedy, IMAGE, **evidence)


def _why_not_asked(facts: Facts, kind: str) -> str:
    if kind == common.RSTUDIO:
        return "RStudio works without WebSockets"
    front = known(facts.server.front)
    if front and front.content == "idle":
        return "code-server is idle, and asking would count as its user's activity"
    return "which WebSocket this server has is not known"
