"""Which packages will be gone with the container?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, scope, words
from jupyter_kfcheck.checks.check import IMAGE, RUNNING, USER, Check, Remedy, Verdict, passed, skipped, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.packages.fresh import Fresh, Package
from jupyter_kfcheck.model import Advice, known

SHOWN = 10
BAKE = Remedy(
    "Installed into the container",
    IMAGE,
    "Have the image bring them, in its Dockerfile: `RUN {install}`.",
)
ENVIRONMENT = Remedy(
    "Python packages, installed into the container",
    USER,
    "Install them into an environment in HOME, which lasts: `python3 -m venv --system-site-packages {home}/env` and "
    "`{home}/env/bin/pip install {names}`.",
)
COMMANDS = {
    "pip": "pip install",
    "conda": "conda install -y",
    "apt": "apt-get install -y",
    "R": "install2.r",
    "environment": "python3 -m venv",
}


def lost(found: Fresh, facts: Facts, contract: Contract) -> Verdict:
    """Which packages were installed since the notebook runs, into a place that dies with the container?

    Only volumes last. `pip install`, `conda install` and `apt-get install` write to the image's own folders, such as
    /opt/conda and /usr: after a stop and start, or when the notebook was culled, users say "my packages are gone".

    How it is judged: kfcheck looks at the dates of the metadata that pip, conda, apt and R leave in folders on the
    container's own root. What is newer than the process that serves the notebook was installed by its user, and is a
    warning. Packages in HOME, on another volume or in an environment there do not count, nor does what the image's own
    start scripts install at each start. Asked in a pod, or where a platform is recognised or stated. `kfcheck image`
    lets pip install an empty package in the run `first`, and in the run `second` says whether it is still there.

    Evidence: `packages` (kind, name and version, at most 50), `total`, `since` (Unix time); of `kfcheck image` the
    `folder` that pip chose, and whether it was `kept`.
    """
    if not scope.in_kubernetes(facts) and scope.no_platform(facts, contract):
        return skipped("this is no pod and no platform: what is installed here stays as long as the container")
    evidence: dict[str, Any] = {
        "packages": [f"{p.kind} {p.name}{f' {p.version}' if p.version else ''}" for p in found.packages],
        "total": found.total,
        "since": round(found.since),
    }
    if not found.total or not found.packages:
        return passed("nothing was installed into the container since the notebook runs", **evidence)
    first = ", ".join(p.name for p in found.packages[:3])
    more = f" and {words.many(found.total - 3)} more" if found.total > 3 else ""
    will = "will be gone with the container: installed since it started, outside of HOME"
    return warned(f"{first}{more} {will}", *_advice(found.packages, facts), **evidence)


def _advice(packages: tuple[Package, ...], facts: Facts) -> list[Advice]:
    kind = packages[0].kind
    names = tuple(p.name for p in packages if p.kind == kind)[:SHOWN]
    bake = BAKE.fill(install=(*COMMANDS[kind].split(), *names))
    table, directory = known(facts.mounts.table), known(facts.home.directory)
    lasts = table is not None and table.home is not None and table.home.point != "/"
    if kind in ("pip", "conda") and lasts and directory:
        return [ENVIRONMENT.fill(home=directory.env, names=names), bake]
    return [bake]


CHECK = Check(
    id="packages.lost",
    title="packages that last",
    judge=lost,
    reads=("packages.fresh", "home.directory", *scope.CONTAINER_READS, *scope.PLATFORM_READS),
    remedies=(ENVIRONMENT, BAKE),
    requires=(grounds.CONTAINER,),
    phases=(RUNNING,),
)
