"""Did the image's own content of HOME get lost behind the volume?"""

import errno
from typing import Any

from jupyter_kfcheck.checks import grounds, scope, words
from jupyter_kfcheck.checks.check import IMAGE, Check, Remedy, Verdict, passed, skipped, unsure, warned
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.seed import FOLDERS, Seed
from jupyter_kfcheck.model import Unknown, known

STARTING = 60  # seconds that the scripts of a starting container may take to copy
SHOWN = 20
MOVE = Remedy(
    "Files of the image in HOME",
    IMAGE,
    "Put them into {folder}, which is copied into an empty HOME, or outside of HOME: /opt, /usr/local, /etc/jupyter.",
)
COPY = Remedy(
    "Not copied into HOME",
    IMAGE,
    'Copy them when the container starts: a script in cont-init.d with `cp -n -r -T {folder} "$HOME"`.',
)
READABLE = Remedy(
    "The image's files cannot be read",
    IMAGE,
    "Let every user read them in the Dockerfile: `RUN chmod -R a+rX {folder}`.",
)


def seed(found: Seed, facts: Facts, contract: Contract) -> Verdict:
    """Was the image's own HOME content hidden by the volume?

    Kubeflow mounts a volume on HOME. What a Dockerfile has put there (kernels, environments, settings,
    extensions) is in the image and yet not there: "it works in docker, on Kubeflow my files are missing".
    Kubeflow's images keep such files in /tmp_home/jovyan, and a start-up script copies them with `cp -n`: it
    fills an empty volume and never replaces a file that is there already.

    How it is judged: without a volume on HOME, files that are older than the container came with the image: a
    warning where a platform mounts a volume there, except for those of /etc/skel. With a volume, kfcheck looks in
    HOME for the files of $HOME_TMP or /tmp_home/jovyan: if none is there one minute after the start, it warns. If
    the image has a newer, different version of a file, kfcheck only names it: the user may have changed it. What a
    volume hides cannot be seen from inside of the container.

    Evidence: `folder`, how many files are in it (`count`), `missing`, `outdated`, `closed`
    (cannot be read), `baked`.
    """
    table = known(facts.mounts.table)
    if common.name(facts) == "/":
        return skipped("HOME is /, where every file is from the image")
    if table and table.home and table.home.point == "/":
        return _baked(facts, contract, found)
    return _copied(facts, found)


def _baked(facts: Facts, contract: Contract, found: Seed) -> Verdict:
    started, home = known(facts.container.started_at), common.name(facts)
    old = [entry.name for entry in found.entries if started is not None and entry.changed < started - 1]
    if not old:
        return passed(f"the image has no files of its own in {home}", baked=[])
    what = f"{home} has {_many(old)} from the image"
    if reason := scope.no_platform(facts, contract):
        return skipped(f"{what}, and no volume is expected there: {reason}", baked=old[:SHOWN])
    summary = f"{what}, which a volume on it would hide: {', '.join(old[:3])}"
    folder = found.folder or f"{FOLDERS}/{scope.platform(facts, contract).user or 'jovyan'}"
    return warned(summary, MOVE.fill(folder=folder), baked=old[:SHOWN])


def _copied(facts: Facts, found: Seed) -> Verdict:
    evidence: dict[str, Any] = {
        "folder": found.folder,
        "count": found.total,
        "missing": list(found.missing[:SHOWN]),
        "outdated": list(found.outdated[:SHOWN]),
    }
    home, started = common.name(facts), known(facts.container.started_at)
    if found.folder is None:
        return skipped("the image has no /tmp_home, and kfcheck cannot see what the volume hides", **evidence)
    if found.closed:
        where = f"{found.folder}/{found.closed[0]}".rstrip("/")
        evidence |= {"closed": list(found.closed[:SHOWN])}
        advice = READABLE.fill(folder=found.folder)
        return warned(f"{where} cannot be read, so it is not copied into {home}", advice, **evidence)
    if not found.total:
        return passed(f"the image brings no files for {home}", **evidence)
    if found.missing and (closed := _closed(facts)):
        return skipped(
            f"{home} lacks {_many(found.missing)} of {found.folder}, and cannot be written: {closed}", **evidence
        )
    if len(found.missing) == found.total:
        if started is not None and found.seen_at - started < STARTING:
            return passed(
                f"{_many(found.missing)} from {found.folder} {_are(found.missing)} not in {home} yet and can be copied",
                **evidence,
            )
        return warned(f"{found.folder} was not copied into {home}", COPY.fill(folder=found.folder), **evidence)
    old = f"; {found.outdated[0]} is older than the image's, and cp -n keeps it" if found.outdated else ""
    return passed(f"{home} has what the image brings in {found.folder}{old}", **evidence)


def _closed(facts: Facts) -> str | None:
    """Why nothing can be copied into HOME, in words; None where it can, or that is not known."""
    trials = known(facts.home.trials)
    if trials == ():
        return words.error(errno.ENOSPC)
    return words.error(trials[0].errno) if trials and trials[0].errno is not None else None


def _are(names: tuple[str, ...]) -> str:
    return "is" if len(names) == 1 else "are"


def _many(names: list[str] | tuple[str, ...]) -> str:
    return f"{len(names)} file{'s' * (len(names) > 1)}"


def _unknown(fact: Unknown, _facts: Facts, _contract: Contract) -> Verdict:
    if common.silent(fact):
        return skipped("HOME did not answer, so its files were not looked at")
    return unsure(f"the files in HOME could not be looked at: {fact.reason}")


CHECK = Check(
    id="home.seed",
    title="the image's own HOME",
    judge=seed,
    reads=(
        "home.seed",
        "home.trials",
        "home.directory",
        "home.env",
        *scope.PLATFORM_READS,
        "container.started_at",
        *scope.CONTAINER_READS,
    ),
    remedies=(MOVE, COPY, READABLE),
    requires=(grounds.HOME, grounds.CONTAINER),
    unknown=_unknown,
)
