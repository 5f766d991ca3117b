"""As whom the IDE runs: the process that serves it, whoever asks; before it runs, the container's own first process."""

import re
from typing import NamedTuple

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.s6 import scripts, services
from jupyter_kfcheck.host import files, process, programs
from jupyter_kfcheck.model import Unknown

NAMES = ("jupyter-lab", "jupyter-server", "jupyter-notebook", "jupyterhub-singleuser", "rserver")
SHORT = {name[:15] for name in NAMES}  # the kernel keeps 15 characters of a name
SHELLS = ("sh", "bash", "dash", "execlineb", "sudo", "su", "tini", "start.sh", "s6-setuidgid")
DEPTH = 5
NONE_YET = 0  # as `Contract.server_pid`: at start-up nothing serves, so nothing is looked for
LIMIT = 4096  # processes looked at
# Programs by which a script that runs as root goes on as another user.
_DROPS = re.compile(r"\b(s6-setuidgid|s6-applyuidgid|setuidgid|gosu|su-exec|setpriv|runuser|sudo|chpst)\b|\bsu -")
_START = "/usr/local/bin/start.sh"  # docker-stacks: as root it becomes NB_USER


class Ids(NamedTuple):
    """Effective ids, as the kernel judges permissions by them; ``groups`` is sorted and has ``gid`` in it."""

    uid: int
    gid: int
    groups: tuple[int, ...]


class Entry(NamedTuple):
    """The line of the user database (passwd, LDAP …) for the UID."""

    name: str
    home: str


class Runner(NamedTuple):
    """One process and whose it is; ``entry`` is None where the user database has no line for the UID."""

    pid: int
    ids: Ids
    entry: Entry | None = None


def entry(uid: int) -> Entry | None:
    """The user database's line for a UID. The look-up may hang where that is on a network."""
    found = process.user_entry(uid)
    return Entry(*found) if found else None


def runner(pid: int) -> Runner | Unknown:
    """Whose the process ``pid`` is: proc_pid_status(5)."""
    status = files.read_text(f"/proc/{pid}/status", 1 << 16)
    if isinstance(status, Unknown):
        return status
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    try:
        uid, gid = int(lines["Uid"].split()[1]), int(lines["Gid"].split()[1])
        groups = tuple(sorted({gid, *map(int, lines["Groups"].split())}))
    except (KeyError, IndexError, ValueError):
        return Unknown(f"/proc/{pid}/status has not the documented shape")
    return Runner(pid, Ids(uid, gid, groups), entry(uid))


def serving(contract: Contract) -> Runner | Unknown | None:
    """The process that serves the IDE: as the server says, as s6 says, by its name; None where none is found."""
    if contract.server_pid == NONE_YET:
        return None
    pid = contract.server_pid or _supervised() or _named()
    return runner(_below(pid)) if pid else None


def drops() -> tuple[str, ...]:
    """The start scripts that go on as another user than they are started as."""
    places = [*(f"{folder}/{name}/run" for folder in (scripts.SERVICE, scripts.NATIVE) for name in _listed(folder)
                if name != services.OURS)]  # fmt: skip
    found = [path for path in places[: scripts.LIMIT] if _drops(path)]
    return (*found, *((_START,) if files.exists(_START) else ()))


def _drops(path: str) -> bool:
    text = files.read_text(path, 64 << 10)
    return isinstance(text, str) and any(_DROPS.search(line.partition("#")[0]) for line in text.splitlines()[1:])


def _listed(folder: str) -> tuple[str, ...]:
    names = files.names_in(folder)
    return () if isinstance(names, Unknown) else names


def _supervised() -> int | None:
    """The PID of the one service that s6 supervises beside ours, None where it does not tell."""
    tools = next((folder for folder in services.TOOLS if files.exists(f"{folder}/s6-svstat")), None)
    pids = []
    for place in services.PLACES if tools else ():
        for name in _listed(place):
            if not services.OWN.match(name) and name != services.OURS:
                said = programs.ask([f"{tools}/s6-svstat", "-o", "pid", f"{place}/{name}"], services.SECONDS)
                if isinstance(said, str) and said.strip().isdecimal():
                    pids.append(int(said))
    return pids[0] if len(pids) == 1 else None


def _named() -> int | None:
    """The oldest process with a server's name. Only names are read: other files wait for a process that hangs."""
    pids = sorted(int(name) for name in _listed("/proc") if name.isdecimal())
    for pid in pids[:LIMIT]:
        name = files.read_text(f"/proc/{pid}/comm", 64)
        if isinstance(name, str) and name.strip() in SHORT:
            return pid
    return None


def _below(pid: int) -> int:
    """The process that a shell or a wrapper has started in its place."""
    for _ in range(DEPTH):
        name = files.read_text(f"/proc/{pid}/comm", 64)
        children = files.read_text(f"/proc/{pid}/task/{pid}/children", 4096)
        if not isinstance(name, str) or name.strip() not in SHELLS or not isinstance(children, str):
            break
        if not children.split():
            break
        pid = int(children.split()[0])
    return pid
