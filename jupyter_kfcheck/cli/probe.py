"""``kfcheck probe``: is the server live, ready, started? For exec probes, whose output `kubectl describe` shows."""

import argparse

from jupyter_kfcheck.cli.common import FOUND, OK, Commands, write_stdout
from jupyter_kfcheck.probe import WORDS, probe


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("probe", help="ask the server here, as an exec probe does", allow_abbrev=False)
    parser.add_argument("which", nargs="?", choices=WORDS, default="readyz", help="what to ask (default readyz)")
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Print the line; exit code 0 for yes, 1 for no."""
    good, line = probe(options.which)
    write_stdout(line + "\n")
    return OK if good else FOUND
