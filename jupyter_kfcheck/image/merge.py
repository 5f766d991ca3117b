"""One report out of what was seen from inside and from outside of a run."""

import time
from collections.abc import Iterable, Sequence

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.checks.check import FROM_OUTSIDE
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.outside import Outside, Start
from jupyter_kfcheck.image import plain
from jupyter_kfcheck.image.pods import Pod, Run
from jupyter_kfcheck.image.runs import Seen
from jupyter_kfcheck.model import SCHEMA_VERSION, Container, Report, Result, Status, Unknown
from jupyter_kfcheck.run import runner

FINDINGS = (Status.FAIL, Status.ERROR, Status.WARN)
OF_THIS_MACHINE = {
    "home.space": "the volume of this test is as large as this machine's disk",
    "volumes.data": "the platform's other volumes are not here",
    "runtime.shm": "the size of /dev/shm is the platform's choice",
}
"""What says nothing about the image, whatever it says here."""
OUTSIDE = {check.id for check in runner.select([], [], FROM_OUTSIDE)}
"""What is told better by who has started the container."""
PERSISTENT = "home.persistent"
ENDED = "the image had ended: this was looked at beside it, where nothing of s6 runs"
ONCE = "one start cannot tell: the run `second` tells"


def report(seen: Seen, pod: Pod, run: Run, empty: Facts, began: float) -> Report:
    """The report of a run. ``empty`` are facts of which nothing is known; ``began`` is Unix time."""
    contract = Contract(platform=pod.platform.name, port=pod.port)
    inside = seen.inside
    if inside is None and seen.why == plain.NO_PYTHON.reason:
        inside = plain.report(pod, empty, seen.server, seen.who, began)
    seen_inside = [result for result in inside.checks if result.id not in OUTSIDE] if inside else []
    results = [_of_the_image(result, run) for result in seen_inside] if inside else [_no_inside(seen)]
    if seen.kept:
        results = [seen.kept if (r.id, r.status) == (seen.kept.id, Status.PASS) else r for r in results]
    outside = _judge(seen.outside, empty, contract, began)
    results = [_silenced(result, seen.outside.start) for result in results]
    results += [_linked(result, results, because) for result, because in outside]
    order = [*BY_ID, "kfcheck.run"]
    results.sort(key=lambda result: order.index(result.id) if result.id in order else len(order))
    return assemble(results, inside, pod.platform.name, began)


def assemble(results: list[Result], inside: Report | None, platform: str, began: float) -> Report:
    """A report of these results; who and where come from the one from inside."""
    return Report(
        schema_version=SCHEMA_VERSION,
        kfcheck_version=__version__,
        status=Status.worst([result.status for result in results]),
        phase="running",
        kind=inside.kind if inside else "unknown",
        platform=platform,
        started_at=runner.stamp(began),
        duration_seconds=round(time.time() - began, 3),
        counts={status.value: sum(result.status is status for result in results) for status in Status},
        container=inside.container if inside else Container(),
        checks=results,
    )


def without(report: Report, skip: Sequence[str]) -> Report:
    """The report without these checks and categories."""
    results = [result for result in report.checks if not {result.id, result.category} & set(skip)]
    counts = {status.value: sum(result.status is status for result in results) for status in Status}
    status = Status.worst([result.status for result in results])
    return report._replace(checks=results, counts=counts, status=status)


def _judge(outside: Outside, empty: Facts, contract: Contract, began: float) -> list[tuple[Result, tuple[str, ...]]]:
    facts = empty._replace(outside=outside)
    checks = runner.select([], [], FROM_OUTSIDE)
    judged = runner.judge(facts, contract, checks, FROM_OUTSIDE, began).checks
    if outside.start == plain.NO_PORT:
        return [(plain.skip(result, plain.NO_PORT), ()) for result in judged]
    return [
        (result, runner.verdict(check, facts, contract).because) for result, check in zip(judged, checks, strict=True)
    ]


def _silenced(result: Result, start: Start | Unknown) -> Result:
    """A server that never answers has no other fault that could be told: it is asked while it still does not."""
    if not isinstance(start, Start) or start.answered is not None or result.category != "server" or result.because:
        return result
    follows = result.status is Status.ERROR or (start.gateway and result.status in FINDINGS)
    return result._replace(because="server.start") if follows and result.id != "server.port" else result


def _linked(result: Result, others: Iterable[Result], because: tuple[str, ...]) -> Result:
    """The result with its cause, which is the first of ``because`` that has a finding in this run."""
    if result.status not in FINDINGS:
        return result
    found = {other.id for other in others if other.status in FINDINGS}
    return result._replace(because=next((id_ for id_ in because if id_ in found), None))


def _of_the_image(result: Result, run: Run) -> Result:
    reason = OF_THIS_MACHINE.get(result.id)
    if result.id == PERSISTENT and run.fresh:
        reason = ONCE
    if result.id == "s6.init" and result.status is Status.WARN and result.evidence.get("pid1") == "sleep":
        reason = ENDED
    if not reason:
        return result
    return result._replace(status=Status.SKIP, summary=reason, remedies=[], remedy=None, remedy_by=None, because=None)


def not_run(why: Unknown) -> Result:
    """What stands for a run that this engine cannot make."""
    check = BY_ID["server.port"]
    return Result(check.id, check.category, check.title, Status.SKIP, why.reason)


def _no_inside(seen: Seen) -> Result:
    """Why nobody could look from inside, though there is a Python: that is kfcheck's own failure."""
    start = seen.outside.start
    because = "server.start" if isinstance(start, Start) and start.problem else None  # then there is no inside
    said = f"not looked at from inside: {seen.why}"
    return Result("kfcheck.run", "kfcheck", "kfcheck's own run", Status.ERROR, said, because=because)
