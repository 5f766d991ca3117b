"""Does the server say that pages from elsewhere may read its answers?"""

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import RUNNING, Check, Verdict, failed, passed
from jupyter_kfcheck.checks.server import common, flags
from jupyter_kfcheck.checks.server.flags import ANY_ORIGIN
from jupyter_kfcheck.checks.server.grounds import ANSWERED, FOUND
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer

HEADER = "access-control-allow-origin"


def cors(front: Answer, facts: Facts, contract: Contract) -> Verdict:
    """Does the server send `Access-Control-Allow-Origin: *`?

    Kubeflow asks it of every image. What it really stands for in Jupyter is `allow_origin`: without it, kernels and
    terminals never connect behind a gateway that changes Host or Origin (see server.websocket). It does not decide
    about iframes: server.frame does. code-server and RStudio have no flag for it, and Kubeflow's dashboard works
    without.

    How it is judged: on a real answer with status 200, for Jupyter sends the header on those alone, not on redirects,
    404 or 403. Without it a Jupyter fails on Kubeflow v1. For other servers it is a remark: Kubeflow's own
    code-server and RStudio images do not send it; and other platforms do not ask for it.

    Evidence: `request`, `at`, `status`, `access_control_allow_origin`, `set_by` (where `allow_origin` is set).
    """
    value = front.headers.get(HEADER)
    evidence = common.exchange(front, HEADER)
    if value == "*":
        return passed("sends Access-Control-Allow-Origin: *", **evidence)
    summary = f"sends Access-Control-Allow-Origin: {value}, not *" if value else "sends no Access-Control-Allow-Origin"
    row = scope.platform(facts, contract)
    if row.cors and scope.kind(facts, contract) == common.JUPYTER:
        evidence["detail"] = common.told(front)
        advice = flags.advice(facts, ANY_ORIGIN.fill(), "allow_origin")
        return failed(summary, *advice, **evidence, **flags.evidence(facts, "allow_origin"))
    return passed(f"{summary}; {row.title} works without", **evidence)


CHECK = Check(
    id="server.cors",
    title="Access-Control-Allow-Origin",
    judge=cors,
    reads=("server.front", *flags.READS, *scope.KIND_READS, *scope.PLATFORM_READS),
    remedies=(ANY_ORIGIN, *flags.REMEDIES),
    requires=(grounds.PLATFORM, FOUND, ANSWERED),
    phases=(RUNNING,),
)
