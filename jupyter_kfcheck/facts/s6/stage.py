"""Whether s6 is still at its start-up scripts, and at which: until they are done no service runs."""

import re
import time

from jupyter_kfcheck.facts import container
from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct, Unknown

MANAGER = "s6-rc"  # v3's, which ends when all is up
_SCRIPT = re.compile(r"/\S+/(?:cont-init\.d|s6-rc\.d)/\S+")
LIMIT = 4096  # processes looked at


class Stage(Struct):
    """s6 is starting: ``script`` is the one that runs, None where it cannot be told; ``seconds`` since it began."""

    script: str | None
    seconds: int | None = None


def look() -> Stage | Unknown | None:
    """The start-up that is going on; None where it is over, or s6 is not in charge."""
    names = files.names_in("/proc")
    if isinstance(names, Unknown):
        return names
    going_on = None
    for pid in sorted(int(name) for name in names if name.isdecimal())[:LIMIT]:
        name = files.read_text(f"/proc/{pid}/comm", 64)
        line = files.read_text(f"/proc/{pid}/cmdline", 4096)
        if isinstance(name, str) and name.strip() == MANAGER:
            going_on = going_on or Stage(None, _age(pid))
        for word in line.split("\0")[:3] if isinstance(line, str) else ():  # an interpreter, its option, the script
            if _SCRIPT.fullmatch(word):
                return Stage(word, _age(pid))
    return going_on


def _age(pid: int) -> int | None:
    began = container.started_at(pid)
    return None if isinstance(began, Unknown) else max(0, round(time.time() - began))
