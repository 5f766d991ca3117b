"""Do the services that s6 supervises stay up?"""

from collections.abc import Iterator
from errno import EACCES
from typing import Any

from jupyter_kfcheck.checks import grounds, words
from jupyter_kfcheck.checks.check import (
    IMAGE,
    PLATFORM,
    RUNNING,
    USER,
    Check,
    Remedy,
    Verdict,
    failed,
    passed,
    skipped,
    unsure,
)
from jupyter_kfcheck.checks.s6.init import SUPERVISOR
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.s6.services import Service
from jupyter_kfcheck.model import Advice, Status, Struct, Unknown, known

OWN = "kfcheck"
SHOWN = 20
LOOP_SECONDS, OFTEN_SECONDS, LOOP_DEATHS = 60, 600, 3
GRACE_SECONDS = 3  # s6 waits a second between two starts
HOME = ("home.writable", "home.space", "home.path", "runtime.state")  # what keeps most programs from starting

LOOP = Remedy(
    "A loop", IMAGE, "Read what {name} wrote to the container's log before it ended, and correct its `run` script."
)
LESS = Remedy(
    "Killed (SIGKILL)", USER, "Use less memory: end the kernels that you do not need, and load less data at once."
)
MEMORY = Remedy(
    "Killed (SIGKILL)",
    PLATFORM,
    "Give the notebook more memory: raise `resources.limits.memory` of its container. The node's kernel log says "
    "whether memory ran out.",
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
FIRST_SCRIPT = Remedy(
    "None is started",
    IMAGE,
    "Read the container's log from its beginning. A start-up script that `exited` with another number than 0, could "
    "not be run or took too long is the cause: correct that script.",
)
KILLED = "signal SIGKILL"


class Trouble(Struct):
    """What is the matter with a service, what to do about it, and which checks may know the cause."""

    status: Status
    words: str
    advice: tuple[Advice, ...]
    because: tuple[str, ...] = ()


def services(found: tuple[Service, ...], facts: Facts, _contract: Contract) -> Verdict:
    """Is a supervised service down or restarting in a loop?

    s6 starts a service again whenever it ends, once a second, for ever, and keeps the container running
    meanwhile: Kubeflow shows a green notebook, and behind it nothing answers ("no healthy upstream").
    S6_BEHAVIOUR_IF_STAGE2_FAILS does not change that, it is about start-up scripts.

    How it is judged: by s6-svstat and s6-svdt for each service but s6's own and kfcheck's. Three deaths within
    the last minute are a loop and fail; three within ten minutes are a warning. A service that should be up
    but has been down for 3 s, because s6 cannot start it or its `finish` gave up (exit code 125), fails. So does an
    image with services of which s6 supervises none, though its start-up is over: a script before them has failed.

    Evidence: `services`, each with `up`, `seconds` since then, `deaths` in the last ten minutes, how the last
    one ended, and what its `trouble` and `remedy` are.
    """
    watched = [service for service in found if service.name != OWN]
    if not watched:
        return _none(facts)
    found_out = [(service, trouble(service)) for service in watched]
    evidence = {"services": {service.name: _state(service, bad) for service, bad in found_out}}
    troubles = sorted(((s, bad) for s, bad in found_out if bad), key=lambda pair: pair[1].status is Status.WARN)
    if not troubles:
        return passed("; ".join(_well(watched)), **evidence)
    service, worst = troubles[0]
    others = [other.name for other, _ in troubles[1:]]
    more = f"; also in trouble: {words.listed(others)}" if others else ""
    return Verdict(worst.status, f"{service.name} {worst.words}{more}", evidence, worst.advice, worst.because)


def _well(found: list[Service]) -> Iterator[str]:
    """What the services do that are in no trouble: some may be off on purpose, or between two starts."""
    for said, members in (
        ("up", [s for s in found if s.up]),
        ("off, as the image has it", [s for s in found if not s.up and not s.normal]),
        ("starting again", [s for s in found if not s.up and s.normal]),
    ):
        if members:
            names = words.listed([service.name for service in members], len(members))
            yield f"{names} {'is' if len(members) == 1 else 'are'} {said}"


def _none(facts: Facts) -> Verdict:
    """None is supervised: s6 is not in charge, not there yet, or never came to them."""
    init, stage = known(facts.s6.init), facts.s6.stage
    runs = {s.service for s in known(facts.s6.scripts) or () if s.path.endswith("/run") and not s.missing}
    names = sorted(name for name in runs if name and name != OWN)
    if init is None or init.pid1 != SUPERVISOR or not names:
        return skipped("no service is supervised by s6 here")
    if isinstance(stage, Unknown):
        return unsure(f"s6 supervises no service, and whether it is still starting is not known: {stage.reason}")
    if stage:
        return skipped("s6 has not started the services yet", script=stage.script, seconds=stage.seconds)
    setting = f"S6_BEHAVIOUR_IF_STAGE2_FAILS is {init.behaviour or 'not set'}"
    return failed(
        f"s6 started none of the image's services ({words.listed(names)}), though its start-up is over",
        FIRST_SCRIPT.fill(),
        because=("s6.scripts", *HOME),
        services={},
        missing=names[:SHOWN],
        detail=f"a start-up script failed or took too long, and the container goes on without them: {setting}",
    )


def trouble(service: Service) -> Trouble | None:
    """What is the matter with a service, None where nothing is."""
    name = service.name
    last = f", last with {service.end}" if service.end else ""
    for seconds, status in ((LOOP_SECONDS, Status.FAIL), (OFTEN_SECONDS, Status.WARN)):
        deaths = sum(age <= seconds for age in service.deaths)
        if deaths >= LOOP_DEATHS:
            said = f"ended {deaths} times in {seconds // 60} min{last}"
            if service.end == KILLED:
                said += ", as the kernel does when memory runs out"
                return Trouble(status, said, (LESS.fill(), MEMORY.fill()))
            return Trouble(status, said, (LOOP.fill(name=name),), HOME)
    if service.up or not service.normal:
        return None
    if not service.wanted:
        advice = AGAIN.fill(name=name), WHY.fill(name=name)
        return Trouble(Status.FAIL, f"is down, and s6 does not start it again{last}", advice)
    if service.seconds < GRACE_SECONDS:
        return None
    return Trouble(Status.FAIL, f"is down: s6 cannot start it{last}", (MEND.fill(name=name),), ("s6.scripts",))


def _state(service: Service, bad: Trouble | None) -> dict[str, Any]:
    deaths = sum(age <= OFTEN_SECONDS for age in service.deaths)
    state = {"up": service.up, "seconds": service.seconds, "deaths": deaths, "last_end": service.end}
    return state | ({"trouble": bad.words, "remedy": bad.advice[0].text} if bad else {})


def _unknown(fact: Unknown, _facts: Facts, _contract: Contract) -> Verdict:
    if fact.errno == EACCES:
        return skipped("s6 runs as another user here, and only that user may ask for its services")
    return unsure(f"could not be judged: {fact.reason}", errno=fact.errno)


CHECK = Check(
    id="s6.services",
    title="services are up",
    judge=services,
    reads=("s6.services", "s6.stage", "s6.init", "s6.scripts"),
    remedies=(LOOP, LESS, MEMORY, AGAIN, WHY, MEND, FIRST_SCRIPT),
    requires=(grounds.S6,),
    phases=(RUNNING,),
    unknown=_unknown,
    ends_container=True,
)
