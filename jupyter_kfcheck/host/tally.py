"""How often each service under s6 has ended, from s6's own tally of deaths: a look costs a stat for each service."""

import os
import re

from jupyter_kfcheck.host import files, process
from jupyter_kfcheck.model import Struct

PLACES = ("/run/service", "/run/s6/services")  # v3, v2
OURS = "kfcheck"
OWN = re.compile(r"s6rc-|s6-linux-init-|s6-fdholderd$|s6-svscan-log$|\.")  # s6's, which are no image's
LIMIT = 1 << 16
_RECORD = 14  # bytes, as s6 packs them: a TAI64N label of 12, the exit code, the signal


class Death(Struct):
    """One end of a service: labels are in the order of time, ``end`` tells it: ``exit code 1``, ``SIGKILL``."""

    label: bytes
    end: str


def look(known: dict[str, float]) -> dict[str, tuple[Death, ...]]:
    """The deaths of each service whose tally has changed since ``known``, which is brought up to date.

    Of a service that this user may not look at there are none.
    """
    found = {}
    for place in PLACES:
        names = files.names_in(place)
        for name in names if isinstance(names, tuple) else ():
            if OWN.match(name) or name == OURS:
                continue
            path = f"{place}/{name}/supervise/death_tally"
            try:
                changed = os.stat(path).st_mtime
            except OSError:  # none has died, or it is another user's
                continue
            if known.get(path) != changed:
                known[path] = changed
                found[name] = parse(files.read_text(path, LIMIT))
    return found


def parse(text: object) -> tuple[Death, ...]:
    """The deaths in a tally as `files.read_text` gives it, oldest first; what is cut off is left out."""
    raw = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else b""
    records = (raw[at : at + _RECORD] for at in range(0, len(raw) - _RECORD + 1, _RECORD))
    return tuple(Death(r[:12], process.signal_name(r[13]) if r[13] else f"exit code {r[12]}") for r in records)
