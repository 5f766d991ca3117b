"""The processes of a run, as far as a server needs them to end what it started. Standard library only.

Not psutil: loaded at the start it costs every server 1.8 MB and 20 ms for what is needed once in a while, and loaded
at need it is looked for in ``~/.local`` first, which hangs when HOME does: just when there is something to end.
"""

import os
from collections.abc import Iterable
from contextlib import suppress

from jupyter_kfcheck.model import Struct

FEW = 1024


class Process(Struct):
    """One living process. ``start`` (clock ticks since boot) tells it from a later one of the same number."""

    pid: int
    start: int


def read(pid: int) -> Process | None:
    """The process ``pid``, or None if there is none or only its zombie; None also where there is no /proc.

    ``stat`` is the one file to ask: others (``cmdline``, ``environ``) wait for the memory lock of a process
    that hangs in the kernel.
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            line = file.read()
    except OSError:
        return None
    # The name, in brackets, may itself hold brackets and blanks: proc(5).
    fields = line[line.rindex(b")") + 2 :].split()
    return None if fields[0] in (b"Z", b"X") else Process(pid, int(fields[19]))


def living(processes: frozenset[Process]) -> frozenset[Process]:
    """Those of ``processes`` that are still there."""
    return frozenset(p for p in processes if read(p.pid) == p)


def family(session: int) -> frozenset[Process]:
    """The living members of a session and their descendants, a session of their own notwithstanding."""
    with suppress(OSError, ValueError, IndexError):
        found = {pid for pid in _since(session) if session_of(pid) == session}
        new = found
        while new:
            new = {child for pid in new for child in _children(pid)} - found
            found = found | new
        return frozenset(process for pid in found if (process := read(pid)))
    return frozenset()


def _since(pid: int) -> Iterable[int]:
    """The numbers of ``pid`` and of all that began after it, by the kernel's count; all there are where that is far.

    A machine may have thousands of processes, and looking through them takes milliseconds of the server's time.
    """
    with open("/proc/loadavg", "rb") as file:
        latest = int(file.read().split()[4])
    if pid <= latest <= pid + FEW:
        return range(pid, latest + 1)
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def session_of(pid: int) -> int | None:
    """The session of a process. The kernel is asked and not /proc, which takes twenty times as long."""
    try:
        return os.getsid(pid)
    except OSError:
        return None


def _children(pid: int) -> set[int]:
    found: set[int] = set()
    with suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", "rb") as file:
                found.update(map(int, file.read().split()))
    return found
