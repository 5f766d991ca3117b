"""Is s6 in charge of the container, and set so that failures show?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, words
from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, Check, Remedy, Verdict, failed, passed, unsure, warned
from jupyter_kfcheck.checks.s6 import preinit
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.s6.init import V2, Init
from jupyter_kfcheck.model import Advice, Unknown

SUPERVISOR = "s6-svscan"
UNLIMITED_SINCE = (3, 1, 6, 3)  # before it, s6-overlay v3 gave all start-up scripts together 5 s
SHORT_MS = 60_000
TAKE_OUT = Remedy(
    "Not PID 1",
    PLATFORM,
    "Remove these from the pod, if they are there: `shareProcessNamespace: true`, a `command:`, an init that starts "
    "before s6.",
)
WITHOUT = Remedy("Not PID 1, on purpose", IMAGE, "Let the image start the IDE without s6.")
IN_POD = Remedy("A setting that the pod may have made", PLATFORM, "If the pod's `env` sets {name}, take it out there.")
LONGER = Remedy("A short time limit", IMAGE, "Set `ENV S6_CMD_WAIT_FOR_SERVICES_MAXTIME=300000` in the Dockerfile.")
STOP = Remedy(
    "A script that fails does not end the container",
    IMAGE,
    "Set `ENV S6_BEHAVIOUR_IF_STAGE2_FAILS=2` in the Dockerfile.",
)


def init(found: Init, facts: Facts, _contract: Contract) -> Verdict:
    """Is s6 PID 1, which version, with which failure and time-out settings?

    Kubeflow's images start s6-overlay as PID 1. It copies files into HOME, starts the IDE and starts it
    again when it dies. Where it cannot run, the container ends at once: `s6-overlay-suexec: fatal: can only
    run as pid 1`, `unable to mkdir /var/run/s6: Permission denied`, `/run belongs to uid 0 instead of 1000`,
    `unable to remove /run/s6: Read-only file system`. Where it is set badly, a pod is green with nothing
    behind it, or `s6-rc: fatal: timed out` ends it on a slow volume.

    How it is judged: PID 1 must be s6-svscan. Where it is something else, s6-overlay's own conditions (its
    libexec/preinit) are gone through for this user: /run must be this user's or group 0's, unless a setuid helper may
    change that; programs must be able to run from it; a read-only root must be announced. Two settings give a
    warning. A start-up script that fails should end the container (S6_BEHAVIOUR_IF_STAGE2_FAILS=2, as Kubeflow's
    images have it). The limit for all start-up scripts together should be enough on a slow volume
    (S6_CMD_WAIT_FOR_SERVICES_MAXTIME in ms; where it is not set, v3 up to 3.1.6.2 has 5 s).

    Evidence: `version`, `pid1`, `behaviour_if_stage2_fails`, `max_time_ms`, `read_only_root`, `no_new_privileges`,
    `run` (owner and mode of /run).
    """
    evidence = _evidence(found)
    if isinstance(found.pid1, Unknown):
        return unsure(f"what PID 1 is cannot be read: {found.pid1.reason}", **evidence)
    if found.pid1 != SUPERVISOR:
        return _elsewhere(facts, found, evidence)
    return _settings(found, evidence)


def _elsewhere(facts: Facts, found: Init, evidence: dict[str, Any]) -> Verdict:
    if stopped := preinit.obstacle(facts, found):
        evidence |= {"detail": stopped.detail} if stopped.detail else {}
        summary = f"s6-overlay {found.overlay} could not start here: {stopped.cause}"
        return failed(summary, stopped.remedy.fill(), **evidence)
    summary = (
        f"s6-overlay {found.overlay} is in the image, but PID 1 is {found.pid1}: its scripts and services do not run"
    )
    return warned(summary, TAKE_OUT.fill(), WITHOUT.fill(), **evidence)


def _settings(found: Init, evidence: dict[str, Any]) -> Verdict:
    limit = _limit(found)
    if limit is not None and limit < SHORT_MS:
        summary = (
            f"s6-overlay {found.overlay} gives all start-up scripts together {limit / 1000:g} s: short on a slow volume"
        )
        return warned(summary, *_set("S6_CMD_WAIT_FOR_SERVICES_MAXTIME", found.max_time, LONGER), **evidence)
    if found.behaviour != "2":
        setting = f"S6_BEHAVIOUR_IF_STAGE2_FAILS is {found.behaviour or 'not set'}"
        summary = f"a start-up script that fails does not end the container: {setting}"
        return warned(summary, *_set("S6_BEHAVIOUR_IF_STAGE2_FAILS", found.behaviour, STOP), **evidence)
    return passed(
        f"s6-overlay {found.overlay} is PID 1 and ends the container when a start-up script fails", **evidence
    )


def _set(name: str, value: str | None, image: Remedy) -> list[Advice]:
    """A variable that is set is so by the image or by the pod, which wins: that cannot be seen from inside."""
    return [image.fill(), IN_POD.fill(name=name)] if value is not None else [image.fill()]


def _limit(found: Init) -> int | None:
    """Milliseconds for the start-up scripts, None without a limit. v2 limits only those of a CMD."""
    if found.overlay in (V2, None):
        return None
    if found.max_time is not None and found.max_time.isdigit():
        return int(found.max_time) or None
    version = tuple(int(part) for part in str(found.overlay).split("."))
    return None if version >= UNLIMITED_SINCE else 5000


def _evidence(found: Init) -> dict[str, Any]:
    run = found.run
    return {
        "version": found.overlay,
        "pid1": None if isinstance(found.pid1, Unknown) else found.pid1,
        "behaviour_if_stage2_fails": found.behaviour,
        "max_time_ms": _limit(found),
        "read_only_root": found.read_only_root,
        "no_new_privileges": None if isinstance(found.no_new_privileges, Unknown) else found.no_new_privileges,
        "run": None if isinstance(run, Unknown) else f"{run.uid}:{run.gid} {words.mode(run.mode)}",
    }


CHECK = Check(
    id="s6.init",
    title="s6 is PID 1",
    judge=init,
    reads=("s6.init", "user.ids", "mounts.table"),
    remedies=(*preinit.REMEDIES, TAKE_OUT, WITHOUT, LONGER, STOP, IN_POD),
    requires=(grounds.S6, grounds.CONTAINER),
    ends_container=True,
)
