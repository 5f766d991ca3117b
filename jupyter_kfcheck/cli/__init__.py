"""The command ``kfcheck``: arguments in, one document on stdout, everything else on stderr, an exit code.

Each command is a module here with ``add(commands)``, which describes its arguments and names the
function that runs it. Only the module asked for is imported: a kubelet runs `probe` every few seconds.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.cli.common import BROKEN, USAGE, DeliveryError, UsageError, say
from jupyter_kfcheck.contract import suggest

WIDTH = 100  # columns of --help
COMMANDS = {
    "run": "run",
    "list": "explain",
    "explain": "explain",
    "facts": "facts",
    "startup": "startup",
    "watch": "watch",
    "s6": "s6",
    "probe": "probe",
}


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        # With a width given, argparse does not load shutil and four compression libraries to ask for it.
        super().__init__(**{"formatter_class": partial(argparse.HelpFormatter, width=WIDTH)} | settings)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\ntry: {self.prog} --help")


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code: 0 fine, 1 findings, 2 wrong usage, 3 the run itself broke."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that children go along
    try:
        arguments = _with_command(list(argv))
        options = _parser(arguments[0]).parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except UsageError as mistake:
        say(*str(mistake).splitlines())
        return USAGE
    except DeliveryError as problem:
        say(str(problem))
        return BROKEN
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as crash:  # noqa: BLE001 - people get a sentence, never a traceback
        say(f"the run broke: {type(crash).__name__}: {crash}")
        return BROKEN


def _with_command(argv: list[str]) -> list[str]:
    """``kfcheck`` alone, and ``kfcheck --only …``, mean ``kfcheck run``."""
    if not argv or (argv[0].startswith("-") and argv[0] not in ("-h", "--help", "--version")):
        return ["run", *argv]
    if not argv[0].startswith("-") and argv[0] not in COMMANDS:
        raise UsageError(f"no command {argv[0]!r}{suggest(argv[0], list(COMMANDS))}\ntry: kfcheck --help")
    return argv


def _parser(name: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="kfcheck",
        description="Checks that this notebook keeps Kubeflow's contract, and says what to do where it does not.",
        epilog="exit codes: 0 nothing found, 1 something found, 2 wrong usage or configuration, 3 the run broke",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"kfcheck {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    modules = [COMMANDS[name]] if name in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(f"jupyter_kfcheck.cli.{module}").add(commands)
    return parser
