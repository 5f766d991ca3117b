"""``kfcheck probe``, for who reaches it through the whole command: the shell script goes to `probe.main` itself."""

import argparse

from jupyter_kfcheck.cli.common import FOUND, OK, Commands, write_stdout
from jupyter_kfcheck.contract.values import Mistake, positive_seconds
from jupyter_kfcheck.probe import main as probe


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "probe", help="ask the local server whether it is live, ready or started (exec probe)", allow_abbrev=False
    )
    parser.add_argument(
        "which",
        nargs="?",
        choices=probe.WORDS,
        metavar="PROBE",
        default=probe.DEFAULT,
        help="livez, readyz or startupz (default: readyz)",
    )
    parser.add_argument(
        "--wait", metavar="SECONDS", type=_seconds, default=0.0, help="repeat until it is good, for at most SECONDS"
    )
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Print the line; exit code 0 for yes, 1 for no."""
    good, line = probe.wait(options.which, options.wait)
    write_stdout(line + "\n")
    return OK if good else FOUND


def _seconds(value: str) -> float:
    try:
        return positive_seconds(value)
    except Mistake as mistake:
        raise argparse.ArgumentTypeError(f"{value!r} {mistake}") from None
