"""Where this container's server can be asked: it says so in the state directory, `kfcheck probe` reads it."""

import json
import os
from typing import NamedTuple

from jupyter_kfcheck.state import documents


class Server(NamedTuple):
    """A server: the URL it serves below (``http+unix://%2Fpath/…`` for a socket), and what makes it ready.

    ``pid`` and ``start`` (see `start_time`) tell whether it still runs.
    """

    url: str
    ready_checks: list[str]
    pid: int
    start: int


def announce(url: str, ready_checks: list[str]) -> bool:
    """Say that this process serves at ``url``. False if an earlier server still does, or it cannot be said.

    The first one stays: it is the notebook's, a later one is something that its user started.
    """
    earlier = find()
    if earlier and earlier.pid != os.getpid():
        return False
    server = Server(url, ready_checks, os.getpid(), start_time(os.getpid()) or 0)
    return documents.save(documents.SERVER, json.dumps(server._asdict()).encode()) is not None


def find() -> Server | None:
    """The server that announced itself and still runs."""
    document = documents.load(documents.SERVER)
    if document is None:
        return None
    try:
        server = Server(**json.loads(document))
        start = start_time(int(server.pid))
    except (ValueError, TypeError, RecursionError):  # another version's, or damaged
        return None
    return server if start is not None and start == server.start else None


def start_time(pid: int) -> int | None:
    """When the process ``pid`` started, in clock ticks since boot; None if there is none, or only its zombie.

    It tells a process from a later one of the same number. Read here and not by psutil, whose import alone takes
    longer than `kfcheck probe` may.
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            line = file.read()
    except OSError:
        return None
    # The name, in brackets, may itself hold brackets and blanks: proc(5).
    fields = line[line.rindex(b")") + 2 :].split()
    return None if fields[0] in (b"Z", b"X") else int(fields[19])
