"""The services under the supervisor, by s6's own tools: whose status file it is differs by generation of s6."""

import re

from jupyter_kfcheck.host import files, programs, tally
from jupyter_kfcheck.model import Struct, Unknown

PLACES, OURS = tally.PLACES, tally.OURS
TOOLS = ("/command", "/usr/bin", "/bin")
FIELDS = "up,wantedup,normallyup,updownfor"
SECONDS = 1.0
_DEATH = re.compile(r"@([0-9a-f]{16})([0-9a-f]{8}) (.+)")  # TAI64N, which counts in seconds from 2**62


class Service(Struct):
    """One service. ``seconds`` since it is up or down; ``deaths`` how many seconds ago it ended, oldest first.

    ``wanted`` is what s6 tries now, ``normal`` what the service was made for. ``end`` tells the last death:
    ``exitcode 1``, ``signal SIGKILL``.
    """

    name: str
    up: bool
    wanted: bool
    normal: bool
    seconds: int
    deaths: tuple[float, ...]
    end: str | None


def look(patience: float = 1.0) -> tuple[Service, ...] | Unknown:
    """Every service but s6's own; empty where none is supervised. ``patience`` multiplies the deadline of each tool."""
    tools = next((folder for folder in TOOLS if files.exists(f"{folder}/s6-svstat")), None)
    found = []
    for place in PLACES:
        names = files.names_in(place)
        for name in () if isinstance(names, Unknown) else names:
            if tally.own(name):
                continue
            if tools is None:
                return Unknown("s6-svstat is not where s6-overlay puts it")
            if isinstance(closed := files.names_in(f"{place}/{name}/supervise"), Unknown):
                return closed
            service = _ask(tools, place, name, SECONDS * patience)
            if isinstance(service, Unknown):
                return service
            found.append(service)
    return tuple(found)


def _ask(tools: str, place: str, name: str, seconds: float) -> Service | Unknown:
    status = programs.ask([f"{tools}/s6-svstat", "-o", FIELDS, f"{place}/{name}"], seconds)
    deaths = programs.ask([f"{tools}/s6-svdt", f"{place}/{name}"], seconds)
    if isinstance(status, Unknown):
        return status
    return parse(name, status, "" if isinstance(deaths, Unknown) else deaths)


def parse(name: str, status: str, deaths: str) -> Service | Unknown:
    """A service from the answers of s6-svstat and s6-svdt.

    The clock of s6 may or may not count leap seconds, so deaths are placed by their distance to the last one,
    which is as long ago as the service is up or down.
    """
    words = status.split()
    if len(words) != 4 or not words[3].lstrip("-").isdigit():
        return Unknown(f"s6-svstat answered {status.strip()!r}")
    seconds = max(0, int(words[3]))
    found = _DEATH.findall(deaths)
    times = [int(whole, 16) - 2**62 + int(part, 16) / 1e9 for whole, part, _ in found]
    ages = tuple(round(times[-1] - time + seconds, 1) for time in times)
    up, wanted, normal = (word == "true" for word in words[:3])
    return Service(name, up, wanted, normal, seconds, ages, found[-1][2] if found else None)
