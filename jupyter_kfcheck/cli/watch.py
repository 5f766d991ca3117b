"""``kfcheck watch``, the s6 service. A report once the IDE answers, then a word whenever it dies, or answers."""

import argparse
import os
import socket
import time
from importlib.util import find_spec

from jupyter_kfcheck import platforms
from jupyter_kfcheck.child import engine
from jupyter_kfcheck.cli import beside
from jupyter_kfcheck.cli.beside import lacks_extension
from jupyter_kfcheck.cli.common import OK, Commands, configuration, say, write_stdout
from jupyter_kfcheck.cli.moments import Moments
from jupyter_kfcheck.contract.values import Mistake, positive_seconds
from jupyter_kfcheck.model import Report
from jupyter_kfcheck.probe import main as probe
from jupyter_kfcheck.render import log
from jupyter_kfcheck.render.safe import printable
from jupyter_kfcheck.startup import user

CONNECT_SECONDS = 3.0
PAUSE = 1.0


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "watch",
        help="report once the IDE answers, then tell whenever it dies, and when it stops or starts to answer",
        allow_abbrev=False,
    )
    option = parser.add_argument
    option("--within", metavar="SECONDS", type=_seconds, default=300.0,
           help="report without the IDE if it does not answer within SECONDS (default: 300)")  # fmt: skip
    option(
        "--every", metavar="SECONDS", type=_seconds, default=30.0, help="try the IDE's port every SECONDS (default: 30)"
    )
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Go on for ever; return at once where ``KFCHECK_STARTUP=off``."""
    contract = configuration(tolerant=True, stays=True)
    if contract.startup == "off":
        return OK
    if reason := user.follow(contract.user or platforms.USER):
        say(f"watching as root because {reason}")
    port = platforms.port(contract.port, os.environ.get("JUPYTERHUB_SERVICE_URL"))
    kind = contract.kind if contract.kind != "auto" else probe.ide()[0]
    moments = Moments(port, answers, options.every)
    pause = min(PAUSE, options.every)
    watched = beside.Watched(kind, port, moments, options.within, pause, lambda: step(moments, contract.timeout))
    if kind != "jupyter" and _can_serve():  # no Jupyter shows the report here: serve it
        return beside.run(contract, watched)
    end = time.monotonic() + options.within
    while not moments.answered() and time.monotonic() < end:
        watched.step()
        time.sleep(pause)
    write_stdout(log.render(report(contract.timeout)))
    lacks = kind == "jupyter" and moments.answered() and lacks_extension(port, os.environ.get("NB_PREFIX", ""))
    if lacks and _can_serve():
        return beside.run(contract, watched, quiet=True)
    while True:
        watched.step()
        time.sleep(pause)


def _can_serve() -> bool:
    """Whether what serving needs is installed. An image may have the command alone, and keeps its words in the log."""
    missing = [name for name in ("tornado", "jinja2", "prometheus_client") if find_spec(name) is None]
    if missing:
        say(f"does not serve the report, for {', '.join(missing)} cannot be imported; the log is told all the same")
    return not missing


def step(moments: Moments, seconds: float) -> None:
    """Tell the log what has happened. Of a service that does not stay up also why, and so its pod's status."""
    for line in moments.look():
        write_stdout(f"kfcheck: {printable(line)}\n")
    if not moments.loop and not moments.ended:
        return
    found = report(seconds)
    if moments.loop:
        write_stdout(log.render(found))
    from jupyter_kfcheck.startup import termination  # noqa: PLC0415 - all checks, which a healthy notebook need not hold

    termination.leave(termination.message(found), over=True)
    moments.loop, moments.ended = None, False


def _seconds(value: str) -> float:
    try:
        return positive_seconds(value)
    except Mistake as mistake:
        raise argparse.ArgumentTypeError(f"{value!r} {mistake}") from None


def answers(port: int) -> bool:
    """Whether something accepts a connection on ``port`` of this container."""
    for host in ("127.0.0.1", "::1"):
        try:
            with socket.create_connection((host, port), CONNECT_SECONDS):
                return True
        except OSError:
            continue
    return False


def report(seconds: float) -> Report:
    """Run the checks in a child, which leaves the report in the state directory, and return it."""
    return engine.run(seconds).report
