"""``kfcheck watch``: what the s6 service runs. A report once the IDE answers, then a word when that changes."""

import argparse
import os
import time

from jupyter_kfcheck import notebook_user, watch
from jupyter_kfcheck.cli.common import OK, Commands, configuration, say, write_stdout
from jupyter_kfcheck.contract import Mistake, positive_seconds

PAUSE = 1.0


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("watch", help="report once the IDE answers, then watch it", allow_abbrev=False)
    option = parser.add_argument
    option("--within", metavar="SECONDS", type=_seconds, default=300.0,
           help="how long the IDE may take to answer before the report is made without it (default 300)")  # fmt: skip
    option("--every", metavar="SECONDS", type=_seconds, default=30.0, help="between two looks at it (default 30)")
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Go on for ever; return at once where ``KFCHECK_STARTUP=off``."""
    contract = configuration(tolerant=True)
    if contract.startup == "off":
        return OK
    if reason := notebook_user.become(os.environ.get("NB_USER") or contract.user):
        say(f"watches as root: {reason}")
    end = time.monotonic() + options.within
    while not watch.answers(contract.port) and time.monotonic() < end:
        time.sleep(PAUSE)
    write_stdout(watch.report(contract.timeout))
    answered = watch.answers(contract.port)
    while True:
        time.sleep(options.every)
        if watch.answers(contract.port) != answered:
            answered = not answered
            what = "answers" if answered else "has stopped answering"
            write_stdout(f"kfcheck: the notebook on port {contract.port} {what}\n")


def _seconds(value: str) -> float:
    try:
        return positive_seconds(value)
    except Mistake as mistake:
        raise argparse.ArgumentTypeError(f"{value!r} {mistake}") from None
