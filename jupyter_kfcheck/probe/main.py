"""Asks whoever serves the IDE, and prints the one line that `kubectl describe` shows.

The rule: where the IDE answers and nothing of kfcheck does, every probe exits 0 and says so. A probe may restart a
container whose IDE is dead, never one that lacks kfcheck. Why something is not well is told by `reasons`, which is
imported at need: a healthy answer costs about what `curl` costs.
"""

import posix
import time

from jupyter_kfcheck import kinds
from jupyter_kfcheck.probe import http
from jupyter_kfcheck.state import reading

TYPE_CHECKING = False  # as typing's, whose import alone would cost as much as the whole probe
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

WORDS = {"livez": "live", "readyz": "ready", "startupz": "started"}
DEFAULT = "readyz"
SECONDS = 0.8  # a kubelet gives 1 s by default
WAIT_STEP = 0.25
PORT = 8888
FILE = "/etc/kfcheck.toml"
DAY = 86400.0


def probe(which: str) -> tuple[bool, str]:
    """Whether it is live, ready or started (``livez`` …), and the line that says so or says why not."""
    try:
        return _probe(which)
    except Exception as crash:  # noqa: BLE001 - our own failure is no reason to restart anybody's container
        return _without_us(which, f"kfcheck probe itself failed: {type(crash).__name__}: {crash}")


def _without_us(which: str, why: str) -> tuple[bool, str]:
    """By the IDE alone; where even that cannot be told, good: what is not known is no "no"."""
    try:
        good, said = _answers(*ide(), time.monotonic() + SECONDS)
    except Exception:  # noqa: BLE001 - as above
        return True, _printable(f"{WORDS[which]}: whether the IDE answers is not known; {why}")
    return good, _printable(f"{'' if good else 'not '}{WORDS[which]}: {said}; {why}")


def _printable(line: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in line)


def _probe(which: str) -> tuple[bool, str]:
    end = time.monotonic() + SECONDS
    if server := reading.announced("server.json"):
        return _asked_jupyter(which, server["url"], server.get("ready_checks", ()), "kfcheck's extension is off", end)
    serve = reading.announced("serve.json")
    kind, port = (serve["kind"], serve["port"]) if serve else ide()
    if kind == "jupyter" and not serve:
        url = f"http://127.0.0.1:{port}{reading.env('NB_PREFIX').rstrip('/')}/"
        return _asked_jupyter(which, url, (), "kfcheck's extension is off", end)
    good, said = _answers(kind, port, end)
    if not good:
        return False, f"not {WORDS[which]}: {said}{_why()}"
    if which == "livez" and serve:
        return True, f"live: {said}"
    return _asked_serve(which, said, serve, end)


def wait(which: str, seconds: float) -> tuple[bool, str]:
    """As `probe`, again and again until it is good, for ``seconds`` at most."""
    end = time.monotonic() + seconds
    while True:
        good, line = probe(which)
        if good or time.monotonic() + WAIT_STEP > end:
            return good, line
        time.sleep(WAIT_STEP)


def arguments(argv: list[str]) -> tuple[str, float] | None:
    """What to ask and how long to wait for it; None where that takes a real parser."""
    which, seconds, rest = DEFAULT, 0.0, list(argv)
    if rest and rest[0] in WORDS:
        which = rest.pop(0)
    if len(rest) == 2 and rest[0] == "--wait":
        rest = [f"--wait={rest[1]}"]
    if len(rest) == 1 and rest[0].startswith("--wait="):
        try:
            seconds = float(rest.pop()[7:])
        except ValueError:
            return None
        if not 0 < seconds <= DAY:
            return None
    return None if rest else (which, seconds)


def main(argv: list[str]) -> None:
    """Answer and end this process: 0 good, 1 not. Returns where the arguments take a real parser."""
    asked = arguments(argv)
    if asked is None:
        return
    good, line = wait(*asked)
    try:
        posix.write(1, f"{line}\n".encode(errors="backslashreplace"))
    finally:  # whether somebody listens or not
        posix._exit(0 if good else 1)


def _asked_jupyter(which: str, url: str, ready_checks: "Sequence[str]", off: str, end: float) -> tuple[bool, str]:
    word = WORDS[which]
    try:
        status = http.ask(f"{url}kfcheck/{which}", end)
    except http.NoAnswerError as problem:
        return False, f"not {word}: {url} {problem}{_why()}"
    if status == 200:
        return True, word
    if status == 503 and which != "livez":
        return False, f"not {word}: {_finding(ready_checks)}"
    if status < 500:
        return True, f"{word}: Jupyter answers, but {status} at {url}kfcheck/{which}: {off}"
    return False, f"not {word}: {url}kfcheck/{which} answers {status}{_why()}"


def _asked_serve(which: str, said: str, serve: "dict[str, Any] | None", end: float) -> tuple[bool, str]:
    word = WORDS[which]
    if serve is None:
        return True, f"{word}: {said}; kfcheck serve is off"
    try:
        status = http.ask(f"{serve['url']}kfcheck/{which}", end)
    except http.NoAnswerError as problem:
        return True, f"{word}: {said}; kfcheck serve {problem}"
    if status == 503:
        return False, f"not {word}: {_finding(serve.get('ready_checks', ()))}"
    return True, f"{word}: {said}" + ("" if status == 200 else f"; kfcheck serve answers {status}")


def _answers(kind: str, port: int, end: float) -> tuple[bool, str]:
    """Whether the IDE answers, and the words for it. Nothing is asked that an IDE could count as its user's work."""
    name = kinds.NAMES[kind] if kind != "unknown" else "the IDE"
    first: http.NoAnswerError | None = None
    for host in ("127.0.0.1", "[::1]"):
        try:
            if kind != "codeserver":
                http.accepts(host, port, end)
                return True, f"{name} accepts connections on port {port}"
            status = http.ask(f"http://{host}:{port}/healthz", end)
        except http.NoAnswerError as problem:
            first = first or problem
            if not problem.refused:
                break
        else:
            if status == 200:
                return True, f"{name} answers /healthz"
            return status < 500, f"{name} answers {status} to /healthz on port {port}"
    if first and first.refused:
        return False, f"nothing listens on port {port}, where {name} is expected"
    return False, f"{name} on port {port} {first}"


def ide() -> tuple[str, int]:
    """Kind and port of the IDE where no server of ours says it: as configured, else by what is installed."""
    kind, port = reading.env("KFCHECK_KIND"), 0
    try:
        posix.stat(FILE)
        from jupyter_kfcheck.probe.reasons import expected  # noqa: PLC0415 - only where there is such a file

        stated, port = expected()
        kind = kind or stated
    except OSError:
        pass
    if not port:
        number = reading.env("JUPYTERHUB_SERVICE_URL").rpartition("://")[2].partition("/")[0].rpartition(":")[2]
        port = int(number) if number.isdecimal() and 0 < int(number) < 65536 else PORT
    return (kind if kind in kinds.NAMES else kinds.by_name(_services(), _programs())), port


def _services() -> list[str]:
    found = []
    for place in kinds.SERVICE_DIRS:
        try:
            found += posix.listdir(place)
        except OSError:
            continue
    return found


def _programs() -> list[str]:
    places = [*kinds.PROGRAM_DIRS, *reading.env("PATH").split(":")]
    return [name for name in kinds.PROGRAMS if any(posix.access(f"{place}/{name}", posix.F_OK) for place in places)]


def _finding(ready_checks: "Sequence[str]") -> str:
    from jupyter_kfcheck.probe import reasons  # noqa: PLC0415 - not needed while all is well

    return reasons.finding(ready_checks)


def _why() -> str:
    from jupyter_kfcheck.probe import reasons  # noqa: PLC0415 - not needed while all is well

    return reasons.why()
