"""How long until the first answer, and what of the log speaks of an error?"""

from typing import Any

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.check import FROM_OUTSIDE, IMAGE, Check, Remedy, Verdict, failed, passed
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.outside import Probed, Start

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


def start(found: Start, facts: Facts, contract: Contract) -> Verdict:
    """How long is it from the container's start to the first answer, and does it answer at all?

    A container that runs is all that Kubeflow asks before it shows a green tick. Whether an IDE is behind it shows
    when the user connects. Open Data Hub kills a workbench that does not answer `NB_PREFIX/api` in 1 s, three times
    in a row, whatever IDE it is. An image whose start downloads something stays silent in a cluster without internet.

    How it is judged: `kfcheck image` starts the image and asks the platform's port until any HTTP answer comes. No
    answer in time, or a container that ends, is a failure. So is a wrong or a slow answer to the platform's own probe,
    where it has one. Lines of the log that speak of an error are named, and fail nothing.

    Evidence: `seconds` to the first answer, `waited`, `exit_code`, `log` (its last lines), `errors`, `probe`.
    """
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
            limit = f"{found.probed.limit:g}"
            title = scope.platform(facts, contract).title
            summary = f"{title} would stop the container: GET {found.probed.path} {problem}"
            because = ("server.prefix",) if found.probed.status == 404 else ()
            advice_ = ANSWER.fill(path=found.probed.path, limit=limit)
            return failed(summary, advice_, because=because, **evidence)
    said = f"; {_lines(len(found.errors))} of its log: {found.errors[0]}" if found.errors else ""
    return passed(f"answers {found.answered:.1f} s after its start{said}", **evidence)


def _lines(number: int) -> str:
    return "an error in a line" if number == 1 else f"errors in {number} lines"


def _silent(found: Start) -> str:
    without = "" if found.network else "without a network "
    if found.exit_code is not None:
        return f"{without}the container ends with exit code {found.exit_code} before it answers"
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
    reads=("outside.start", *scope.PLATFORM_READS),
    remedies=(MEND, OFFLINE, DOCKERFILE, ANSWER),
    phases=(FROM_OUTSIDE,),
    ends_container=True,
)
