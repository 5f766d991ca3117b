"""``kfcheck watch``: what the s6 service runs. A report once the IDE answers, then a word when that changes."""

import argparse
import os
import socket
import time

from jupyter_kfcheck import platforms
from jupyter_kfcheck.child import engine
from jupyter_kfcheck.cli import beside
from jupyter_kfcheck.cli.beside import changed, lacks_extension
from jupyter_kfcheck.cli.common import OK, Commands, configuration, say, write_stdout
from jupyter_kfcheck.contract import Contract, Mistake, positive_seconds
from jupyter_kfcheck.probe import main as probe
from jupyter_kfcheck.render import json, log
from jupyter_kfcheck.startup import user
from jupyter_kfcheck.state import documents, presence

CONNECT_SECONDS = 3.0
PAUSE = 1.0


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "watch", help="report once the IDE answers, then tell when it stops or starts to answer", allow_abbrev=False
    )
    option = parser.add_argument
    option("--within", metavar="SECONDS", type=_seconds, default=300.0,
           help="report without the IDE if it does not answer within SECONDS (default: 300)")  # fmt: skip
    option(
        "--every", metavar="SECONDS", type=_seconds, default=30.0, help="look at the IDE every SECONDS (default: 30)"
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
    if kind != "jupyter":
        return _beside(contract, kind, port, options)
    end = time.monotonic() + options.within
    while not answers(port) and time.monotonic() < end:
        time.sleep(PAUSE)
    write_stdout(report(contract.timeout))
    answered = answers(port)
    if answered and lacks_extension(port, os.environ.get("NB_PREFIX", "")):
        return _beside(contract, kind, port, options, quiet=True)
    while True:
        time.sleep(options.every)
        if answers(port) != answered:
            answered = not answered
            write_stdout(changed(port, answers=answered))


def _beside(contract: Contract, kind: str, port: int, options: argparse.Namespace, *, quiet: bool = False) -> int:
    """No Jupyter shows the report here, or one that lacks the extension: serve it."""
    return beside.run(contract, beside.Watched(kind, port, answers, options.within, options.every), quiet=quiet)


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


def report(seconds: float) -> str:
    """Run the checks in a child, leave the report in the state directory, and return its lines for the log.

    A server that has announced itself keeps its own report there, and fresh.
    """
    run = engine.run(seconds)
    if run.problem:
        return f"kfcheck: no report: the run {run.problem}\n"
    if presence.find() is None:
        documents.save(documents.REPORT, json.render(run.report).encode())
    return log.render(run.report)
