"""What the commands share: exit codes, mistakes, configuration, and writing out one document."""

import errno
import os
import stat
import sys
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.contract.sources import load
from jupyter_kfcheck.model import Struct

COMMANDS = {
    "run": "run",
    "list": "explain",
    "explain": "explain",
    "facts": "facts",
    "startup": "startup",
    "watch": "watch",
    "s6": "s6",
    "probe": "probe",
    "serve": "serve",
    "activity": "activity",
    "image": "image",
}
"""Name of a command -> its module here."""
OK, FOUND, USAGE, BROKEN = 0, 1, 2, 3
Commands = Any  # argparse has no public name for what add_subparsers returns


class UsageError(Exception):
    """Wrong usage or configuration; the message names each mistake on a line of its own."""


class DeliveryError(Exception):
    """A document that could not be written where it was asked for."""


def say(*lines: str) -> None:
    """Tell people something beside the document, on stderr; nobody listening is no reason to break."""
    try:
        for line in lines:
            sys.stderr.write(f"kfcheck: {line}\n")
    except (OSError, AttributeError, ValueError):
        return


def names(given: list[str]) -> list[str]:
    """Names as people give them: apart or with commas between, ``home user`` and ``home,user``."""
    return [name for words in given for name in words.replace(",", " ").split()]


def configuration(*, tolerant: bool = False, stays: bool = False, said: bool = False) -> Contract:
    """The contract in force here; every mistake in it at once as a `UsageError`.

    ``tolerant`` says them on stderr instead and goes on with the defaults in their place. ``stays``: this process
    runs as long as the container, so the checks, which take 4 MB, are not loaded for their names. ``said``: another
    process has said the mistakes.
    """
    if stays:
        from jupyter_kfcheck.help import explanations  # noqa: PLC0415 - see above

        known = explanations.names()
    else:
        from jupyter_kfcheck.checks import NAMES as known  # noqa: PLC0415, N811 - what `probe` does not need it does not import

    contract, problems = load(os.environ, known)
    if "KFCHECK_STATE_DIR" in os.environ:
        from jupyter_kfcheck.state import reading  # noqa: PLC0415 - only where one was chosen

        if why := reading.refused():
            problems.append(f"environment: KFCHECK_STATE_DIR={os.environ['KFCHECK_STATE_DIR']!r}: is {why}")
    if problems and not tolerant:
        raise UsageError("\n".join(problems))
    if not said:
        say(*problems)
    return contract


def write_stdout(document: str) -> None:
    """Write the document to stdout. A reader that went away (``| head``) is fine; anything else is not."""
    if sys.stdout is None:
        raise DeliveryError("stdout is closed, so the report cannot be printed (write it to a file: -o FORMAT=PATH)")
    try:
        encoding = sys.stdout.encoding  # of any locale, and what it lacks must not break the report
        sys.stdout.write(document.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except OSError as problem:
        # What is left in the buffer would be tried again at exit, with a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if problem.errno != errno.EPIPE:
            raise DeliveryError(f"cannot write to stdout: {problem.strerror}") from None


class Output(Struct):
    """One ``-o FORMAT=PATH``."""

    format: str
    path: str

    def _is_special(self) -> bool:
        """Whether it is an open stream, a device or a FIFO. Root follows no link there: anybody may have put it."""
        if self.path.startswith(("/dev/fd/", "/dev/std", "/proc/")):
            return True
        try:
            mode = os.stat(self.path, follow_symlinks=os.geteuid() != 0).st_mode
        except OSError:
            return False
        return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)

    def write(self, document: str) -> None:
        """Write the document; a regular file is replaced whole or not at all."""
        # A FIFO takes what is written; /dev/stderr may be a regular file by now, whose name must not be replaced.
        special = self._is_special()
        target = self.path if special else f"{self.path}.{os.getpid()}.tmp"
        try:
            with open(target, "a" if special else "x", encoding="utf-8", errors="backslashreplace") as file:
                file.write(document)
            if not special:
                os.replace(target, self.path)
        except OSError as problem:
            if not special and os.path.exists(target):
                os.unlink(target)
            raise DeliveryError(f"cannot write {self.path}: {problem.strerror}") from None
