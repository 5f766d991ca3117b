"""Is s6 in charge of the container, and set so that failures show?"""

from typing import Any

from jupyter_kfcheck.checks import scope, words
from jupyter_kfcheck.checks.registry import IMAGE, PLATFORM, Verdict, check, failed, passed, skipped, unsure, warned
from jupyter_kfcheck.checks.s6.preinit import obstacle
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.s6.init import V2, Init
from jupyter_kfcheck.model import Unknown

SUPERVISOR = "s6-svscan"
UNLIMITED_SINCE = (3, 1, 6, 3)  # before it, s6-overlay v3 gave all start-up scripts together 5 s
SHORT_MS = 60_000


@check("s6.init", "s6 is PID 1", reads="s6.init")
def init(facts: Facts, _contract: Contract) -> Verdict:
    """Is s6 PID 1, which version, with which failure and time-out settings?

    Kubeflow's images start s6-overlay as PID 1. It copies files into HOME, starts the IDE and starts it
    again when it dies. Where it cannot run, the container ends at once: `s6-overlay-suexec: fatal: can only
    run as pid 1`, `unable to mkdir /var/run/s6: Permission denied`, `/run belongs to uid 0 instead of 1000`,
    `unable to remove /run/s6: Read-only file system`. Where it is set badly, a pod is green with nothing
    behind it, or `s6-rc: fatal: timed out` ends it on a slow volume.

    How it is judged: an image without s6-overlay is skipped. PID 1 must be s6-svscan. Is it something else,
    s6-overlay's own preconditions (its libexec/preinit) are gone through for this user: /run must be this
    user's or group 0's, unless a setuid helper may mend it; it must be writable and executable, and so must
    be said where the root is read-only. Warnings: a start-up script that fails should end the container
    (S6_BEHAVIOUR_IF_STAGE2_FAILS=2, as Kubeflow's images have it), and the limit for all start-up scripts
    (S6_CMD_WAIT_FOR_SERVICES_MAXTIME in ms, 5 s in v3 up to 3.1.6.2 when not set) should leave a slow volume
    its time.

    Evidence: `version`, `pid1`, `behaviour_if_stage2_fails`, `max_time_ms`, `read_only_root`, `no_new_privileges`,
    `run` (owner and mode of /run).

    Remedies:
    - Not PID 1, platform: take `shareProcessNamespace: true`, an injected init and a `command:` out of the
      pod; or let the image start the IDE without s6.
    - /run, image: `chmod 0775 /run` with group 0 in the Dockerfile, s6-overlay 3.2.0.0 or newer; platform: run
      with GID 0, and mount no volume on /run.
    - Read-only root, platform: `S6_READ_ONLY_ROOT=1`, and a volume that may hold programs on /run and /tmp.
    - Settings, image: `ENV S6_BEHAVIOUR_IF_STAGE2_FAILS=2 S6_CMD_WAIT_FOR_SERVICES_MAXTIME=300000`.
    """
    found = facts.s6.init
    if isinstance(found, Unknown):
        return unsure(f"s6 could not be looked at: {found.reason}")
    if found.overlay is None:
        return skipped("this image has no s6-overlay")
    if scope.container_proof(facts) is None:
        return skipped("this is not a container, so s6-overlay does not start it")
    evidence = _evidence(found)
    if found.pid1 != SUPERVISOR:
        return _elsewhere(facts, found, evidence)
    return _settings(found, evidence)


def _elsewhere(facts: Facts, found: Init, evidence: dict[str, Any]) -> Verdict:
    if stopped := obstacle(facts, found):
        return failed(f"s6-overlay {found.overlay} could not start here: {stopped.cause}", stopped.remedy, stopped.by,
                      **evidence)  # fmt: skip
    pid1 = "unknown" if isinstance(found.pid1, Unknown) else found.pid1
    summary = f"s6-overlay {found.overlay} is in the image, but PID 1 is {pid1}: its scripts and services do not run"
    remedy = "take shareProcessNamespace, an injected init and a command: out of the pod, or start the IDE without s6"
    return warned(summary, remedy, PLATFORM, **evidence)


def _settings(found: Init, evidence: dict[str, Any]) -> Verdict:
    limit = _limit(found)
    if limit is not None and limit < SHORT_MS:
        summary = (
            f"s6-overlay {found.overlay} gives all start-up scripts together {limit / 1000:g} s: short on a slow volume"
        )
        return warned(summary, "set ENV S6_CMD_WAIT_FOR_SERVICES_MAXTIME=300000 in the Dockerfile", IMAGE, **evidence)
    if found.behaviour != "2":
        setting = f"S6_BEHAVIOUR_IF_STAGE2_FAILS is {found.behaviour or 'not set'}"
        summary = f"a start-up script that fails does not end the container: {setting}"
        return warned(summary, "set ENV S6_BEHAVIOUR_IF_STAGE2_FAILS=2 in the Dockerfile", IMAGE, **evidence)
    return passed(
        f"s6-overlay {found.overlay} is PID 1 and ends the container when a start-up script fails", **evidence
    )


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
