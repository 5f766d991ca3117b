"""Can the culler tell an idle notebook from one in use?"""

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.registry import IMAGE, RUNNING, Verdict, check, failed, passed, skipped
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import known


@check("server.culling", "activity for the culler", reads="server.kernels", phases=(RUNNING,), kubeflow_only=True)
def culling(facts: Facts, contract: Contract) -> Verdict:
    """Can Kubeflow's culler read the notebook's activity without credentials?

    Where culling is on, the controller asks `$NB_PREFIX/api/kernels` without credentials, calling the server by its
    Service's name. On any other answer than 200 it takes the notebook as unused since its start and stops it after
    the idle time, whatever runs in it: "I was in the notebook and it still closed".

    How it is judged: by that same request: 200 with a list. Only the image's half can be seen from inside: an Istio
    AuthorizationPolicy must let the controller through to `*/api/kernels` as well. code-server and RStudio have no
    such API: there the culler goes by the start alone.

    Evidence: `request`, `at`, `status`.

    Remedies:
    - 403 or a login page, image: `--ServerApp.token='' --ServerApp.password=''`; if server.auth passes,
      it minds the name that it is called by: `--ServerApp.allow_remote_access=True`.
    - 404, image: `--ServerApp.base_url="${NB_PREFIX}"`, see server.prefix.
    - This passes and the controller's log still shows 403, platform: the AuthorizationPolicy.
    """
    if verdict := common.absent(facts):
        return verdict
    kernels = known(facts.server.kernels)
    if scope.kind(facts, contract) != common.JUPYTER or kernels is None:
        return skipped(f"{common.name(facts, contract)} has no kernels API: the culler goes by the start time alone")
    evidence = common.exchange(kernels)
    if kernels.status is None:
        return common.unanswered(kernels)
    if kernels.status == 200 and kernels.content == "list":
        return passed("the culler can read its activity", **evidence)
    if kernels.status != 404 and common.wants_credentials(facts):
        flag = common.NO_AUTH[common.JUPYTER]
    elif kernels.status in (401, 403):
        flag = "--ServerApp.allow_remote_access=True"
    else:
        flag = common.BASE_URL
    summary = f"the culler cannot read its activity: HTTP {kernels.status}, and will take it as idle"
    return failed(summary, f"start the server with {flag}", IMAGE, **evidence)
