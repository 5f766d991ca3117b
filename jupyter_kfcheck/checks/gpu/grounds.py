"""What the questions about driver and frameworks stand on: a GPU that is here, one that programs can use."""

from jupyter_kfcheck.checks.check import Ground, Verdict, skipped, unsure
from jupyter_kfcheck.checks.gpu import builds, decision, versions, view
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import Unknown


def _not_seen(facts: Facts) -> Verdict | None:
    """For what could not be looked at, which is not the same as what is not there."""
    for what, fact in (("a GPU is here", facts.gpu.nodes), ("the driver's libraries are here", facts.gpu.libraries)):
        if isinstance(fact, Unknown):
            said = unsure(f"whether {what} is not known: {fact.reason}", errno=fact.errno)
            return said._replace(because=("gpu.visible",))
    return None


def _nvidia(facts: Facts, contract: Contract) -> Verdict | None:
    if unseen := _not_seen(facts):
        return unseen
    return None if view.of(facts, contract).gpus else skipped("no NVIDIA GPU is here")


NVIDIA_GPU = Ground("an NVIDIA GPU", view.READS, _nvidia)


def _usable(facts: Facts, contract: Contract) -> Verdict | None:
    if unseen := _not_seen(facts):
        return unseen
    installed = versions.effective(facts)
    said = {"frameworks": [builds.described(build) for build in installed]}
    found = decision.decide(facts, contract)
    if not found.vendors:
        return skipped("; ".join(["no GPU is here", *([builds.listed(installed)] if installed else [])]), **said)
    return troubled(found, **said)


def troubled(found: decision.Decision, **evidence: object) -> Verdict | None:
    """Why nothing more is asked where programs cannot use the GPU, or nobody knows; None where they can."""
    if found.trouble is None:
        return None
    if found.view.talk is None:
        return unsure(found.trouble, **evidence)._replace(because=("gpu.visible",))
    return skipped(found.trouble, **evidence)


USABLE = Ground("an accelerator that programs can use", (*view.READS, "gpu.home_frameworks"), _usable)
