"""Is there memory left, and has the kernel killed for want of it?"""

from typing import Any

from jupyter_kfcheck.checks import scope, words
from jupyter_kfcheck.checks.check import PLATFORM, USER, Check, Remedy, Verdict, passed, skipped, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.memory import Memory
from jupyter_kfcheck.model import Advice, Struct, known

NEAR = 0.9  # of the limit
MUCH = 0.1  # of the limit, in shared memory
DAY = 86400.0
CLOSE = Remedy(
    "Close to the limit, or killed for want of memory",
    USER,
    "Shut down the kernels and terminals that you do not need, and load less data at a time.",
)
EMPTY_SHM = Remedy(
    "Shared memory takes a part of it",
    USER,
    "Delete what you do not need in /dev/shm, which counts as memory: `ls -lhS /dev/shm` shows what is big.",
)
MORE = Remedy(
    "The limit is too low for the work", PLATFORM, "Raise the container's limit: `resources.limits.memory` of its pod."
)
LOOK = Remedy(
    "The container was started again",
    PLATFORM,
    "See why it ended: `kubectl describe pod {pod}` names the last state. `OOMKilled` or exit code 137: raise the "
    "container's limit of memory.",
)
NODE = Remedy(
    "Killed, though the container has no limit", PLATFORM, "Give the container a limit and the node more room."
)


class Restarts(Struct):
    """How often this pod's container was started anew within a day, while the node went on; ``last`` in Unix time."""

    times: int
    last: int | None


def memory(found: Memory | None, facts: Facts, _contract: Contract) -> Verdict:
    """How close is the container to its limit of memory, and has the kernel killed a process for want of it?

    At the limit the kernel kills the largest process, without a word to its user: a kernel "dies" or "appears to have
    died. It will restart automatically", or the whole notebook vanishes and is back with exit code 137 ("OOMKilled").

    How it is judged: by the counters of the container's cgroup, version 1 or 2. A process that was killed is a warning,
    and so is use above 90 % of the limit; file cache that the kernel can give back does not count. Where the whole
    container is killed these counters begin anew: then HOME's marker file shows that it was started again in the same
    pod within the last day, which is a warning as well. A node that was started again is none. Without a limit, and
    without a kill, all is well.

    Evidence: `limit` (bytes, null without one), `used`, `peak` (bytes, with file cache), `kills`, `restarts` within a
    day, `last_restart` (Unix time), `shm` (bytes in /dev/shm, which count), `cgroup` (version).
    """
    if found is None:
        return skipped("no cgroup tells how much memory this container may use")
    again = _restarts(found.seen_at, facts)
    shm = known(facts.runtime.shm)
    evidence: dict[str, Any] = {
        "limit": found.limit,
        "used": found.used,
        "peak": found.peak,
        "kills": found.kills,
        "restarts": again.times,
        "last_restart": again.last,
        "shm": shm.used if shm else None,
        "cgroup": found.version,
    }
    use = _use(found)
    if found.kills:
        processes = f"{found.kills} process{'es' if found.kills > 1 else ''}"
        advice = [CLOSE.fill(), *_shared(found, facts), MORE.fill() if found.limit else NODE.fill()]
        return warned(f"the kernel has killed {processes} for want of memory; {use}", *advice, **evidence)
    if found.limit and found.used >= NEAR * found.limit:
        advice = [CLOSE.fill(), *_shared(found, facts), MORE.fill()]
        return warned(f"{use}: at the limit the kernel kills what uses most", *advice, **evidence)
    if again.times:
        pod = known(facts.container.host_name) or "POD"
        summary = f"the container was started again {_times(again.times)} in this pod within a day; {use}"
        return warned(summary, LOOK.fill(pod=pod), CLOSE.fill(), **evidence)
    return passed(use if found.kills is not None else f"{use}; this kernel does not count kills", **evidence)


def _use(found: Memory) -> str:
    if not found.limit:
        return f"{words.size(found.used)} are in use, without a limit"
    return f"{words.size(found.used)} of {words.size(found.limit)} are in use"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _shared(found: Memory, facts: Facts) -> list[Advice]:
    shm = known(facts.runtime.shm)
    return [EMPTY_SHM.fill()] if shm and shm.used >= MUCH * (found.limit or found.used or 1) else []


def _restarts(seen_at: float, facts: Facts) -> Restarts:
    """By HOME's marks of this very pod: each container of it has a writable layer of its own."""
    mark, table, began = known(facts.home.mark), known(facts.mounts.table), known(facts.container.started_at)
    life, boot = scope.life(facts), known(facts.container.boot_id)
    if not mark or not table or not table.layer or life is None or began is None:
        return Restarts(0, None)
    starts = {table.layer: began}
    for record in mark.records:
        if record.layer and (record.life, record.boot) == (life, boot):
            starts.setdefault(record.layer, record.time)
    again = [start for start in sorted(starts.values())[1:] if seen_at - start < DAY]
    return Restarts(len(again), round(again[-1]) if again else None)


CHECK = Check(
    id="runtime.memory",
    title="memory",
    judge=memory,
    reads=(
        "runtime.memory",
        "runtime.shm",
        "home.mark",
        "container.started_at",
        "container.host_name",
        "container.boot_id",
        *scope.CONTAINER_READS,
    ),
    remedies=(CLOSE, EMPTY_SHM, MORE, LOOK, NODE),
)
