"""As whom the IDE runs: the process that serves it, whoever asks; before it runs, the container's own first process."""

from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck import platforms
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.s6 import services
from jupyter_kfcheck.host import files, process, programs, sockdiag, tally
from jupyter_kfcheck.model import Struct, Unknown

NAMES = ("jupyter-lab", "jupyter-server", "jupyter-notebook", "jupyterhub-singleuser", "rserver")
SHORT = {name[:15] for name in NAMES}  # the kernel keeps 15 characters of a name
SHELLS = ("sh", "bash", "dash", "execlineb", "sudo", "su", "tini", "start.sh", "s6-setuidgid")
DEPTH = 5
NONE_YET = 0  # as `Contract.server_pid`: at start-up nothing serves, so nothing is looked for
LIMIT = 4096  # processes looked at
# A proxy in the image holds the port for the IDE, and may run as somebody else.
PROXIES = ("nginx", "envoy", "haproxy", "caddy", "traefik", "httpd", "apache2", "configurable-ht", "oauth2-proxy")
# What the facts read of the environment. Of these the notebook's own value counts, or that it has none.
OWN = (
    "HOME",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_ALLOW_INSECURE_WRITES",
    "XDG_DATA_HOME",
    "CUDA_VISIBLE_DEVICES",
    "LD_LIBRARY_PATH",
)


class Ids(Struct):
    """Effective ids, as the kernel judges permissions by them; ``groups`` is sorted and has ``gid`` in it."""

    uid: int
    gid: int
    groups: tuple[int, ...]


class Entry(Struct):
    """The line of the user database (passwd, LDAP …) for the UID."""

    name: str
    home: str


class Runner(Struct):
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


def find(contract: Contract) -> int | None:
    """The process that serves the IDE: as the server says, as s6 says, by its name, by the port; None without one."""
    pid = contract.server_pid or _supervised() or _named() or _listening(contract)
    return _below(pid) if pid else None


def serving(contract: Contract) -> Runner | Unknown | None:
    """Whose the process that serves the IDE is; None where there is none, and at start-up, when there is none yet."""
    pid = None if contract.server_pid == NONE_YET else find(contract)
    return runner(pid) if pid else None


def look(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield ``pid`` (0 without one) of the process that serves, and its ``ids`` and ``environment``.

    The last two only where it was started for the same notebook as this process, as their platform's variables say:
    on a machine without containers it may be anybody's. Root without CAP_SYS_PTRACE may not read another user's
    environment, so this process becomes that user.
    """
    pid = find(contract)
    yield "pid", pid or NONE_YET
    found = runner(pid) if pid else None
    if not pid or not isinstance(found, Runner):
        return
    if process.ids()[0] == 0:
        process.become(*found.ids)
    environment = files.environment(pid, (*OWN, *platforms.SIGNALS))
    if not isinstance(environment, Unknown) and _same_notebook(environment):
        yield "ids", found.ids
        yield "environment", {name: environment[name] for name in OWN}


def _same_notebook(environment: dict[str, str | None]) -> bool:
    return any(environment[name] == value for name in platforms.SIGNALS if (value := files.env(name)) is not None)


def _listed(folder: str) -> tuple[str, ...]:
    names = files.names_in(folder)
    return () if isinstance(names, Unknown) else names


def _supervised() -> int | None:
    """The PID of the one service that s6 supervises beside ours, None where it does not tell."""
    tools = next((folder for folder in services.TOOLS if files.exists(f"{folder}/s6-svstat")), None)
    pids = []
    for place in services.PLACES if tools else ():
        for name in _listed(place):
            if not tally.own(name) and name != services.OURS:
                said = programs.ask([f"{tools}/s6-svstat", "-o", "pid", f"{place}/{name}"], services.SECONDS)
                if isinstance(said, str) and said.strip().isdecimal():
                    pids.append(int(said))
    return pids[0] if len(pids) == 1 else None


def _named() -> int | None:
    """The oldest process with a server's name. Only names are read: other files wait for a process that hangs."""
    pids = sorted(int(name) for name in _listed("/proc") if name.isdecimal())
    for pid in pids[:LIMIT]:
        name = files.read_text(f"/proc/{pid}/comm", 64)
        if isinstance(name, str) and name.strip() in SHORT and _in_this_container(pid):
            return pid
    return None


def _listening(contract: Contract) -> int | None:
    """The process that holds the platform's port, unless it is a proxy or cannot be told."""
    return holding(platforms.port(contract.port, files.env("JUPYTERHUB_SERVICE_URL")))


def holding(port: int) -> int | None:
    """The process of this container that listens on ``port``, unless it is a proxy or cannot be told."""
    try:
        held = next((socket.inode for socket in sockdiag.listeners() if socket.port == port), None)
        pid = sockdiag.holder(held) if held else None
    except OSError:
        return None
    name = files.read_text(f"/proc/{pid}/comm", 64) if pid else None
    if pid is None or not isinstance(name, str) or name.strip().startswith(PROXIES):
        return None
    return pid if _in_this_container(pid) else None


def _in_this_container(pid: int) -> bool:
    """Whether a process has this one's files: a machine shows those of its containers, a pod may show a sidecar's.

    The kernel gives each mount a number that no other one has, and anyone may read it (proc_pid_mountinfo(5)); the link
    to the namespace is for the same user alone. A process that cannot be told is taken for one of ours.
    """
    first = [files.read_text(f"/proc/{who}/mountinfo", 64) for who in (pid, "self")]
    theirs, ours = (line.split()[:1] if isinstance(line, str) else None for line in first)
    return theirs is None or ours is None or theirs == ours


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
