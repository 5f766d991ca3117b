"""Are the pod's other volumes usable?"""

from errno import EACCES, EPERM, ETIMEDOUT
from typing import Any

from jupyter_kfcheck.checks import grounds, words
from jupyter_kfcheck.checks.check import PLATFORM, USER, Check, Remedy, Verdict, failed, passed, skipped, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.volumes import Volume

RESTART = Remedy("It does not answer, or cannot be entered", USER, "Stop and start the notebook.")
STORAGE = Remedy(
    "It does not answer, or cannot be entered, again and again",
    PLATFORM,
    "Check the storage server or the CSI driver of the volume on {path}.",
)
REMOVE = Remedy("Full", USER, "Delete what you do not need in {path}.")
GROW = Remedy("Full", PLATFORM, "Grow the volume on {path}.")
OPEN = Remedy(
    "Permission denied: it cannot be entered, or is mounted for writing and not writable",
    PLATFORM,
    "Let group 100 enter it and write in it, as root, once: `chgrp 100 {path}` and `chmod g+rwxs {path}`.",
)
ON_PURPOSE = Remedy(
    "Mounted for writing, but only to be read", PLATFORM, "Say so in the pod: `readOnly: true` on this volume mount."
)


def data(others: tuple[Volume, ...], _facts: Facts, contract: Contract) -> Verdict:
    """Are the pod's other volumes usable: do they answer, have they room, may the notebook write in them?

    Datasets, shared folders and a second disk for work are volumes of their own. One that hangs freezes every program
    that touches it. One that belongs to root lets nobody save: "Permission denied" below ~/work, though HOME is fine.

    How it is judged: each volume is entered and measured, and the kernel is asked whether this process may write
    (access). Nothing is written. A volume that does not answer or cannot be entered is a failure. A full one, and one
    that is mounted for writing and not writable, are warnings. One that is mounted read-only is fine: that is meant.

    Evidence: `volumes`, each with its file system, what is free, and its `problem`.
    """
    if not others:
        return skipped("no other volume is mounted here")
    troubles = {volume.point: trouble for volume in others if (trouble := _trouble(volume, contract))}
    evidence: dict[str, Any] = {"volumes": {v.point: _state(v, troubles.get(v.point)) for v in others}}
    if not troubles:
        names = ", ".join(volume.point for volume in others)
        return passed(f"{names} {'is' if len(others) == 1 else 'are'} usable", **evidence)
    worst = min((v for v in others if v.point in troubles), key=lambda v: v.errno is None)
    more = f"; {len(troubles) - 1} more with a problem" if len(troubles) > 1 else ""
    summary = f"{worst.point} {troubles[worst.point]}{more}"
    if worst.errno is not None:
        if worst.errno in (EACCES, EPERM):
            return failed(summary, OPEN.fill(path=worst.point), **evidence)
        return failed(summary, RESTART.fill(), STORAGE.fill(path=worst.point), **evidence)
    if worst.writable is False and worst.uid is not None and worst.gid is not None:
        evidence["detail"] = f"it belongs to {words.owner(worst.uid, worst.gid)}, mode {words.mode(worst.mode)}"
        return warned(summary, OPEN.fill(path=worst.point), ON_PURPOSE.fill(), **evidence)
    return warned(summary, REMOVE.fill(path=worst.point), GROW.fill(path=worst.point), **evidence)


def _trouble(volume: Volume, contract: Contract) -> str | None:
    if volume.errno == ETIMEDOUT:
        return "does not answer"
    if volume.errno is not None:
        return f"cannot be entered: {words.error(volume.errno)}"
    if volume.read_only:
        return None
    if volume.writable is False:
        return "is mounted for writing, but the notebook may not write in it"
    full = volume.total_bytes and volume.free_bytes < contract.home_fail_bytes
    return f"is full: {words.size(volume.free_bytes)} free of {words.size(volume.total_bytes)}" if full else None


def _state(volume: Volume, problem: str | None) -> dict[str, Any]:
    state = {"fs": volume.fs, "read_only": volume.read_only, "free_bytes": volume.free_bytes}
    return state | ({"problem": problem} if problem else {})


CHECK = Check(
    id="volumes.data",
    title="other volumes",
    judge=data,
    reads=("volumes.others",),
    remedies=(RESTART, STORAGE, REMOVE, GROW, OPEN, ON_PURPOSE),
    requires=(grounds.CONTAINER,),
)
