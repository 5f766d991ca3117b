"""Nobody answers: not yet, or not any more? What s6 says of the moment decides it."""

from jupyter_kfcheck import kinds
from jupyter_kfcheck.checks.s6 import services
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.s6.services import Service
from jupyter_kfcheck.facts.s6.stage import Stage
from jupyter_kfcheck.model import known

READS = ("s6.services", "s6.stage")
SECONDS = 60  # that an IDE on a slow volume may take from its start to its first answer


def not_yet(facts: Facts) -> str | None:
    """Why nothing answers yet, in words; None where the IDE has had its time or does not stay up, or s6 is silent."""
    if stage := known(facts.s6.stage):
        return f"not started yet: {at(stage)}"
    service = _ide(facts)
    if service is None or services.trouble(service):
        return None
    after = f", after it ended with {service.end}" if service.deaths else ""
    if service.up and service.seconds < SECONDS:
        return f"still starting: s6 started {service.name} {service.seconds} s ago{after}"
    return None if service.up or not service.wanted else f"still starting: s6 starts {service.name} again{after}"


def broken(facts: Facts) -> bool:
    """Whether s6 cannot keep the IDE up: then no flag of it is to blame."""
    service = _ide(facts)
    return bool(service and services.trouble(service))


def at(stage: Stage) -> str:
    """Where s6's start-up is, in words."""
    what = f"s6 runs {stage.script}" if stage.script else "s6 is still at its start-up scripts"
    return what if stage.seconds is None else f"{what}, since {stage.seconds} s"


def _ide(facts: Facts) -> Service | None:
    """The service that is the IDE: by its name, else the one that was started last."""
    found = [service for service in known(facts.s6.services) or () if service.name != services.OWN]
    named = [service for service in found if service.name in kinds.SERVICES]
    return min(named or found, key=lambda service: service.seconds, default=None)
