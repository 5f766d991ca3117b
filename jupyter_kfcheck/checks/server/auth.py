"""Is there a login page inside Kubeflow, which has let the user in already?"""

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import RUNNING, Check, Verdict, failed, passed
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.checks.server.flags import NO_LOGIN
from jupyter_kfcheck.checks.server.grounds import AWAKE, FOUND
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer


def auth(entrance: Answer, facts: Facts, contract: Contract) -> Verdict:
    """Does the server let in whom Kubeflow sends, without a login page of its own?

    Kubeflow has authenticated the user before a request reaches the notebook. With a token or password in the image
    the user meets a login page and has no token to give; the culler meets it too (server.culling).

    How it is judged: by what a visitor without credentials gets. Jupyter: `api/status` must be 200. code-server:
    `/login` leads elsewhere when there is no login (not asked while it is idle, for that would count as its user's
    activity). Others: the first page, redirects followed, is no login page.

    Evidence: `request`, `at`, `status`, `location`.
    """
    evidence = common.exchange(entrance)
    wants = common.wants_credentials(facts)
    if wants is None:
        return common.unanswered(entrance)
    if not wants:
        return passed("asks for no token or password", **evidence)
    shown = entrance.path if entrance.status == 200 else f"HTTP {entrance.status}"
    advice = NO_LOGIN[scope.kind(facts, contract)].fill()
    evidence["detail"] = common.told(entrance)
    return failed(f"asks for credentials of its own: {shown}", advice, **evidence)


CHECK = Check(
    id="server.auth",
    title="no login of its own",
    judge=auth,
    reads=("server.entrance", *scope.KIND_READS),
    remedies=tuple(NO_LOGIN.values()),
    requires=(grounds.KUBEFLOW, FOUND, AWAKE),
    phases=(RUNNING,),
)
