"""What a rule of the decision list says, and how it becomes a verdict."""

from typing import Any

from jupyter_kfcheck.checks.check import Verdict
from jupyter_kfcheck.checks.gpu.remedies import REMEDIES
from jupyter_kfcheck.model import Status, Struct


class Finding(Struct):
    """``cause`` is the slug in the evidence. ``usable``: programs can use the device in spite of it, and more may
    be found. ``remedy`` is the key of another entry of the `REMEDIES` where the cause's own does not fit.
    """

    status: Status
    cause: str
    summary: str
    usable: bool = False
    evidence: dict[str, Any] = {}
    remedy: str | None = None

    def verdict(self, because: tuple[str, ...] = (), **evidence: Any) -> Verdict:
        """The verdict, with ``evidence`` of the whole scene beside the finding's own, which fills in the remedies."""
        said = {"cause": self.cause} | self.evidence | evidence
        if self.status is Status.SKIP:
            return Verdict(self.status, self.summary, said)
        advice = tuple(remedy.fill(**self.evidence) for remedy in REMEDIES[self.remedy or self.cause])
        return Verdict(self.status, self.summary, said, advice, because)


def fail(cause: str, summary: str, remedy: str | None = None, **evidence: Any) -> Finding:
    """No program can use the device."""
    return Finding(Status.FAIL, cause, summary, evidence=evidence, remedy=remedy)


def warn(cause: str, summary: str, remedy: str | None = None, *, usable: bool = False, **evidence: Any) -> Finding:
    """It cannot be told whether programs can use the device, or (``usable``) they can, and it will hurt someone."""
    return Finding(Status.WARN, cause, summary, usable, evidence, remedy)


def skip(cause: str, summary: str) -> Finding:
    """Nothing was promised, and nothing is here."""
    return Finding(Status.SKIP, cause, summary)
