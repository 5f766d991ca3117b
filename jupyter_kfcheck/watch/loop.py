"""What `kfcheck watch` becomes beside a Jupyter: a look a second, in as little memory as Python has.

What takes more, the report and what is said with it, is for a child, `kfcheck watch --part`, which ends when done.
"""

import posix
import sys
import time

from jupyter_kfcheck.probe import http
from jupyter_kfcheck.watch.moments import Moments

TYPE_CHECKING = False  # as typing's, whose import alone would cost half a megabyte in each pod
if TYPE_CHECKING:
    from collections.abc import Callable

CONNECT_SECONDS, ASK_SECONDS = 3.0, 3.0
CHILD_SECONDS = 10.0  # what a child gets beyond the time that the checks in it have
PAUSE = 1.0
FAILED = 3

START = "import sys; sys.path.append(sys.argv.pop(1)); from jupyter_kfcheck.watch import loop; loop.main(sys.argv[1:])"
_PART = "import sys; sys.path.append(sys.argv.pop(1)); import jupyter_kfcheck.__main__"
_PLACE = __file__.rpartition("/jupyter_kfcheck/")[0]


def become(port: int, within: float, every: float, seconds: float, *, serves: bool) -> None:
    """Go on as the small loop, in the place of this process; where that cannot be started, in this process.

    ``seconds`` is what a run of the checks may take. ``serves``: it serves the report where a Jupyter on ``port``
    answers that lacks our extension.
    """
    arguments = [str(port), f"{within:g}", f"{every:g}", f"{seconds:g}", "serves" if serves else ""]
    try:
        posix.execv(sys.executable, [sys.executable, "-I", "-S", "-c", START, _PLACE, *arguments])
    except OSError:
        main(arguments)


def main(argv: list[str]) -> None:
    """Watch for ever; ends this process with a sentence where that breaks."""
    port, (within, every, seconds) = int(argv[0]), map(float, argv[1:4])
    try:
        _watch(port, within, every, seconds, serves=bool(argv[4]))
    except Exception as crash:  # noqa: BLE001 - people get a sentence, never a traceback
        _write(2, f"kfcheck itself failed: {type(crash).__name__}: {crash}")
    posix._exit(FAILED)


def _watch(port: int, within: float, every: float, seconds: float, *, serves: bool) -> None:
    moments, pause = Moments(port, answers, every), min(PAUSE, every)

    def tell(part: str) -> None:
        _wait(*_child(part), seconds + CHILD_SECONDS)

    end = time.monotonic() + within
    while not moments.answered() and time.monotonic() < end:
        step(moments, lambda line: _write(1, line), tell)
        time.sleep(pause)
    tell("report")
    if serves and lacks_extension(port):
        arguments = ["watch", "--part", "serve", "--every", f"{every:g}"]
        posix.execv(sys.executable, [sys.executable, "-I", "-c", _PART, _PLACE, *arguments])
    while True:
        step(moments, lambda line: _write(1, line), tell)
        time.sleep(pause)


def step(moments: Moments, say: "Callable[[str], None]", tell: "Callable[[str], None]") -> None:
    """Tell the log what has happened. Of a service that does not stay up also why, and so its pod's status.

    ``say`` takes a line, ``tell`` a part of `kfcheck watch`.
    """
    for line in moments.look():
        say(line)
    if moments.loop or moments.ended:
        tell("loop" if moments.loop else "ended")
    moments.loop, moments.ended = None, False


def answers(port: int) -> bool:
    """Whether something accepts a connection on ``port`` of this container."""
    for host in ("127.0.0.1", "[::1]"):
        try:
            http.accepts(host, port, time.monotonic() + CONNECT_SECONDS)
        except http.NoAnswerError:
            continue
        return True
    return False


def lacks_extension(port: int) -> bool:
    """Whether a Jupyter answers there without our extension. Silence is no answer: it may just be busy."""
    prefix = posix.environ.get(b"NB_PREFIX", b"").decode(errors="replace")
    try:
        url = f"http://127.0.0.1:{port}{prefix.rstrip('/')}/kfcheck/livez"
        return http.ask(url, time.monotonic() + ASK_SECONDS) == 404
    except http.NoAnswerError:
        return False


def _child(part: str) -> tuple[int, int]:
    """Start a part of `kfcheck watch`: its PID, and the write end of the pipe with which it ends (`host.lifeline`)."""
    line, mine = posix.pipe()
    posix.set_inheritable(line, True)  # noqa: FBT003 - it takes no name
    try:
        arguments = ["-I", "-c", _PART, _PLACE, "watch", "--part", part, "--lifeline", str(line)]
        return posix.posix_spawn(sys.executable, [sys.executable, *arguments], posix.environ), mine
    except OSError:
        posix.close(mine)
        raise
    finally:
        posix.close(line)


def _wait(pid: int, mine: int, seconds: float) -> None:
    """Until the child has ended, for ``seconds`` at most: then it is told to, and nobody waits for it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and posix.waitpid(pid, posix.WNOHANG) == (0, 0):
        time.sleep(0.05)
    posix.close(mine)


def _write(stream: int, line: str) -> None:
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
    try:
        posix.write(stream, f"kfcheck: {text}\n".encode(errors="backslashreplace"))
    except OSError:  # nobody listens, which is no reason to end
        return
