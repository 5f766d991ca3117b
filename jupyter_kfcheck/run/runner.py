"""One run: gather what the chosen checks stand on, judge it, build the report."""

import time
from collections.abc import Iterable

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.checks import CHECKS, scope
from jupyter_kfcheck.checks.registry import Check, Verdict, skipped, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import SCHEMA_VERSION, Report, Result, Status, Unknown
from jupyter_kfcheck.run.observe import ELSEWHERE, observe
from jupyter_kfcheck.run.summary import glance


def select(only: list[str], skip: list[str], phase: str) -> list[Check]:
    """The checks of a phase, by id or category, in their fixed order."""
    return [
        check
        for check in CHECKS.values()
        if phase in check.phases
        and (not only or check.id in only or check.category in only)
        and check.id not in skip
        and check.category not in skip
    ]


def run(contract: Contract, checks: list[Check], phase: str) -> Report:
    """Observe this machine and judge it, all within ``contract.timeout`` seconds."""
    return observe_and_judge(contract, checks, phase)[1]


def observe_and_judge(contract: Contract, checks: list[Check], phase: str) -> tuple[Facts, Report]:
    """As `run`, with the facts for who has more to do with them."""
    began, clock = time.time(), time.monotonic()
    facts = observe(contract, families(checks), contract.timeout)
    report = judge(facts, contract, checks, phase, began)
    return facts, report._replace(duration_seconds=round(time.monotonic() - clock, 6))


def families(checks: Iterable[Check]) -> set[str]:
    """The families of facts that these checks stand on; the first three are in every report."""
    return {"container", "mounts", "user"} | {check.reads.partition(".")[0] for check in checks}


def judge(facts: Facts, contract: Contract, checks: list[Check], phase: str, observed_at: float) -> Report:
    """The report on these facts, which were ``observed_at`` this Unix time; its duration is that of judging."""
    clock = time.monotonic()
    results = [_result(check, facts, contract) for check in checks]
    counts = {status.value: sum(r.status is status for r in results) for status in Status}
    return Report(
        schema_version=SCHEMA_VERSION,
        kfcheck_version=__version__,
        status=Status.worst([r.status for r in results]),
        phase=phase,
        kind=scope.kind(facts, contract),
        started_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(observed_at)),
        duration_seconds=round(time.monotonic() - clock, 6),
        counts=counts,
        container=glance(facts, results),
        checks=results,
    )


def _result(check: Check, facts: Facts, contract: Contract) -> Result:
    began = time.perf_counter()
    verdict = _verdict(check, facts, contract)
    severity = contract.severity.get(check.id)
    if severity and verdict.status in (Status.WARN, Status.FAIL):
        verdict = verdict._replace(status=Status(severity))
    seconds = facts.seconds.get(check.reads, 0.0) + time.perf_counter() - began
    return Result(
        id=check.id,
        category=check.category,
        title=check.title,
        status=verdict.status,
        summary=verdict.summary,
        evidence=verdict.evidence,
        remedy=verdict.remedy,
        remedy_by=verdict.remedy_by,
        duration_seconds=round(seconds, 6),
    )


def _verdict(check: Check, facts: Facts, contract: Contract) -> Verdict:
    """What the judge says, or why it is not asked. Its crash is an ``error`` of this check alone."""
    reason = contract.skip.get(check.id) or contract.skip.get(check.category)
    if reason:
        return skipped(reason)
    if check.kubeflow_only and (reason := scope.not_under_kubeflow(facts, contract)):
        return skipped(reason)
    family, _, part = check.reads.partition(".")
    fact = getattr(getattr(facts, family), part)
    if fact == ELSEWHERE:
        return skipped(ELSEWHERE.reason)
    if isinstance(fact, Unknown) and not check.judges_unknown:
        return unsure(f"could not be judged: {fact.reason}", errno=fact.errno)
    try:
        return check.judge(facts, contract)
    except Exception as crash:  # noqa: BLE001 - a judge that crashes costs its own check only
        return unsure(f"kfcheck itself failed here: {type(crash).__name__}: {crash}")
