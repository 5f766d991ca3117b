"""Where this container's server can be asked: it says so in the state directory, `kfcheck probe` reads it."""

import json

from jupyter_kfcheck.child.processes import read
from jupyter_kfcheck.model import Struct
from jupyter_kfcheck.state import documents, reading


class Server(Struct):
    """A server: the URL it serves below (``http+unix://%2Fpath/…`` for a socket), and what makes it ready.

    ``pid`` and ``start`` tell whether it still runs.
    """

    url: str
    ready_checks: list[str]
    pid: int
    start: int


def announce(url: str, ready_checks: list[str], pid: int) -> bool:
    """Say that the process ``pid`` serves at ``url``. False if an earlier server still does, or it cannot be said.

    The first one stays: it is the notebook's, a later one is something that its user started.
    """
    earlier = find()
    if earlier and earlier.pid != pid:
        return False
    this = read(pid)
    server = Server(url, ready_checks, pid, this.start if this else 0)
    if earlier == server:
        return True
    return documents.save(documents.SERVER, json.dumps(server._asdict()).encode()) is not None


def find() -> Server | None:
    """The server that announced itself and still runs."""
    said = reading.announced(documents.SERVER)
    return Server(said["url"], said["ready_checks"], said["pid"], said["start"]) if said else None
