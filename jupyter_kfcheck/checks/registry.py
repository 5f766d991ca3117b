"""How a judgement is written down: a pure function with an id, a title and its explanation as docstring."""

from collections.abc import Callable
from typing import Any, NamedTuple

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import Status

STARTUP, RUNNING = "startup", "running"
PHASES = (STARTUP, RUNNING)
USER, IMAGE, PLATFORM = "user", "image", "platform"


class Verdict(NamedTuple):
    """What a check says. ``warn`` and ``fail`` carry a remedy and who can apply it."""

    status: Status
    summary: str
    evidence: dict[str, Any] = {}
    remedy: str | None = None
    remedy_by: str | None = None


Judge = Callable[[Facts, Contract], Verdict]


class Check(NamedTuple):
    """One question.

    ``reads`` names the part of the facts it stands on (``home.space``): the runner turns an `Unknown`
    there into ``error``, unless ``judges_unknown``. ``kubeflow_only`` checks are skipped elsewhere.
    """

    id: str
    title: str
    judge: Judge
    reads: str
    phases: tuple[str, ...]
    kubeflow_only: bool
    judges_unknown: bool

    @property
    def category(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    @property
    def explanation(self) -> str:
        """The judge's docstring, which is what ``kfcheck explain`` prints."""
        lines = (self.judge.__doc__ or "").expandtabs().splitlines()
        return "\n".join([lines[0], *(line.removeprefix("    ") for line in lines[1:])]).strip() if lines else ""


CHECKS: dict[str, Check] = {}


def check(
    id_: str,
    title: str,
    *,
    reads: str,
    phases: tuple[str, ...] = PHASES,
    kubeflow_only: bool = False,
    judges_unknown: bool = False,
) -> Callable[[Judge], Judge]:
    """Register a judge; the order of registration is the order of every report."""

    def register(judge: Judge) -> Judge:
        CHECKS[id_] = Check(id_, title, judge, reads, phases, kubeflow_only, judges_unknown)
        return judge

    return register


def passed(summary: str, **evidence: Any) -> Verdict:
    """The requirement holds, and the evidence says how we know."""
    return Verdict(Status.PASS, summary, evidence)


def skipped(summary: str, **evidence: Any) -> Verdict:
    """It does not apply here; the summary says why."""
    return Verdict(Status.SKIP, summary, evidence)


def unsure(summary: str, **evidence: Any) -> Verdict:
    """kfcheck itself could not judge."""
    return Verdict(Status.ERROR, summary, evidence)


def warned(summary: str, remedy: str, by: str, **evidence: Any) -> Verdict:
    """It works today and will hurt someone."""
    return Verdict(Status.WARN, summary, evidence, remedy, by)


def failed(summary: str, remedy: str, by: str, **evidence: Any) -> Verdict:
    """The requirement is broken."""
    return Verdict(Status.FAIL, summary, evidence, remedy, by)
