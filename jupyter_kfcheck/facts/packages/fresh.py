"""What was installed into the container itself since its IDE runs: a new container does not have it."""

from collections.abc import Iterable, Iterator

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import container
from jupyter_kfcheck.facts.packages import distributions
from jupyter_kfcheck.facts.pythons import Python
from jupyter_kfcheck.host import files, trees
from jupyter_kfcheck.model import Struct, Unknown

OWN_DOING = 60.0  # seconds from the container's start in which its start scripts, not its user, install things
SLOW_START = 600.0  # the same where the IDE starts later, or anew
LIMIT = 50  # names that are handed over
PREFIXES = ("/opt/conda", "/opt/app-root")
DEBIAN = "/var/lib/dpkg/info"
R = ("/usr/local/lib/R/site-library", "/usr/lib/R/site-library", "/opt/conda/lib/R/library")


class Package(Struct):
    """``kind`` is pip, conda, apt, R or environment; ``version`` None where the name of its file does not say."""

    kind: str
    name: str
    version: str | None = None


class Fresh(Struct):
    """At most `LIMIT` of the packages, how many there are, and since when they count, in Unix time."""

    packages: tuple[Package, ...]
    total: int
    since: float


def look(contract: Contract, image: Iterable[Python]) -> Fresh | Unknown:
    """What is newer than the IDE in the folders of packages that are on the container's own root."""
    since = _since(contract)
    if isinstance(since, Unknown):
        return since
    found = list(dict.fromkeys(_newer(image, since)))
    return Fresh(tuple(found[:LIMIT]), len(found), since)


def _since(contract: Contract) -> float | Unknown:
    began = container.started_at()
    if isinstance(began, Unknown):
        return began
    ide = container.started_at(contract.server_pid) if contract.server_pid else None
    return min(ide, began + SLOW_START) if isinstance(ide, float) else began + OWN_DOING


def _newer(image: Iterable[Python], since: float) -> Iterator[Package]:
    folders = dict.fromkeys(
        folder for python in image for folder in python.folders if folder not in python.home_folders
    )
    for folder in folders:
        for entry in _entries(folder, since):
            if found := distributions.named(entry):
                yield Package("pip", *found)
    prefixes = dict.fromkeys((*(python.prefix for python in image), *PREFIXES))
    for prefix in prefixes:
        for entry in _entries(f"{prefix}/conda-meta", since):
            if entry.endswith(".json"):
                name, version = (*entry.removesuffix(".json").rsplit("-", 2), "")[:2]
                yield Package("conda", name, version or None)
        for entry in _entries(f"{prefix}/envs", since):
            yield Package("environment", f"{prefix}/envs/{entry}")
    for entry in _entries(DEBIAN, since):
        if entry.endswith(".list"):
            yield Package("apt", entry.removesuffix(".list").partition(":")[0])
    for folder in R:
        for entry in _entries(folder, since):
            yield Package("R", entry)


def _entries(folder: str, since: float) -> Iterator[str]:
    """The names in a folder of the container's own root that are newer; a folder that is not has none that are."""
    changed = trees.changed(folder)
    if changed is None or changed <= since or not trees.same_layer(folder, "/"):
        return
    names = files.remembered(folder)
    for name in names if isinstance(names, tuple) else ():
        if (trees.changed(f"{folder}/{name}") or 0) > since:
            yield name
