"""One run: gather what the chosen checks stand on, judge it, build the report."""

import time
from collections.abc import Iterable

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.checks import CHECKS, scope
from jupyter_kfcheck.checks.check import STARTUP, Check, Verdict, skipped, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.host.clock import SpentError, limited
from jupyter_kfcheck.model import SCHEMA_VERSION, Report, Result, Status, Unknown
from jupyter_kfcheck.run import causes, summary
from jupyter_kfcheck.run.observe import ELSEWHERE, observe

JUDGING_SECONDS, ALL_SECONDS = 0.5, 2.0
"""Of processor time for each check, and for all: they take a thousandth of it, so more is a fact that was made up."""

TOO_LONG = unsure("could not be judged in time: some fact is too long")


def select(only: list[str], skip: list[str], phase: str) -> list[Check]:
    """The checks of a phase, by id or category, in their fixed order."""
    return [
        check
        for check in CHECKS
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
    facts = observe(contract, families(checks, phase), contract.timeout)
    report = judge(facts, contract, checks, phase, began)
    return facts, report._replace(duration_seconds=round(time.monotonic() - clock, 6))


def families(checks: Iterable[Check], phase: str) -> set[str]:
    """The families of facts that these checks read; the first three are in every report.

    At start-up no server runs yet, so none is looked for.
    """
    read = {"container", "mounts", "user"}.union(*(check.families for check in checks))
    return read - {"server"} if phase == STARTUP else read


def judge(facts: Facts, contract: Contract, checks: list[Check], phase: str, observed_at: float) -> Report:
    """The report on these facts, which were ``observed_at`` this Unix time; its duration is that of judging."""
    clock, computing = time.monotonic(), time.process_time()
    began = stamp(observed_at)
    verdicts: dict[str, Verdict] = {}
    seconds: dict[str, float] = {}
    for check in checks:
        start = time.perf_counter()
        spent = time.process_time() - computing > ALL_SECONDS
        verdicts[check.id] = TOO_LONG if spent else verdict(check, facts, contract)
        seconds[check.id] = facts.seconds.get(check.reads[0], 0.0) + time.perf_counter() - start
    because = causes.link(verdicts)
    seen = {check.id: _seen_at(check, facts, observed_at, contract.timeout) for check in checks}
    results = [result(c, verdicts[c.id], seen[c.id], because[c.id], seconds[c.id]) for c in checks]
    counts = {status.value: sum(r.status is status for r in results) for status in Status}
    return Report(
        schema_version=SCHEMA_VERSION,
        kfcheck_version=__version__,
        status=Status.worst([r.status for r in results]),
        phase=phase,
        kind=scope.kind(facts, contract),
        platform=scope.platform(facts, contract).name,
        started_at=began,
        duration_seconds=round(time.monotonic() - clock, 6),
        counts=counts,
        container=summary.container(facts, results),
        checks=results,
    )


def _seen_at(check: Check, facts: Facts, observed_at: float, timeout: float) -> str:
    """When the check's own fact was seen, which may be in an earlier run: beside ``trials`` there is ``trials_at``.

    A later run tells the same time. One beyond the end of this run, which began at ``observed_at``, is no time at all.
    """
    family, _, part = check.reads[0].partition(".")
    at = getattr(getattr(facts, family), f"{part}_at", None)
    seen = summary.stamp(at) if isinstance(at, float) and at <= observed_at + timeout else None
    return seen or stamp(observed_at)


def stamp(at: float) -> str:
    """A Unix time as RFC 3339 has it, in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def result(check: Check, said: Verdict, observed_at: str, because: str | None = None, seconds: float = 0.0) -> Result:
    """What a report says of a check: its verdict, when its facts were seen, and whose finding it follows from."""
    first = said.advice[0] if said.advice else None
    return Result(
        id=check.id,
        category=check.category,
        title=check.title,
        status=said.status,
        summary=said.summary,
        evidence=said.evidence,
        remedies=list(said.advice),
        remedy=first.text if first else None,
        remedy_by=first.by if first else None,
        because=because,
        observed_at=observed_at,
        duration_seconds=round(seconds, 6),
    )


def verdict(check: Check, facts: Facts, contract: Contract) -> Verdict:
    """What the judge says, or why it is not asked. Its crash is an ``error`` of this check alone."""
    reason = contract.skip.get(check.id) or contract.skip.get(check.category)
    if reason:
        return skipped(reason)
    try:
        with limited(JUDGING_SECONDS):
            said = _judged(check, facts, contract)
    except SpentError:
        return TOO_LONG
    except Exception as crash:  # noqa: BLE001 - a judge that crashes costs its own check only
        return unsure("kfcheck itself failed here", crash=f"{type(crash).__name__}: {crash}")
    severity = contract.severity.get(check.id)
    return said._replace(status=Status(severity)) if severity and said.status in (Status.WARN, Status.FAIL) else said


def _judged(check: Check, facts: Facts, contract: Contract) -> Verdict:
    family, _, part = check.reads[0].partition(".")
    fact = getattr(getattr(facts, family), part)
    if fact == ELSEWHERE:
        return skipped(ELSEWHERE.reason)
    for ground in check.requires:
        if lacking := ground.lacks(facts, contract):
            return lacking
    if not isinstance(fact, Unknown):
        return check.judge(fact, facts, contract)
    if check.unknown:
        return check.unknown(fact, facts, contract)
    return unsure(f"could not be judged: {fact.reason}", errno=fact.errno)
