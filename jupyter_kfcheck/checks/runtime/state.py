"""Can RStudio Server write what it cannot start without?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, scope, words
from jupyter_kfcheck.checks.check import IMAGE, Check, Ground, Remedy, Verdict, failed, passed, skipped
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.rstudio import Folder

DATABASE = Remedy(
    "Its database's directory",
    IMAGE,
    "Name another one in the Dockerfile: "
    "`RUN printf 'provider=sqlite\\ndirectory=/tmp/rstudio_db\\n' >/etc/rstudio/database.conf`.",
)
DATA = Remedy("Its own directory", IMAGE, "Start the server with `--server-data-dir=/tmp/rstudio-server`.")
OPEN = Remedy(
    "A directory of the image",
    IMAGE,
    "Open it to group 0 in the Dockerfile: `RUN chgrp -R 0 {path} && chmod -R g=u {path}`.",
)
NAMES = {"database": "its database", "data": "its keys and sockets"}


def state(found: tuple[Folder, ...], _facts: Facts, _contract: Contract) -> Verdict:
    """Can RStudio Server write its database and its own directory?

    It is made to run as root, and keeps both below /var. As the notebook's user it may not write there and does not
    start: "ERROR database error 7 … attempt to write a readonly database", "Permission denied … session-rpc-key",
    "secure-cookie-key". s6 starts it again and again, and the browser shows "no healthy upstream".

    How it is judged: the directories as /etc/rstudio/database.conf, /etc/rstudio/rserver.conf and the command line name
    them (before it runs that of its s6 service). The kernel is asked whether the notebook's user may write there, or
    where the directory is to be made; nothing is written. A database on a server is not asked about.

    Evidence: `database`, `data`: each with its `path`, what was `tried`, `errno`, `owner`, `mode`.
    """
    evidence: dict[str, Any] = {folder.what: _shown(folder) for folder in found}
    closed = [folder for folder in found if folder.errno is not None]
    if not closed:
        places = " and ".join(f"{NAMES[folder.what]} in {folder.path}" for folder in found)
        return passed(f"RStudio can write {places}", **evidence)
    first, *more = closed
    said = "" if first.tried == first.path else f" ({first.tried})"
    summary = f"RStudio cannot write {NAMES[first.what]} in {first.path}{said}: {words.error(first.errno)}"
    advice = [each for folder in closed for each in _advice(folder)]
    return failed(f"{summary}, and {len(more)} more" if more else summary, *advice, **evidence)


def _advice(folder: Folder) -> list[Any]:
    moved = [] if folder.path.startswith("/tmp/") else [(DATABASE if folder.what == "database" else DATA).fill()]  # noqa: S108 - a path that is named, none that is used
    return [*moved, OPEN.fill(path=folder.tried)]


def _shown(folder: Folder) -> dict[str, Any]:
    owner = words.owner(*folder.owner) if folder.owner else None
    shown = {"path": folder.path, "tried": folder.tried, "errno": words.error_name(folder.errno)}
    return shown | {"owner": owner, "mode": words.mode(folder.mode)}


def _there(facts: Facts, contract: Contract) -> Verdict | None:
    if facts.runtime.state is not None:
        return None
    kind = scope.kind(facts, contract)
    return skipped("this image runs no RStudio" if kind != "rstudio" else "where RStudio writes was not looked at")


CHECK = Check(
    id="runtime.state",
    title="RStudio's own files",
    judge=state,
    reads=("runtime.state",),
    remedies=(DATABASE, DATA, OPEN),
    requires=(grounds.RUNS, Ground("an image with RStudio", ("runtime.state", *scope.KIND_READS), _there)),
    ends_container=True,
)
