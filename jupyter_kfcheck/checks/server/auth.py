"""Is there a login page inside Kubeflow, which has let the user in already?"""

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.registry import IMAGE, RUNNING, Verdict, check, failed, passed, skipped
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import known


@check("server.auth", "no login of its own", reads="server.entrance", phases=(RUNNING,), kubeflow_only=True)
def auth(facts: Facts, contract: Contract) -> Verdict:
    """Does the server let in whom Kubeflow sends, without a login page of its own?

    Kubeflow has authenticated the user before a request reaches the notebook. With a token or password in the image
    the user meets a login page and has no token to give; the culler meets it too (server.culling).

    How it is judged: by what a visitor without credentials gets. Jupyter: `api/status` must be 200. code-server:
    `/login` leads elsewhere when there is no login (not asked while it is idle, for that would count as its user's
    activity). Others: the first page, redirects followed, is no login page.

    Evidence: `request`, `at`, `status`, `location`.

    Remedies:
    - Jupyter, image: `--ServerApp.token='' --ServerApp.password=''`.
    - code-server, image: `--auth none`.
    - RStudio, image: `--auth-none=1`, with USER set to the user it runs as.
    """
    if verdict := common.absent(facts):
        return verdict
    kind = scope.kind(facts, contract)
    entrance = known(facts.server.entrance)
    if entrance is None:
        return skipped("code-server is idle, and asking would count as its user's activity")
    evidence = common.exchange(entrance)
    wants = common.wants_credentials(facts)
    if wants is None:
        return common.unanswered(entrance)
    if not wants:
        return passed("asks for no token or password", **evidence)
    flags = common.NO_AUTH.get(kind)
    remedy = f"start the server with {flags}" if flags else "switch its own login off"
    shown = entrance.path if entrance.status == 200 else f"HTTP {entrance.status}"
    summary = f"asks for credentials of its own: {shown}"
    return failed(summary, f"Kubeflow has let the user in already: {remedy}", IMAGE, **evidence)
