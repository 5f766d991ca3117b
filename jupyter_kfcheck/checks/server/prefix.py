"""Does the server answer where the gateway sends the notebook's user?"""

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import (
    IMAGE,
    PLATFORM,
    RUNNING,
    Check,
    Remedy,
    Verdict,
    failed,
    passed,
    skipped,
    unsure,
    warned,
)
from jupyter_kfcheck.checks.server import common, flags
from jupyter_kfcheck.checks.server.grounds import FOUND
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.facts.server.places import Place
from jupyter_kfcheck.model import Unknown, known

REWRITE = Remedy(
    "Another server, which serves / alone",
    PLATFORM,
    "Annotate the Notebook with `notebooks.kubeflow.org/http-rewrite-uri: /`.",
)
OBEY = Remedy(
    "Another server, which can serve below a path", IMAGE, "Let the server serve below the path in NB_PREFIX."
)


def prefix(place: Place, facts: Facts, contract: Contract) -> Verdict:
    """Does the server answer under NB_PREFIX?

    Kubeflow's gateway hands on /notebook/NAMESPACE/NAME/… as it is and tells the container that path in NB_PREFIX.
    An image that ignores it shows "404 : Not Found", "Sorry, /notebook/… is not a valid page" or a blank page,
    while a port-forward to / works. code-server and RStudio cannot serve below a path. Kubeflow rewrites it to /
    where the user chooses the image in its own group of the form, or where the Notebook has the annotation
    `notebooks.kubeflow.org/http-rewrite-uri: /`. RStudio needs also
    `notebooks.kubeflow.org/http-headers-request-set: {"X-RStudio-Root-Path": "/notebook/NAMESPACE/NAME/"}`.

    How it is judged: for Jupyter, `GET $NB_PREFIX/api` must answer with its version. code-server and RStudio
    pass when they answer under /. Of another server the one that answers only under / is a warning, for it
    needs the rewriting too. Without NB_PREFIX, or with /, there is no path to judge.

    Evidence: `expected` (NB_PREFIX), `base_url` (where it does answer), `found_by`, `request`, `at`, `status`.
    """
    front, seen = known(facts.server.front), facts.container.nb_prefix
    evidence = {"expected": known(seen), "base_url": place.base, "found_by": place.by} | common.exchange(front)
    kind = scope.kind(facts, contract)
    if kind in (common.CODESERVER, common.RSTUDIO):
        return passed(f"{common.NAMES[kind]} serves /, and Kubeflow rewrites the notebook's path to it", **evidence)
    if isinstance(seen, Unknown):
        return unsure(f"NB_PREFIX is not known: {seen.reason}", **evidence)
    bare = (seen or "").strip("/")
    if not bare:
        return skipped(f"NB_PREFIX is {'/' if seen else 'not set'}: there is no path to serve under", **evidence)
    if place.base == f"/{bare}/" and place.product in (common.JUPYTER, "" if kind == common.OTHER else None):
        return passed(f"answers under {seen}", **evidence)
    others = [a for a in known(facts.server.tried) or () if a.status is not None and front and a.path != front.path]
    evidence["detail"] = common.told(*others[:1], front)
    served = f"serves {place.base}, not {seen}" if _serves(front) else f"does not answer under {seen}"
    if kind == common.JUPYTER:
        return failed(served, flags.BASE_URL.fill(), **evidence)
    return warned(f"{served}: Kubeflow must rewrite the path", REWRITE.fill(), OBEY.fill(), **evidence)


def _serves(front: Answer | None) -> bool:
    return bool(front and front.status and front.status < 400)


CHECK = Check(
    id="server.prefix",
    title="the server's path",
    judge=prefix,
    reads=("server.place", "server.front", "server.tried", "container.nb_prefix", *scope.KIND_READS[:2]),
    remedies=(flags.BASE_URL, REWRITE, OBEY),
    requires=(grounds.KUBEFLOW, FOUND),
    phases=(RUNNING,),
)
