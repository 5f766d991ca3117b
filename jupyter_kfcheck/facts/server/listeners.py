"""Who listens on the platform's port, and where the IDE listens instead: by the kernel's own list of sockets."""

from jupyter_kfcheck.facts import notebook
from jupyter_kfcheck.host import files, sockdiag
from jupyter_kfcheck.model import Struct, Unknown

LOOPBACKS = ("127.", "::1")


class Listener(Struct):
    """One listening socket: ``families`` are the IP versions that it takes, ``uid`` is its creator's."""

    port: int
    address: str
    families: tuple[int, ...]
    uid: int
    inode: int


class Holder(Struct):
    """Who holds a port. ``pid`` and ``name`` are None where it is no process of this container."""

    uid: int
    pid: int | None = None
    name: str | None = None


class Elsewhere(Struct):
    """A process of this container that may be the IDE, and another port that it listens on."""

    name: str
    port: int


class Listening(Struct):
    """``holder`` of the platform's port: None where nobody listens there. ``elsewhere`` is not asked where a Jupyter
    or an RStudio of this container holds it."""

    sockets: tuple[Listener, ...]
    holder: Holder | Unknown | None
    elsewhere: tuple[Elsewhere, ...] = ()


def look(port: int, server_pid: int | None) -> Listening:
    """The sockets of this network namespace; ``server_pid`` is the likeliest holder. Raises OSError."""
    found = tuple(Listener(*socket) for socket in sockdiag.listeners())
    held = next((socket for socket in found if socket.port == port), None)
    holder = _holder(held, server_pid) if held else None
    if isinstance(holder, Unknown) or (holder and holder.name in notebook.SHORT):
        return Listening(found, holder)
    return Listening(found, holder, tuple(_elsewhere([socket for socket in found if socket.port != port])))


def _holder(held: Listener, first: int | None) -> Holder | Unknown:
    try:
        pid = sockdiag.holder(held.inode, first)
    except OSError as problem:
        return files.unknown(problem)
    return Holder(held.uid, pid, _name(pid) if pid is not None else None)


def _elsewhere(others: list[Listener]) -> list[Elsewhere]:
    found = []
    for socket in others:
        try:
            pid = sockdiag.holder(socket.inode)
        except OSError:  # some process cannot be looked at, and may be the one
            continue
        name = _name(pid) if pid is not None else None
        if name and (name in notebook.SHORT or not socket.address.startswith(LOOPBACKS)):
            found.append(Elsewhere(name, socket.port))
    return found[:5]


def _name(pid: int) -> str | None:
    name = files.read_text(f"/proc/{pid}/comm", 64)
    return name.strip() if isinstance(name, str) else None
