"""One report out of what was seen from inside and from outside of a run."""

import time
from collections.abc import Iterable

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.checks.check import FROM_OUTSIDE, RUNNING
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.outside import Outside
from jupyter_kfcheck.image.pods import Pod, Run
from jupyter_kfcheck.image.runs import NO_PYTHON, Seen
from jupyter_kfcheck.model import SCHEMA_VERSION, Container, Report, Result, Status
from jupyter_kfcheck.run import runner

FINDINGS = (Status.FAIL, Status.ERROR, Status.WARN)
OF_THIS_MACHINE = {
    "home.space": "the volume of this test is as large as this machine's disk",
    "volumes.data": "the platform's other volumes are not here",
    "runtime.shm": "the size of /dev/shm is the platform's choice",
}
"""What says nothing about the image, whatever it says here."""
PERSISTENT = "home.persistent"
ENDED = "the image had ended: this was looked at beside it, where nothing of s6 runs"
ONCE = "one start cannot tell: the run `second` tells"


def report(seen: Seen, pod: Pod, run: Run, empty: Facts, began: float) -> Report:
    """The report of a run. ``empty`` are facts of which nothing is known; ``began`` is Unix time."""
    contract = Contract(platform=pod.platform.name, port=pod.port)
    results = [_of_the_image(result, run) for result in seen.inside.checks] if seen.inside else []
    if seen.inside is None:
        results = _no_inside(seen)
    outside = _judge(seen.outside, empty, contract, began)
    results += [_linked(result, results, because) for result, because in outside]
    order = [*BY_ID, "kfcheck.run"]
    results.sort(key=lambda result: order.index(result.id) if result.id in order else len(order))
    return assemble(results, seen.inside, pod.platform.name, began)


def assemble(results: list[Result], inside: Report | None, platform: str, began: float) -> Report:
    """A report of these results; who and where come from the one from inside."""
    return Report(
        schema_version=SCHEMA_VERSION,
        kfcheck_version=__version__,
        status=Status.worst([result.status for result in results]),
        phase="running",
        kind=inside.kind if inside else "unknown",
        platform=platform,
        started_at=stamp(began),
        duration_seconds=round(time.time() - began, 3),
        counts={status.value: sum(result.status is status for result in results) for status in Status},
        container=inside.container if inside else Container(),
        checks=results,
    )


def stamp(moment: float) -> str:
    """RFC 3339 of a Unix time."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def _judge(outside: Outside, empty: Facts, contract: Contract, began: float) -> list[tuple[Result, tuple[str, ...]]]:
    facts = empty._replace(outside=outside)
    checks = runner.select([], [], FROM_OUTSIDE)
    judged = runner.judge(facts, contract, checks, FROM_OUTSIDE, began).checks
    return [
        (result, runner.verdict(check, facts, contract).because) for result, check in zip(judged, checks, strict=True)
    ]


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


def _no_inside(seen: Seen) -> list[Result]:
    """Without a Python nobody can look from inside, which is no failure; anything else is kfcheck's own."""
    if seen.why == NO_PYTHON.reason:
        checks = runner.select([], [], RUNNING)
        return [Result(check.id, check.category, check.title, Status.SKIP, seen.why) for check in checks]
    return [
        Result("kfcheck.run", "kfcheck", "kfcheck's own run", Status.ERROR, f"not looked at from inside: {seen.why}")
    ]
