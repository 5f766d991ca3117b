"""Can the platform's own activity script run in here?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, scope, words
from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, Check, Ground, Remedy, Verdict, passed, skipped, warned
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.platform import PodExec

INSTALL = Remedy(
    "Tools are missing",
    IMAGE,
    "Install them in the Dockerfile: {names}. The package coreutils has `cat`, `chmod` and `rm`, dash has `/bin/sh`.",
)
OPEN_TMP = Remedy("The folder /tmp cannot be written", IMAGE, "Open it in the Dockerfile: `RUN chmod 1777 /tmp`.")
MOUNT_TMP = Remedy(
    "The folder /tmp cannot be written, or runs no programs",
    PLATFORM,
    "Give /tmp an `emptyDir` of its own in the WorkspaceKind's `extraVolumes` and `extraVolumeMounts`.",
)
FREE_TMP = Remedy(
    "The folder /tmp is full",
    PLATFORM,
    "Stop and start the workspace, or give /tmp an `emptyDir` that is large enough.",
)


def activity(found: PodExec, facts: Facts, contract: Contract) -> Verdict:
    """Can Kubeflow v2 run its activity script in the container?

    Where the workspace kind's activity probe is `podExec`, Kubeflow v2 leaves a script in /tmp, makes it executable
    and runs it, all with the image's own `/bin/sh`, `cat`, `chmod` and `rm`. If that fails, an idle workspace is never
    paused: that costs money, not work. Kinds with a `jupyter` activity probe ask Jupyter instead (server.culling).

    How it is judged: the four programs must be there, and /tmp must be writable, not full, and not mounted `noexec`.
    Nothing is run or written. Where the IDE is Jupyter, a missing one is only a remark, for its kind can ask Jupyter.

    Evidence: `missing`, `writable`, `no_exec`, `errno`.
    """
    evidence: dict[str, Any] = {
        "missing": list(found.missing),
        "writable": found.writable,
        "no_exec": found.no_exec,
        "errno": words.error_name(found.errno),
    }
    said, advice = _problem(found)
    if not said:
        return passed("sh, cat, chmod, rm and an executable /tmp are there for an activity script", **evidence)
    if scope.kind(facts, contract) == common.JUPYTER:
        return passed(f"{said}; that matters only to activity probes of type podExec, not to jupyter", **evidence)
    return warned(f"an activity probe of type podExec cannot run: {said}", *advice, **evidence)


def _problem(found: PodExec) -> tuple[str, tuple[Any, ...]]:
    if found.missing:
        names = ", ".join(found.missing)
        return f"the image has no {names}", (INSTALL.fill(names=names),)
    if found.errno is not None:
        return f"the folder /tmp cannot be entered: {words.error(found.errno)}", (OPEN_TMP.fill(), MOUNT_TMP.fill())
    if found.no_exec:
        return "the folder /tmp is mounted noexec, so no program can run from it", (MOUNT_TMP.fill(),)
    if not found.writable:
        return "the folder /tmp cannot be written", (OPEN_TMP.fill(), MOUNT_TMP.fill())
    if not found.free_bytes:
        return "the folder /tmp is full", (FREE_TMP.fill(),)
    return "", ()


def _runs_scripts(facts: Facts, contract: Contract) -> Verdict | None:
    row = scope.platform(facts, contract)
    return None if row.pod_exec else skipped(f"{row.title} runs no activity script in the container")


CHECK = Check(
    id="platform.activity",
    title="the activity script",
    judge=activity,
    reads=("platform.pod_exec", *scope.KIND_READS, *scope.PLATFORM_READS),
    remedies=(INSTALL, OPEN_TMP, MOUNT_TMP, FREE_TMP),
    requires=(grounds.PLATFORM, Ground("a platform that runs such scripts", scope.PLATFORM_READS, _runs_scripts)),
)
