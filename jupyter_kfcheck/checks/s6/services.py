"""Do the services that s6 supervises stay up?"""

from errno import EACCES
from typing import Any, NamedTuple

from jupyter_kfcheck.checks.registry import IMAGE, RUNNING, Verdict, check, passed, skipped, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.s6.services import Service
from jupyter_kfcheck.model import Status, Unknown

OWN = "kfcheck"
LOOP_SECONDS, OFTEN_SECONDS, LOOP_DEATHS = 60, 600, 3
GRACE_SECONDS = 3  # s6 waits a second between two starts


class Trouble(NamedTuple):
    """What is the matter with a service, and what to look at."""

    status: Status
    words: str
    remedy: str


@check("s6.services", "services are up", reads="s6.services", phases=(RUNNING,), judges_unknown=True)
def services(facts: Facts, _contract: Contract) -> Verdict:
    """Is a supervised service down or restarting in a loop?

    s6 starts a service again whenever it ends, once a second, for ever, and keeps the container running
    meanwhile: Kubeflow shows a green notebook, and behind it nothing answers ("no healthy upstream").
    S6_BEHAVIOUR_IF_STAGE2_FAILS does not change that, it is about start-up scripts.

    How it is judged: by s6-svstat and s6-svdt for each service but s6's own and kfcheck's. Three deaths within
    the last minute are a loop and fail; three within ten minutes are a warning. A service that should be up
    but has been down for 3 s, because s6 cannot start it or its `finish` gave up (exit code 125), fails.

    Evidence: `services`, each with `up`, `seconds` since then, `deaths` in the last ten minutes, how the last
    one ended, and what its `trouble` and `remedy` are.

    Remedies:
    - A loop, image: read the last lines that the service wrote to the container's log; start its `run` by hand.
    - Cannot be started, image: see s6.scripts.
    - At once, user: stop and start the notebook.
    """
    found = facts.s6.services
    if isinstance(found, Unknown) and found.errno == EACCES:
        return skipped("s6 runs as another user here, which alone may ask for its services")
    if isinstance(found, Unknown):
        return unsure(f"the services could not be asked for: {found.reason}")
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
    return Verdict(worst, f"{service.name} {trouble.words}{more}", evidence, trouble.remedy, IMAGE)


def _trouble(service: Service) -> Trouble | None:
    name = service.name
    last = f", last with {service.end}" if service.end else ""
    for seconds, status in ((LOOP_SECONDS, Status.FAIL), (OFTEN_SECONDS, Status.WARN)):
        deaths = sum(age <= seconds for age in service.deaths)
        if deaths >= LOOP_DEATHS:
            remedy = f"read what {name} wrote to the container's log before it ended, and mend its run script"
            return Trouble(status, f"ended {deaths} times in {seconds // 60} min{last}", remedy)
    if service.up or not service.normal:
        return None
    if not service.wanted:
        return Trouble(Status.FAIL, f"is down, and s6 does not start it again{last}", f"see why {name} ended")
    if service.seconds < GRACE_SECONDS:
        return None
    return Trouble(
        Status.FAIL, f"is down: s6 cannot start it{last}", f"see s6.scripts for what is wrong with {name}/run"
    )


def _state(service: Service, trouble: Trouble | None) -> dict[str, Any]:
    deaths = sum(age <= OFTEN_SECONDS for age in service.deaths)
    state = {"up": service.up, "seconds": service.seconds, "deaths": deaths, "last_end": service.end}
    return state | ({"trouble": trouble.words, "remedy": trouble.remedy} if trouble else {})
