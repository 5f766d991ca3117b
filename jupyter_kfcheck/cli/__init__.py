"""The command ``kfcheck``: arguments in, one document on stdout, everything else on stderr, an exit code.

Each command is a module here with ``add(commands)``, which describes its arguments and names the
function that runs it.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from jupyter_kfcheck.cli.common import BROKEN, COMMANDS, USAGE, DeliveryError, UsageError, say
from jupyter_kfcheck.contract.values import nearest, suggest

TIDY = ("image", "watch", "serve")
"""Commands that put something in order when they are told to end; the others do only while they have children."""


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code: 0 fine, 1 findings, 2 wrong usage, 3 the run itself broke."""
    _hold_standard_streams()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, as some parents hand it on, no child can be waited for
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # likewise
    try:
        return _command(_with_command(list(argv)))
    except UsageError as mistake:
        say(*str(mistake).splitlines())
        return USAGE
    except DeliveryError as problem:
        say(str(problem))
        return BROKEN
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as crash:  # noqa: BLE001 - people get a sentence, never a traceback
        say(f"kfcheck itself failed: {type(crash).__name__}: {crash}")
        return BROKEN


def _end(number: int, _frame: object) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)


def _command(argv: list[str]) -> int:
    if argv == ["startup"]:  # every container waits for it, and without arguments nothing has to be parsed
        from jupyter_kfcheck.cli import startup  # noqa: PLC0415

        return startup.check()
    from jupyter_kfcheck.cli.parser import parser  # noqa: PLC0415 - argparse, a tenth of a start

    options = parser(argv[0]).parse_args(argv)
    command: Callable[[Any], int] = options.command
    if argv[0] in TIDY:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # as nohup and a shell's & set it
                signal.signal(number, _end)
    return command(options)


def _unknown(word: str) -> str:
    """What to say to a word that is no command: the one that was meant, or how a check is asked for."""
    from jupyter_kfcheck.help import explanations  # noqa: PLC0415 - only a mistake pays for it

    if word in ("help", "version"):
        return f"there is no command {word!r}; use: kfcheck --{word}"
    known = explanations.names()
    near = suggest(word, list(COMMANDS))
    if word.lower() in known or (not near and suggest(word, known)):
        id_ = word.lower() if word.lower() in known else nearest(word, known)
        return (
            f"there is no command {word!r}, but there is a check or category {id_!r}\n"
            f"to run it: kfcheck --only {id_}\nto read what it means: kfcheck explain {id_}"
        )
    return f"there is no command {word!r}{near}\nfor help: kfcheck --help"


def _hold_standard_streams() -> None:
    """Put /dev/null in the place of closed ones, which the next file or pipe to be opened would take."""
    with contextlib.suppress(OSError):
        while (fd := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(fd)


def _with_command(argv: list[str]) -> list[str]:
    """``kfcheck`` alone, and ``kfcheck --only …``, mean ``kfcheck run``."""
    if not argv or (argv[0].startswith("-") and argv[0] not in ("-h", "--help", "--version")):
        return ["run", *argv]
    if not argv[0].startswith("-") and argv[0] not in COMMANDS:
        raise UsageError(_unknown(argv[0]))
    return argv
