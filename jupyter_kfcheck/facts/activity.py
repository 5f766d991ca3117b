"""When the IDE was last used, as it says itself: no family, for `kfcheck activity` alone asks. Asking is no use."""

import json
from datetime import datetime, timezone
from typing import Any

from jupyter_kfcheck.address import Address, joined
from jupyter_kfcheck.host import files, net
from jupyter_kfcheck.model import Struct, Unknown

SECONDS = 5.0
RSTUDIO = (".local/share/rstudio", ".rstudio")
"""RStudio's data directory below HOME, today's and that before 1.4."""
LIMIT = 200  # sessions looked at
_LAST_USED = ("last_used", "last-used")


class Activity(Struct):
    """``last`` (Unix time) is when it was used last, None where it never was since it started; ``busy``: it is now."""

    last: float | None
    busy: bool


def look(kind: str, port: int, prefix: str, home: str | None) -> Activity | Unknown:
    """Ask the IDE of this kind. ``prefix`` is the path that a Jupyter serves below."""
    if kind == "codeserver":
        return _codeserver(port)
    if kind == "jupyter":
        return _jupyter(port, joined(prefix or "/"))
    if kind == "rstudio":
        return _rstudio(home) if home else Unknown("HOME is not set")
    return Unknown("which IDE this is is not known, so where it says when it was used is not either")


def _get(port: int, path: str) -> Any:
    """The JSON that a path answers, or an `Unknown`."""
    try:
        answer = net.get(Address(host="127.0.0.1", port=port), path, {}, SECONDS)
    except net.NoAnswerError as problem:
        return Unknown(f"127.0.0.1:{port} {problem}", problem.errno)
    if answer.status != 200:
        return Unknown(f"GET {path.partition('?')[0]} answered {answer.status}")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return Unknown(f"GET {path.partition('?')[0]} answered no JSON")


def _codeserver(port: int) -> Activity | Unknown:
    said = _get(port, "/healthz")
    if isinstance(said, Unknown):
        return said
    try:
        beat = float(said["lastHeartbeat"]) / 1000  # it is given in milliseconds, 0 before the first one
        return Activity(beat or None, said["status"] == "alive" and bool(beat))
    except (KeyError, TypeError, ValueError):
        return Unknown("GET /healthz answered without lastHeartbeat")


def _jupyter(port: int, base: str) -> Activity | Unknown:
    status = _get(port, f"{base}api/status?no_track_activity=1")
    kernels = _get(port, f"{base}api/kernels?no_track_activity=1")
    for said in (status, kernels):
        if isinstance(said, Unknown):
            return said
    try:
        busy = any(kernel["execution_state"] == "busy" for kernel in kernels)
        return Activity(datetime.fromisoformat(status["last_activity"].replace("Z", "+00:00")).timestamp(), busy)
    except (KeyError, TypeError, ValueError, AttributeError):
        return Unknown("GET api/status answered without last_activity")


def _rstudio(home: str) -> Activity | Unknown:
    """From the files that each session keeps of itself, named as in RStudio's own source, spelling and all."""
    for place in (f"{home}/{name}/sessions/active" for name in RSTUDIO):
        names = files.names_in(place)
        if isinstance(names, Unknown):
            continue
        folders = [f"{place}/{name}/properites" for name in names if name.startswith("session-")][:LIMIT]
        found = [_session(folder) for folder in folders]
        for said in found:
            if isinstance(said, Unknown):
                return said
        sessions = [said for said in found if isinstance(said, Activity)]
        times = [said.last for said in sessions if said.last is not None]
        return Activity(max(times, default=None), any(said.busy for said in sessions))
    if isinstance(files.about(home), Unknown):
        return Unknown(f"{home} cannot be read")
    return Activity(None, busy=False)  # no session was ever opened


def _session(folder: str) -> Activity | Unknown:
    said = [files.read_text(f"{folder}/{name}", 256) for name in _LAST_USED]
    text = next((one.strip() for one in said if isinstance(one, str)), None)
    executing = files.read_text(f"{folder}/executing", 16)
    busy = isinstance(executing, str) and executing.strip().lower() in ("1", "true")
    if text is None:
        return Unknown(f"{folder} does not say when it was used")
    last = _moment(text)
    return Unknown(f"{folder} says {text[:40]!r}, which is no time") if last is None else Activity(last, busy)


def _moment(text: str) -> float | None:
    """Milliseconds since 1970, or a date in ISO 8601."""
    try:
        return float(text) / 1000
    except ValueError:
        pass
    try:
        said = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (said if said.tzinfo else said.replace(tzinfo=timezone.utc)).timestamp()
