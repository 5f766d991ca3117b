"""The process table, as far as a server needs it to end what it started. Standard library only."""

import os
from typing import NamedTuple


class Process(NamedTuple):
    """One living process. ``start`` (clock ticks since boot) tells it from a later one of the same number."""

    pid: int
    start: int
    parent: int
    session: int


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
    if fields[0] in (b"Z", b"X"):
        return None
    return Process(pid, int(fields[19]), int(fields[1]), int(fields[3]))


def living(processes: frozenset[Process]) -> frozenset[Process]:
    """Those of ``processes`` that are still there."""
    return frozenset(p for p in processes if (now := read(p.pid)) and now.start == p.start)


def family(session: int) -> frozenset[Process]:
    """The members of a session and their descendants, a session of their own notwithstanding."""
    try:
        found = [p for name in os.listdir("/proc") if name.isdigit() and (p := read(int(name)))]
    except OSError:
        return frozenset()
    members = {p.pid for p in found if p.session == session}
    size = -1
    while size != len(members):
        size = len(members)
        members |= {p.pid for p in found if p.parent in members}
    return frozenset(p for p in found if p.pid in members)
