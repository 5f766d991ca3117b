"""The engine as a server uses it: in a child process, so that no hung disk or driver can touch the server."""

import sys
import threading
import time
from pathlib import Path

from jupyter_kfcheck.child import document, spawn
from jupyter_kfcheck.child.broken import broken
from jupyter_kfcheck.child.processes import Process
from jupyter_kfcheck.codec import DecodeError
from jupyter_kfcheck.model import Report, Struct

# -I leaves out ~/.local, where `pip install --user` has put us if that is where this file is.
_START = f"import sys; sys.path.append({str(Path(__file__).parent.parent)!r}); import jupyter_kfcheck.__main__"
COMMAND = [sys.executable, "-I", "-c", _START, "run", "--format", "json", "--tolerant", "--lifeline", spawn.LIFELINE]
BACKGROUND, IN_FULL = "--background", "--remember"
"""How a run treats what writes: made again only where something has changed, or made now."""
OUTPUT_LIMIT = 2 << 20
GRACE_SECONDS = 2.0
"""What the child gets beyond its own deadline before it is killed."""


class Run(Struct):
    """What a run brought: a report in any case.

    ``problem`` is empty, or says what went wrong as the end of a sentence that begins with "the run";
    ``errors`` is the child's error stream, ``left`` who survived SIGKILL.
    """

    report: Report
    problem: str = ""
    errors: bytes = b""
    left: frozenset[Process] = frozenset()


def run(seconds: float, arguments: tuple[str, ...] = (BACKGROUND,), stop: threading.Event | None = None) -> Run:
    """Run the checks, for ``seconds`` at most or until ``stop``. Blocks. ``arguments`` are those of ``kfcheck run``."""
    started = time.time()
    command = [*COMMAND, "--timeout", f"{seconds:g}", *arguments]
    ended = spawn.run(command, seconds + GRACE_SECONDS, OUTPUT_LIMIT, stop)
    report, problem = _read(ended)
    if report is None:
        report = broken(problem, ended.code, started, time.time() - started)
    return Run(report, problem, ended.errors, ended.left)


def failed(problem: str) -> Run:
    """A run that did not even come to a child."""
    return Run(broken(problem, None, time.time(), 0.0), problem)


def quote(errors: bytes) -> str:
    """The last lines of an error stream for a log, indented, each led by a line break; control characters escaped."""
    lines = errors.decode(errors="backslashreplace").splitlines()[-20:]
    return "".join(f"\n  {line.encode('unicode_escape').decode()}" for line in lines)


def _read(ended: spawn.Ended) -> tuple[Report | None, str]:
    """The report that a run brought, or what is wrong with it as the end of a sentence."""
    if ended.problem:
        return None, ended.problem
    if ended.code is not None and ended.code < 0:
        return None, f"was killed by signal {-ended.code}"
    if ended.code not in (0, 1):
        return None, f"ended with exit code {ended.code}"
    try:
        return document.read(ended.output), ""
    except DecodeError as problem:
        return None, f"printed something that is not a report: {problem}"
    except ValueError:
        return None, "printed something that is not JSON"
