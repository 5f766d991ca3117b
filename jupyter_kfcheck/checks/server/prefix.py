"""Does the server answer where the gateway sends the notebook's user?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import (
    IMAGE,
    PLATFORM,
    RUNNING,
    Check,
    Remedy,
    Verdict,
    Written,
    failed,
    passed,
    skipped,
    warned,
)
from jupyter_kfcheck.checks.server import common, flags
from jupyter_kfcheck.checks.server.grounds import FOUND
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.rstudio import Hop
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.facts.server.places import Place
from jupyter_kfcheck.model import known

REWRITE = Remedy(
    "Another server, which serves / alone", PLATFORM, "Have the notebook's path rewritten to `/`: {rewrite}."
)
OBEY = Remedy(
    "Another server, which can serve below a path", IMAGE, "Let the server serve below the path in {variable}."
)

TAKE_HEADER = Remedy(
    "RStudio does not take the path from the gateway's header",
    IMAGE,
    "Install RStudio Server 1.4 or newer: it takes the path from the header `X-RStudio-Root-Path`.",
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
    pass when they answer under /, and RStudio when its redirects and cookies then lead below the path that the header
    names. Whether the gateway sends that header cannot be seen from inside. Any other server that answers only under /
    gets a warning, because it needs the rewriting too. Without NB_PREFIX, or with /, there is no path to judge.

    Evidence: `expected` (NB_PREFIX), `base_url` (where it does answer), `found_by`, `request`, `at`, `status`;
    `leads_to` (RStudio's redirects and its cookies' paths), `set_by` (where Jupyter's `base_url` is set).
    """
    front, row, seen = known(facts.server.front), scope.platform(facts, contract), scope.prefix(facts, contract)
    evidence = {"expected": seen, "base_url": place.base, "found_by": place.by} | common.exchange(front)
    kind = scope.kind(facts, contract)
    if place.base == "/" and kind == common.RSTUDIO and (hops := known(facts.server.rooted)):
        return _rooted(hops, row.title, seen or "/", evidence)
    if place.base == "/" and (kind == common.RSTUDIO or (kind == common.CODESERVER and place.product)):
        return passed(f"{common.NAMES[kind]} serves /, to which {row.title} can rewrite the path", **evidence)
    bare = (seen or "").strip("/")
    if not bare:
        what = f"{row.prefix} is {'/' if seen else 'not set'}" if row.prefix else f"{row.title} names no path"
        return skipped(f"{what}: there is no path to serve under", **evidence)
    own = (common.JUPYTER, common.CODESERVER, "" if kind == common.OTHER else None)
    if place.base == f"/{bare}/" and place.product in own:
        return passed(f"answers under {seen}", **evidence)
    others = [a for a in known(facts.server.tried) or () if a.status is not None and front and a.path != front.path]
    evidence["detail"] = common.told(*others[:1], front)
    served = f"serves {place.base}, not {seen}" if _serves(front) else f"does not answer under {seen}"
    if kind == common.JUPYTER:
        advice = flags.advice(facts, flags.BASE_URL.fill(variable=row.prefix), "base_url")
        return failed(served, *advice, **evidence, **flags.evidence(facts, "base_url"))
    other = REWRITE.fill(rewrite=Written(row.rewrite)), OBEY.fill(variable=row.prefix)
    return warned(f"{served}: {row.title} must rewrite the path", *other, **evidence)


def _rooted(hops: tuple[Hop, ...], platform: str, path: str, evidence: dict[str, Any]) -> Verdict:
    """RStudio was asked as behind a gateway that takes ``path`` away and names it in a header."""
    bare = f"/{path.strip('/')}"
    led = [where for hop in hops for where in (hop.location, *hop.cookies) if where and where.startswith("/")]
    evidence["leads_to"] = list(dict.fromkeys(led))
    astray = next((where for where in led if where != bare and not where.startswith(f"{bare}/")), None)
    if astray:
        summary = f"RStudio leads to {astray}, out of {path}, though X-RStudio-Root-Path names that path"
        return failed(summary, TAKE_HEADER.fill(), **evidence)
    return passed(f"RStudio serves /, to which {platform} can rewrite the path, and leads below {path}", **evidence)


def _serves(front: Answer | None) -> bool:
    return bool(front and front.status and front.status < 400)


CHECK = Check(
    id="server.prefix",
    title="the server's path",
    judge=prefix,
    reads=(
        "server.place",
        "server.front",
        "server.tried",
        "server.rooted",
        *flags.READS,
        *scope.KIND_READS[:2],
        *scope.PLATFORM_READS,
    ),
    remedies=(flags.BASE_URL, REWRITE, OBEY, TAKE_HEADER, *flags.REMEDIES),
    requires=(grounds.PLATFORM, FOUND),
    phases=(RUNNING,),
)
