"""Do the services that s6 supervises stay up?"""

from errno import EACCES
from typing import Any, NamedTuple

from jupyter_kfcheck.checks import grounds
from jupyter_kfcheck.checks.check import IMAGE, RUNNING, USER, Check, Remedy, Verdict, passed, skipped, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.s6.services import Service
from jupyter_kfcheck.model import Advice, Status, Unknown

OWN = "kfcheck"
LOOP_SECONDS, OFTEN_SECONDS, LOOP_DEATHS = 60, 600, 3
GRACE_SECONDS = 3  # s6 waits a second between two starts
HOME = ("home.writable", "home.space", "home.path")  # what keeps most programs from starting

LOOP = Remedy(
    "A loop", IMAGE, "Read what {name} wrote to the container's log before it ended, and correct its `run` script."
)
AGAIN = Remedy("Down, and not started again", USER, "Stop and start the notebook: s6 then starts {name} again.")
WHY = Remedy(
    "Down, and not started again", IMAGE, "Read in the container's log why {name} ended, and correct its `run` script."
)
MEND = Remedy(
    "Cannot be started",
    IMAGE,
    "Correct the `run` script of {name}: it must exist, be executable and begin with an interpreter that exists.",
)


class Trouble(NamedTuple):
    """What is the matter with a service, what to do about it, and which checks may know the cause."""

    status: Status
    words: str
    advice: tuple[Advice, ...]
    because: tuple[str, ...] = ()


def services(found: tuple[Service, ...], _facts: Facts, _contract: Contract) -> Verdict:
    """Is a supervised service down or restarting in a loop?

    s6 starts a service again whenever it ends, once a second, for ever, and keeps the container running
    meanwhile: Kubeflow shows a green notebook, and behind it nothing answers ("no healthy upstream").
    S6_BEHAVIOUR_IF_STAGE2_FAILS does not change that, it is about start-up scripts.

    How it is judged: by s6-svstat and s6-svdt for each service but s6's own and kfcheck's. Three deaths within
    the last minute are a loop and fail; three within ten minutes are a warning. A service that should be up
    but has been down for 3 s, because s6 cannot start it or its `finish` gave up (exit code 125), fails.

    Evidence: `services`, each with `up`, `seconds` since then, `deaths` in the last ten minutes, how the last
    one ended, and what its `trouble` and `remedy` are.
    """
    watched = [service for service in found if service.name != OWN]
    if not watched:
        return skipped("no service is supervised by s6 here")
    found_out = [(service, _trouble(service)) for service in watched]
    evidence = {"services": {service.name: _state(service, trouble) for service, trouble in found_out}}
    troubles = [(service, trouble) for service, trouble in found_out if trouble]
    if not troubles:
        names = ", ".join(service.name for service in watched)
        return passed(f"{names} {'is' if len(watched) == 1 else 'are'} up", **evidence)
    worst = Status.worst([trouble.status for _, trouble in troubles])
    service, trouble = next((s, t) for s, t in troubles if t.status is worst)
    more = f", and {len(troubles) - 1} more in trouble" if len(troubles) > 1 else ""
    return Verdict(worst, f"{service.name} {trouble.words}{more}", evidence, trouble.advice, trouble.because)


def _trouble(service: Service) -> Trouble | None:
    name = service.name
    last = f", last with {service.end}" if service.end else ""
    for seconds, status in ((LOOP_SECONDS, Status.FAIL), (OFTEN_SECONDS, Status.WARN)):
        deaths = sum(age <= seconds for age in service.deaths)
        if deaths >= LOOP_DEATHS:
            said = f"ended {deaths} times in {seconds // 60} min{last}"
            return Trouble(status, said, (LOOP.fill(name=name),), HOME)
    if service.up or not service.normal:
        return None
    if not service.wanted:
        advice = AGAIN.fill(name=name), WHY.fill(name=name)
        return Trouble(Status.FAIL, f"is down, and s6 does not start it again{last}", advice)
    if service.seconds < GRACE_SECONDS:
        return None
    return Trouble(Status.FAIL, f"is down: s6 cannot start it{last}", (MEND.fill(name=name),), ("s6.scripts",))


def _state(service: Service, trouble: Trouble | None) -> dict[str, Any]:
    deaths = sum(age <= OFTEN_SECONDS for age in service.deaths)
    state = {"up": service.up, "seconds": service.seconds, "deaths": deaths, "last_end": service.end}
    return state | ({"trouble": trouble.words, "remedy": trouble.advice[0].text} if trouble else {})


def _unknown(fact: Unknown, _facts: Facts, _contract: Contract) -> Verdict:
    if fact.errno == EACCES:
        return skipped("s6 runs as another user here, and only that user may ask for its services")
    return unsure(f"could not be judged: {fact.reason}", errno=fact.errno)


CHECK = Check(
    id="s6.services",
    title="services are up",
    judge=services,
    reads=("s6.services",),
    remedies=(LOOP, AGAIN, WHY, MEND),
    requires=(grounds.S6,),
    phases=(RUNNING,),
    unknown=_unknown,
)
