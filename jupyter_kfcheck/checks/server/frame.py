"""May the dashboard show the server in a frame?"""

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import IMAGE, RUNNING, Check, Ground, Remedy, Verdict, failed, passed, skipped, warned
from jupyter_kfcheck.checks.server import common, flags
from jupyter_kfcheck.checks.server.grounds import ANSWERED, FOUND
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.model import Advice

XFO, CSP = "x-frame-options", "content-security-policy"
SETTINGS = Remedy(
    "The header forbids the dashboard (Jupyter)",
    IMAGE,
    "Take {header} out of `headers` in `--ServerApp.tornado_settings`, or set it to `{value}`.",
)
RSERVER = Remedy("The header forbids the dashboard (RStudio)", IMAGE, "Set `www-frame-origin=same` in rserver.conf.")
PROXY = Remedy(
    "The header forbids the dashboard (other servers)", IMAGE, "Let the proxy in the image send `{header}: {value}`."
)
# code-server sends neither header by itself.
BY_KIND = {common.JUPYTER: SETTINGS, common.RSTUDIO: RSERVER}


def frame(front: Answer, facts: Facts, contract: Contract) -> Verdict:
    """May Kubeflow's dashboard show the server in a frame?

    Dashboard and notebook share an origin, so `SAMEORIGIN` and `frame-ancestors 'self'`, which a good Jupyter sends,
    are fine. With `DENY` or `'none'` the browser shows "refused to connect" in place of the notebook. RStudio sends
    `DENY` by default.

    How it is judged: by the headers of a real answer with status 200. For Jupyter that is an answer of its API, which
    carries what its pages carry: a page would be read from disk, on a server that may be waiting for that disk.
    A policy that names hosts only is a warning: whether the dashboard is among them shows in the browser alone.

    Evidence: `request`, `at`, `status`, `x_frame_options`, `content_security_policy` (its frame-ancestors).
    """
    headers, evidence = front.headers, common.exchange(front, XFO, CSP)
    remedy = BY_KIND.get(scope.kind(facts, contract), PROXY)
    found = evidence | {"detail": common.told(front)}
    options = headers.get(XFO, "").upper()
    if "DENY" in [option.strip() for option in options.split(",")]:
        advice = _advice(facts, remedy.fill(header="X-Frame-Options", value="SAMEORIGIN"))
        return failed("X-Frame-Options: DENY forbids every frame", *advice, **found)
    advice = _advice(facts, remedy.fill(header="Content-Security-Policy", value="frame-ancestors 'self'"))
    for policy in filter(None, headers.get(CSP, "").split(", ")):
        sources = policy.lower().split()[1:]
        if not sources or sources == ["'none'"]:
            return failed(f"{policy} forbids every frame", *advice, **found)
        if not {"'self'", "*", "https:", "http:"} & set(sources):
            return warned(f"only {', '.join(sources)} may show it in a frame", *advice, **found)
    return passed("the dashboard may show it in a frame", **evidence)


def _advice(facts: Facts, ours: Advice) -> list[Advice]:
    return flags.advice(facts, ours, "tornado_settings")


def _framed(facts: Facts, contract: Contract) -> Verdict | None:
    row = scope.platform(facts, contract)
    return None if row.framed else skipped(f"{row.title} shows no notebook in a frame")


CHECK = Check(
    id="server.frame",
    title="frames",
    judge=frame,
    reads=("server.front", *flags.READS, *scope.KIND_READS),
    remedies=(SETTINGS, RSERVER, PROXY, *flags.REMEDIES),
    requires=(
        grounds.PLATFORM,
        Ground("a platform that shows notebooks in a frame", scope.PLATFORM_READS, _framed),
        FOUND,
        ANSWERED,
    ),
    phases=(RUNNING,),
)
