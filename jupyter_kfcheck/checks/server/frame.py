"""May the dashboard show the server in a frame?"""

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.registry import IMAGE, RUNNING, Verdict, check, failed, passed, warned
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import known

XFO, CSP = "x-frame-options", "content-security-policy"
REMEDIES = {
    common.JUPYTER: "take it out of the headers in ServerApp.tornado_settings, or set it to {}",
    common.RSTUDIO: "set www-frame-origin=same in rserver.conf",
}
"""By kind; code-server sends neither header by itself."""


@check("server.frame", "frames", reads="server.front", phases=(RUNNING,), kubeflow_only=True)
def frame(facts: Facts, contract: Contract) -> Verdict:
    """May Kubeflow's dashboard show the server in a frame?

    Dashboard and notebook share an origin, so `SAMEORIGIN` and `frame-ancestors 'self'`, which a good Jupyter sends,
    are fine. With `DENY` or `'none'` the browser shows "refused to connect" in place of the notebook.

    How it is judged: by the headers of a real answer with status 200. For Jupyter that is an answer of its API, which
    carries what its pages carry: a page would be read from disk, on a server that may be waiting for that disk.
    A policy that names hosts only is a warning: whether the dashboard is among them shows in the browser alone.

    Evidence: `request`, `at`, `status`, `x_frame_options`, `content_security_policy` (its frame-ancestors).

    Remedies:
    - Jupyter, image: take the header out of `headers` in `--ServerApp.tornado_settings`, or set it to `SAMEORIGIN` and
      `frame-ancestors 'self'`.
    - RStudio, image: `www-frame-origin=same` in rserver.conf (its default is DENY).
    - Others, image: let the proxy in the image drop it.
    """
    if verdict := common.no_front(facts):
        return verdict
    front = known(facts.server.front)
    headers = front.headers if front else {}
    evidence = common.exchange(front, XFO, CSP)
    remedy = REMEDIES.get(scope.kind(facts, contract), "let the proxy in front of it send {} instead")
    options = headers.get(XFO, "").upper()
    if "DENY" in [option.strip() for option in options.split(",")]:
        return failed("X-Frame-Options: DENY forbids every frame", remedy.format("SAMEORIGIN"), IMAGE, **evidence)
    for policy in filter(None, headers.get(CSP, "").split(", ")):
        sources = policy.lower().split()[1:]
        if not sources or sources == ["'none'"]:
            return failed(f"{policy} forbids every frame", remedy.format("frame-ancestors 'self'"), IMAGE, **evidence)
        if not {"'self'", "*", "https:", "http:"} & set(sources):
            summary = f"only {', '.join(sources)} may frame it"
            return warned(summary, remedy.format("frame-ancestors 'self'"), IMAGE, **evidence)
    return passed("the dashboard may show it in a frame", **evidence)
