"""All vendors' findings on one machine, which the three checks share."""

import errno

from jupyter_kfcheck.checks.gpu import nvidia, vendors, view
from jupyter_kfcheck.checks.gpu.expectation import ANY
from jupyter_kfcheck.checks.gpu.finding import Finding, warn
from jupyter_kfcheck.checks.gpu.vendors import Present
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.gpu.nodes import NVIDIA
from jupyter_kfcheck.model import Status, Struct, Unknown

_ORDER = [Status.FAIL, Status.WARN, Status.SKIP]
# The findings after which other GPUs may still be used, and those after which nobody knows.
_SOME_LEFT = ("gpu-lost", "reset-required", "unknown", "too-few", "uuid-missing", "vendor-missing")
_NOT_KNOWN = ("nvml-slow", "driver-slow", "no-nvml")


class Decision(Struct):
    """``findings`` with the gravest first; ``unasked`` says why the drivers' answers are missing altogether."""

    view: View
    others: list[Present]
    findings: list[Finding]
    unasked: str | None

    @property
    def vendors(self) -> list[str]:
        """Whose accelerators are here."""
        return [*([NVIDIA] if self.view.gpus else []), *(other.vendor for other in self.others)]

    @property
    def trouble(self) -> str | None:
        """What keeps programs from the accelerators, as a sentence; None where nothing does."""
        if self.unasked:
            return self.unasked
        return next((finding.summary for finding in self.findings if not finding.usable), None)

    @property
    def usable(self) -> int | None:
        """How many accelerators programs can use; None where nobody knows."""
        worst = self.findings[0] if self.findings else None
        if self.unasked or any(finding.cause in _NOT_KNOWN for finding in self.findings):
            return None
        count = sum(present.number for present in self.others if not present.finding)
        if worst is None or worst.usable or worst.cause in _SOME_LEFT:
            count += sum(max(1, len(device.mig)) for device in self.view.usable)
        return count


def decide(facts: Facts, contract: Contract) -> Decision:
    """Ask every rule."""
    here = view.of(facts, contract)
    others = vendors.decide(here)
    talk = facts.gpu.talk
    if (here.gpus or others) and here.talk is None:
        if isinstance(talk, Unknown) and talk.errno == errno.ETIMEDOUT:
            slow = warn("nvml-slow", f"the accelerator's driver {talk.reason}")
            return Decision(here, others, [slow], None)
        reason = talk.reason if isinstance(talk, Unknown) else "no facts"
        return Decision(here, others, [], f"the drivers were not asked: {reason}")
    missing = vendors.missing(here, others)
    found = [missing] if missing else nvidia.decide(here)
    if others and not here.gpus and here.expected.vendor in (ANY, *(present.vendor for present in others)):
        found = []  # another vendor's is what is meant
    found += [present.finding for present in others if present.finding]
    return Decision(here, others, sorted(found, key=lambda f: (f.usable, _ORDER.index(f.status))), None)
