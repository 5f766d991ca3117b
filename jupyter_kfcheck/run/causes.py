"""Which findings cause which: one full disk is one problem, however many checks it breaks."""

from jupyter_kfcheck.checks.check import Verdict
from jupyter_kfcheck.model import Status

FINDINGS = (Status.WARN, Status.FAIL, Status.ERROR)


def link(verdicts: dict[str, Verdict]) -> dict[str, str | None]:
    """For each check of the run the check that causes its finding, or None.

    A judge names candidates (`Verdict.because`); the first that has a finding of its own here is the cause. A cause
    that would lead back to its own effect is none.
    """
    causes: dict[str, str | None] = dict.fromkeys(verdicts)
    for id_, verdict in verdicts.items():
        if verdict.status not in FINDINGS:
            continue
        for candidate in verdict.because:
            found = verdicts.get(candidate)
            if found and found.status in FINDINGS and not _leads_to(candidate, id_, causes):
                causes[id_] = candidate
                break
    return causes


def _leads_to(start: str | None, goal: str, causes: dict[str, str | None]) -> bool:
    while start is not None:
        if start == goal:
            return True
        start = causes[start]
    return False
