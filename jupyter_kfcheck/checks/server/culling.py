"""Can the culler tell an idle notebook from one in use?"""

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import RUNNING, Check, Ground, Verdict, failed, passed, skipped
from jupyter_kfcheck.checks.server import common, flags
from jupyter_kfcheck.checks.server.grounds import FOUND
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.model import Unknown


def culling(kernels: Answer, facts: Facts, _contract: Contract) -> Verdict:
    """Can Kubeflow's culler read the notebook's activity without credentials?

    Where culling is on, the controller asks `$NB_PREFIX/api/kernels` without credentials, calling the server by its
    Service's name. On any other answer than 200 it takes the notebook as unused since its start and stops it after
    the idle time, whatever runs in it: "I was in the notebook and it still closed".

    How it is judged: by that same request: 200 with a list. Only the image's half can be seen from inside: an Istio
    AuthorizationPolicy must let the controller through to `*/api/kernels` as well. Where this passes and the
    controller's log still shows 403, that policy is missing. code-server and RStudio have no such API: there the
    culler goes by the start alone.

    Evidence: `request`, `at`, `status`.
    """
    evidence = common.exchange(kernels)
    if kernels.status is None:
        return common.unanswered(kernels)
    if kernels.status == 200 and kernels.content == "list":
        return passed("the culler can read its activity", **evidence)
    because: tuple[str, ...]
    if kernels.status != 404 and common.wants_credentials(facts):
        remedy, because = flags.NO_LOGIN[common.JUPYTER], ("server.auth",)
    elif kernels.status in (401, 403):
        remedy, because = flags.ANY_HOST, ("server.websocket",) if common.minds_host(facts) else ()
    else:
        remedy, because = flags.BASE_URL, ("server.prefix",)
    evidence["detail"] = common.told(kernels) + (", but with no list of kernels" if kernels.status == 200 else "")
    summary = f"the culler cannot read its activity and will take it as idle: HTTP {kernels.status}"
    return failed(summary, remedy.fill(), because=because, **evidence)


def _has_kernels(facts: Facts, contract: Contract) -> Verdict | None:
    kernels, kind = facts.server.kernels, scope.kind(facts, contract)
    if isinstance(kernels, Unknown) or (kind == common.JUPYTER and kernels is not None):
        return None
    if kind in (common.CODESERVER, common.RSTUDIO):
        return skipped(f"{common.NAMES[kind]} has no kernels API: the culler goes by the start time alone")
    return skipped("what answers is not Jupyter: it was not asked for its kernels")


CHECK = Check(
    id="server.culling",
    title="activity for the culler",
    judge=culling,
    reads=("server.kernels", "server.entrance", "server.upgrades"),
    remedies=(flags.NO_LOGIN[common.JUPYTER], flags.ANY_HOST, flags.BASE_URL),
    requires=(
        grounds.KUBEFLOW,
        FOUND,
        Ground("a Jupyter Server", ("server.kernels", *scope.KIND_READS), _has_kernels),
    ),
    phases=(RUNNING,),
)
