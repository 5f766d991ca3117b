"""How long until the first answer, and what of the log speaks of an error?"""

from typing import Any

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.check import (
    FROM_OUTSIDE,
    IMAGE,
    RUNNING,
    Check,
    Remedy,
    Verdict,
    failed,
    passed,
    skipped,
    unsure,
)
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.outside import NOT_STARTED, Probed, Start
from jupyter_kfcheck.model import Unknown

CAUSES = (
    "home.path",
    "home.writable",
    "s6.init",
    "s6.scripts",
    "s6.services",
    "runtime.dir",
    "user.uid",
    "server.port",
)
"""Whose finding explains that the IDE does not start, the likeliest first."""
MEND = Remedy(
    "Ended, or silent",
    IMAGE,
    "Fix what the last lines of its log name: they are in the evidence. To see it yourself, start the image with the "
    "user, the variables and the empty volume that this run names.",
)
OFFLINE = Remedy(
    "Ended, or silent, without a network",
    IMAGE,
    "Have the Dockerfile download what the start needs: a `RUN` step has a network, a notebook's pod may have none.",
)
DOCKERFILE = Remedy(
    "The container engine cannot start the image",
    IMAGE,
    "Fix USER, ENTRYPOINT or CMD in the Dockerfile, whichever the message names.",
)
ANSWER = Remedy(
    "The path of the platform's own probe",
    IMAGE,
    "Answer `GET {path}` with 2xx or 3xx within {limit} s, with a proxy such as nginx where the IDE cannot.",
)


def start(probed: Probed | Unknown | None, facts: Facts, contract: Contract) -> Verdict:
    """How long is it from the container's start to the first answer, and does it answer at all?

    A container that runs is all that Kubeflow asks before it shows a green tick. Whether an IDE is behind it shows
    when the user connects. Open Data Hub kills a workbench that does not answer `NB_PREFIX/api` in 1 s, three times
    in a row, whatever IDE it is. An image whose start downloads something stays silent in a cluster without internet.

    How it is judged: `kfcheck image` starts the image and asks the platform's port until any HTTP answer comes. No
    answer in time, or a container that ends, is a failure. So is a wrong or a slow answer to the platform's own probe,
    where it has one. Lines of the log that speak of an error are named, and fail nothing. In a running notebook only
    that probe's path can be asked.

    Evidence: `seconds` to the first answer, `waited`, `exit_code`, `log` (its last lines), `errors`, `probe`.
    """
    found = facts.outside.start
    return _inside(probed, found, facts, contract) if isinstance(found, Unknown) else _started(found, facts, contract)


def _started(found: Start, facts: Facts, contract: Contract) -> Verdict:
    evidence: dict[str, Any] = {
        "seconds": found.answered,
        "waited": found.waited,
        "exit_code": found.exit_code,
        "network": found.network,
        "errors": list(found.errors),
    }
    if found.problem:
        return failed(
            "the container engine cannot start the image", DOCKERFILE.fill(), detail=found.problem, **evidence
        )
    if found.answered is None:
        evidence |= {"log": list(found.log), "detail": found.log[-1] if found.log else "its log is empty"}
        advice = (() if found.network else (OFFLINE.fill(),)) + (MEND.fill(),)
        return failed(_silent(found), *advice, because=CAUSES, **evidence)
    if found.probed:
        evidence["probe"] = _probe(found.probed)
        if problem := _unfit(found.probed):
            return _stopped(found.probed, problem, evidence, facts, contract)
    said = f"; {_lines(len(found.errors))} of its log: {found.errors[0]}" if found.errors else ""
    return passed(f"answers {found.answered:.1f} s after its start{said}", **evidence)


def _inside(probed: Probed | Unknown | None, outside: Unknown, facts: Facts, contract: Contract) -> Verdict:
    if outside != NOT_STARTED:
        return unsure(f"how the start went is not known: {outside.reason}")
    if unknown := scope.platform_unknown(facts, contract):
        return unsure(unknown)
    row = scope.platform(facts, contract)
    if not row.answers:
        return skipped(f"{row.title} does not probe the notebook; how long the start takes `kfcheck image` can tell")
    if isinstance(probed, Unknown):
        return unsure(f"the path that {row.title} probes was not asked: {probed.reason}")
    if probed is None:
        return skipped(f"the path that {row.title} probes was not asked: no server answered")
    evidence = {"probe": _probe(probed)}
    if problem := _unfit(probed):
        return _stopped(probed, problem, evidence, facts, contract)
    return passed(f"answers {row.title}'s probe of {probed.path} in {probed.seconds:.2f} s", **evidence)


def _stopped(probed: Probed, problem: str, evidence: dict[str, Any], facts: Facts, contract: Contract) -> Verdict:
    summary = f"{scope.platform(facts, contract).title} would stop the container: GET {probed.path} {problem}"
    because = ("server.prefix",) if probed.status == 404 else ()
    advice = ANSWER.fill(path=probed.path, limit=f"{probed.limit:g}")
    return failed(summary, advice, because=because, **evidence)


def _lines(number: int) -> str:
    return "an error in a line" if number == 1 else f"errors in {number} lines"


def _silent(found: Start) -> str:
    without = "" if found.network else "without a network "
    if found.exit_code is not None:
        return f"{without}the container ends with exit code {found.exit_code} before it answers"
    if found.gateway:
        return f"{without}port {found.port} answers nothing but {found.gateway} for {found.waited:.0f} s"
    return f"{without}nothing answers on port {found.port} within {found.waited:.0f} s"


def _probe(probed: Probed) -> dict[str, Any]:
    return {"path": probed.path, "status": probed.status, "seconds": probed.seconds, "limit": probed.limit}


def _unfit(probed: Probed) -> str | None:
    if probed.status is None:
        return f"is not answered within {probed.limit:g} s"
    if not 200 <= probed.status < 400:
        return f"is answered with {probed.status}"
    if probed.seconds > probed.limit:
        return f"is answered after {probed.seconds:.1f} s, and {probed.limit:g} s are allowed"
    return None


CHECK = Check(
    id="server.start",
    title="the start",
    judge=start,
    reads=("server.probed", "outside.start", *scope.PLATFORM_READS),
    remedies=(MEND, OFFLINE, DOCKERFILE, ANSWER),
    phases=(RUNNING, FROM_OUTSIDE),
    unknown=start,
    ends_container=True,
)
