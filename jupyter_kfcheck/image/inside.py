"""Commands in a container that runs the image: kfcheck's own, of the image's where it has one, else of ours."""

import json
import re

from jupyter_kfcheck.codec import DecodeError, decode
from jupyter_kfcheck.image import plain
from jupyter_kfcheck.image.engine import Done, Engine, LateError
from jupyter_kfcheck.image.pods import Pod
from jupyter_kfcheck.image.workshop import COMMAND, PACKAGE, Tools
from jupyter_kfcheck.model import Report, Struct

ID = re.compile(r"[a-z0-9_.-]{1,60}")  # what an image says is shown in CI, where a name could be a command
SECONDS = 30.0  # for what kfcheck looks at in the container, on however slow a machine
SLOW = 60.0  # seconds that a busy machine may take to start and to end a command in a container
LOOK = ("run", "--format=json", f"--timeout={SECONDS:g}", "--patience=5")


class Place(Struct):
    """What all runs of an image share. ``seconds`` are waited for its first answer.

    ``network`` is the name of the one to start it in, where that is not the engine's own.
    """

    engine: Engine
    image: str
    tools: Tools
    seconds: float
    network: str | None = None


def ask(place: Place, container: str, *words: str, seconds: float, env: tuple[str, ...] = ()) -> Done:
    """As `Engine.ask` for ``exec``; what hangs in the container is no engine that died. Raises `EngineDiedError`."""
    settings = [f"--env={entry}" for entry in env]
    try:
        done = place.engine.ask("exec", *settings, container, *words, seconds=seconds)
    except LateError as late:
        done = Done(1, "", str(late))
    place.engine.must_live(done)
    return done


def look(place: Place, pod: Pod, container: str, *args: str) -> tuple[Report | None, str]:
    """The report of kfcheck in the container, or None and the reason."""
    if place.tools.python is None:
        return None, plain.NO_PYTHON.reason
    why = ""
    for program in _programs(place.tools):
        done = ask(place, container, *program, *LOOK, *args, seconds=SECONDS + SLOW, env=(_platform(pod),))
        try:
            report: Report = decode(Report, json.loads(done.out), "report")
        except (DecodeError, ValueError) as problem:  # of another version, or what is no report
            why = f"kfcheck in the container gave no report: {done.words if done.code else problem}"
            continue
        if not all(ID.fullmatch(result.id) for result in report.checks):
            why = "kfcheck in the container names a check as no check is named"
            continue
        return report, ""
    return None, why


def leave_mark(place: Place, pod: Pod, container: str) -> None:
    """Have the start-up check leave HOME's mark, by which the run `second` proves that HOME lasts."""
    env = (_platform(pod), "KFCHECK_STARTUP=report")
    for program in _programs(place.tools):
        if not ask(place, container, *program, "startup", seconds=SECONDS + SLOW, env=env).code:
            return


def _programs(tools: Tools) -> list[tuple[str, ...]]:
    ours = (tools.python or "", "-I", "-c", COMMAND, PACKAGE)
    return [("kfcheck",), ours] if tools.own else [ours]


def _platform(pod: Pod) -> str:
    return f"KFCHECK_PLATFORM={pod.platform.name}"
