"""Does the server answer where the gateway sends the notebook's user?"""

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.registry import (
    IMAGE,
    PLATFORM,
    RUNNING,
    Verdict,
    check,
    failed,
    passed,
    skipped,
    warned,
)
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import known

REWRITE = "notebooks.kubeflow.org/http-rewrite-uri: /"


@check("server.prefix", "the path served under", reads="server.place", phases=(RUNNING,), kubeflow_only=True)
def prefix(facts: Facts, contract: Contract) -> Verdict:
    """Does the server answer under NB_PREFIX?

    Kubeflow's gateway hands on /notebook/NAMESPACE/NAME/… as it is and tells the container that path in NB_PREFIX.
    An image that ignores it shows "404 : Not Found", "Sorry, /notebook/… is not a valid page" or a blank page,
    while a port-forward to / works. code-server and RStudio cannot serve below a path: Kubeflow rewrites it to /.

    How it is judged: for Jupyter, `GET $NB_PREFIX/api` must answer with its version. code-server and RStudio
    pass when they answer under /. Of another server the one that answers only under / is a warning, for it
    needs the rewriting too. Without NB_PREFIX, or with /, there is no path to judge.

    Evidence: `expected` (NB_PREFIX), `base_url` (where it does answer), `found_by`, `request`, `at`, `status`.

    Remedies:
    - Jupyter, image: start it with `--ServerApp.base_url="${NB_PREFIX}"`, through a shell so that it expands: a CMD
      in JSON form does not.
    - code-server and others, platform: choose the image's own group in the form, or annotate the Notebook with
      `notebooks.kubeflow.org/http-rewrite-uri: /`; RStudio needs also
      `notebooks.kubeflow.org/http-headers-request-set: {"X-RStudio-Root-Path": "/notebook/NAMESPACE/NAME/"}`.
    """
    if verdict := common.absent(facts):
        return verdict
    place, expected = known(facts.server.place), common.prefix(facts)
    assert place  # noqa: S101 - common.absent has seen to it
    seen = known(facts.container.nb_prefix)
    evidence = {"expected": seen, "base_url": place.base, "found_by": place.by} | common.exchange(
        known(facts.server.front)
    )
    kind = scope.kind(facts, contract)
    if kind in (common.CODESERVER, common.RSTUDIO):
        return passed(f"{common.NAMES[kind]} serves /, which Kubeflow rewrites the notebook's path to", **evidence)
    if expected is None:
        return skipped(f"NB_PREFIX is {'/' if seen else 'not set'}: there is no path to serve under", **evidence)
    if place.base == expected and place.product in (common.JUPYTER, "" if kind == "unknown" else None):
        return passed(f"answers under {seen}", **evidence)
    if kind == common.JUPYTER:
        remedy = f"start the server with {common.BASE_URL}, through a shell so that it expands"
        return failed(f"serves {place.base}, not {seen}", remedy, IMAGE, **evidence)
    remedy = f"annotate the Notebook with {REWRITE}, or let the image serve under NB_PREFIX"
    return warned(f"answers under {place.base}, not under {seen}: Kubeflow must rewrite the path", remedy, PLATFORM,
                  **evidence)  # fmt: skip
