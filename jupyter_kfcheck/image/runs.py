"""One run: start the image as the platform would, wait for its answer, look from inside, and take it away again."""

import json
import re
import time

from jupyter_kfcheck.codec import DecodeError, decode
from jupyter_kfcheck.facts.outside import Outside, Start
from jupyter_kfcheck.facts.server import Server
from jupyter_kfcheck.facts.user import User
from jupyter_kfcheck.image import inside, installed, plain, visit
from jupyter_kfcheck.image.engine import Done, Engine
from jupyter_kfcheck.image.inside import Place
from jupyter_kfcheck.image.installed import Left
from jupyter_kfcheck.image.pods import Pod, Run
from jupyter_kfcheck.image.workshop import PACKAGE, VISIT
from jupyter_kfcheck.model import Report, Result, Struct

LOG_LINES = 200
KEPT_LINES = 20
LINE_LIMIT = 300
ERRORS = re.compile(r"\berror\b|\bfatal\b|\bTraceback\b|\bexception\b", re.IGNORECASE)
NETWORK_TROUBLE = re.compile(r"netavark|CNI|iptables|nftables|network|bridge", re.IGNORECASE)
LOOK = 0.5  # seconds between two looks at a container that nobody can ask
PATIENCE = 10.0  # seconds after which such a container is taken to stay


class Seen(Struct):
    """What a run brought: the report from ``inside``, None where there is none, with the reason; and from outside.

    ``server`` and ``who`` are what shows from this machine of an image without Python, None where it does not.
    ``left`` is what was installed for the run after it, ``kept`` what is said of what the run before it has left.
    """

    inside: Report | None
    why: str
    outside: Outside
    server: Server | None = None
    who: User | None = None
    left: Left | None = None
    kept: Result | None = None


def carry_out(place: Place, pod: Pod, run: Run, home: str, before: Left | None = None, *, again: bool = False) -> Seen:
    """Start the image in this ``pod`` with the volume ``home`` on its HOME. Raises `EngineDiedError`.

    ``before`` is what the run before it has left on that volume; ``again``: whether a run comes after it on it.
    """
    engine = place.engine
    done, network = _start(place, pod, run, home)
    if done.code:
        start = Start(pod.port, None, 0.0, network, problem=done.words)
        return Seen(*_beside(place, pod, run, home), Outside(start, None, None))
    container = done.out.strip()
    try:
        asked = None
        if place.tools.python is None:
            outside, asked = _from_here(place, pod, container)
        else:
            outside = _visit(place, pod, container)
        if isinstance(outside.start, Start):
            outside = outside._replace(start=outside.start._replace(network=network))
        state = engine.state(container)
        if not state["Running"]:
            outside = _told(engine, container, outside, state["ExitCode"])
            engine.remove(container)
            return Seen(*_beside(place, pod, run, home), outside)
        if place.tools.python is None:
            outside = _told(engine, container, outside, None)
            return Seen(None, plain.NO_PYTHON.reason, outside, asked, plain.user(engine, container))
        report, why = inside.look(place, pod, container, "--waited", "--open-editor")
        outside = _told(engine, container, outside, None)
        kept = installed.told(before, place, container) if before else None
        if not again:
            return Seen(report, why, outside, kept=kept)
        inside.leave_mark(place, pod, container)
        return Seen(report, why, outside, left=installed.leave(place, container), kept=kept)
    finally:
        engine.ask("rm", "--force", *(("--time", "0") if engine.name == "podman" else ()), "--volumes", container)


def _start(place: Place, pod: Pod, run: Run, home: str) -> tuple[Done, bool]:
    """The engine's answer, and whether the container has a network: where the engine can make none, it has none."""
    options = _options(place, pod, run, home)
    published = [f"--publish=127.0.0.1::{pod.port}"] if _outside(place, run) else []
    done = place.engine.ask("run", "--detach", *published, *options, place.image)
    place.engine.must_live(done)
    if done.code and run.network and not place.network and NETWORK_TROUBLE.search(done.err):
        done = place.engine.ask("run", "--detach", *options, "--network=none", place.image)
        return done, False
    return done, run.network


def _options(place: Place, pod: Pod, run: Run, home: str) -> list[str]:
    volumes = [f"--volume={home}:{pod.home}:nocopy", f"--volume={place.tools.package}:{PACKAGE}:ro,nocopy"]
    bare = ["--passwd=false"] if place.engine.name == "podman" else []  # it invents an entry for a random UID
    network = [f"--network={place.network}"] if place.network else []
    return [*place.engine.labels(), *bare, *network, *pod.options(run), *volumes]


def _outside(place: Place, run: Run) -> bool:
    """Whether the port has to be published, for nobody can ask inside, and can be."""
    return place.tools.python is None and run.network and not place.network


def _from_here(place: Place, pod: Pod, container: str) -> tuple[Outside, Server | None]:
    """Wait for the first answer and ask, through the port that is published."""

    def alive() -> bool:
        return bool(place.engine.state(container)["Running"])

    began = time.monotonic()  # it has just been started
    if to := plain.published(place.engine, container, pod.port):
        return visit.from_here(to, pod, place.seconds, alive, began)
    while alive():
        if time.monotonic() > began + min(PATIENCE, place.seconds):
            return Outside(plain.NO_PORT, plain.NO_PORT, plain.NO_PORT), None
        time.sleep(LOOK)
    return Outside(Start(pod.port, None, round(time.monotonic() - began, 1)), None, None), None


def _visit(place: Place, pod: Pod, container: str) -> Outside:
    """Wait for the first answer and ask, from inside of the container."""
    assert place.tools.python  # noqa: S101 - see `carry_out`
    wanted = {"port": pod.port, "prefix": pod.prefix, "seconds": place.seconds, "probe": pod.platform.answers,
              "kernel": True}  # fmt: skip
    began = time.monotonic()
    done = inside.ask(
        place, container, place.tools.python, "-I", "-c", VISIT, PACKAGE, json.dumps(wanted),
        seconds=place.seconds + visit.ASKING_SECONDS + inside.SLOW,
    )  # fmt: skip
    try:
        found: Outside = decode(Outside, json.loads(done.out), "visit")
    except (DecodeError, ValueError):  # the container has ended under it
        waited = round(time.monotonic() - began, 1)
        found = Outside(Start(pod.port, None, waited), None, None)
    return found


def _told(engine: Engine, container: str, outside: Outside, exit_code: int | None) -> Outside:
    """With what the container's log says and, where it has ended, its exit code."""
    if not isinstance(outside.start, Start):
        return outside
    done = engine.ask("logs", "--timestamps", "--tail", str(LOG_LINES), container)
    said = "" if done.code else done.out + done.err
    # The time, by which what came on two streams is put in its order again, ends with the first blank.
    lines = [line.partition(" ")[2].strip()[:LINE_LIMIT] for line in sorted(said.split("\n"))]
    lines = [line for line in lines if line]
    errors = tuple(line for line in lines if ERRORS.search(line))[:KEPT_LINES]
    start = outside.start._replace(log=tuple(lines[-KEPT_LINES:]), errors=errors, exit_code=exit_code)
    return outside._replace(start=start)


def _beside(place: Place, pod: Pod, run: Run, home: str) -> tuple[Report | None, str]:
    """What can be seen of an image that has ended: the start-up checks in a container like it, which only sleeps."""
    engine = place.engine
    if place.tools.python is None:
        return None, plain.NO_PYTHON.reason
    options = [*_options(place, pod, run, home), "--entrypoint=sh", place.image]
    done = engine.ask("run", "--detach", *options, "-c", "exec sleep 600")
    if done.code:
        engine.must_live(done)
        return None, f"nothing could be started of it: {done.words}"
    container = done.out.strip()
    try:
        return inside.look(place, pod, container, "--phase=startup")
    finally:
        engine.remove(container)
