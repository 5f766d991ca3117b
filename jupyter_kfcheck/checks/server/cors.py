"""Does the server say that pages from elsewhere may read its answers?"""

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.registry import IMAGE, RUNNING, Verdict, check, failed, passed, warned
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import known

HEADER = "access-control-allow-origin"


@check("server.cors", "Access-Control-Allow-Origin", reads="server.front", phases=(RUNNING,), kubeflow_only=True)
def cors(facts: Facts, contract: Contract) -> Verdict:
    """Does the server send `Access-Control-Allow-Origin: *`?

    Kubeflow asks it of every image. What it really stands for in Jupyter is `allow_origin`: without it, kernels and
    terminals never connect behind a gateway that changes Host or Origin (see server.websocket). It does not decide
    about iframes: server.frame does.

    How it is judged: on a real answer with status 200, for Jupyter sends the header on those alone, not on redirects,
    404 or 403. Without it a Jupyter fails; for others it is a warning, since Kubeflow's own code-server and
    RStudio images do not send it.

    Evidence: `request`, `at`, `status`, `access_control_allow_origin`.

    Remedies:
    - Jupyter, image: `--ServerApp.allow_origin='*'`.
    - Others, image: code-server and RStudio have no flag for it, and Kubeflow's dashboard works without. Where other
      pages must read their answers, a proxy in the image can add the header.
    """
    if verdict := common.no_front(facts):
        return verdict
    front = known(facts.server.front)
    value = front.headers.get(HEADER) if front else None
    evidence = common.exchange(front, HEADER)
    if value == "*":
        return passed("sends Access-Control-Allow-Origin: *", **evidence)
    summary = f"sends Access-Control-Allow-Origin: {value}, not *" if value else "sends no Access-Control-Allow-Origin"
    kind = scope.kind(facts, contract)
    if kind == common.JUPYTER:
        return failed(summary, "start the server with --ServerApp.allow_origin='*'", IMAGE, **evidence)
    remedy = (
        f"add the header by a proxy in the image, if pages from elsewhere must read the answers of {common.NAMES[kind]}"
    )
    return warned(f"{summary}; Kubeflow's dashboard works without", remedy, IMAGE, **evidence)
