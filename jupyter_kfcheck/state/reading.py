"""Reads the state directory, with what the interpreter has loaded anyway: the exec probe runs this every few seconds.

``/tmp`` is everybody's, so a directory counts only if it is a real one, ours, and closed to others (0700); documents
in it are reached through its descriptor and never through a link.
"""

import _json
import posix
import sys

from jupyter_kfcheck import kinds

TYPE_CHECKING = False  # as typing's, whose import alone would cost as much as the whole probe
if TYPE_CHECKING:
    from typing import Any

LIMIT = 4 << 20
_OPEN = posix.O_CLOEXEC | posix.O_NOFOLLOW
_TYPE, _REGULAR = 0o170000, 0o100000  # of a mode, as in inode(7)


def env(name: str) -> str:
    """A variable of the environment, "" where it is not set."""
    if loaded := sys.modules.get("os"):
        return str(loaded.environ.get(name, ""))
    return posix.environ.get(name.encode(), b"").decode(errors="surrogateescape")


def places() -> list[str]:
    """Where the state directory may be, best first."""
    chosen = env("KFCHECK_STATE_DIR")
    if chosen.startswith("/") and not refused():
        return [chosen]
    return ["/run/kfcheck", f"/tmp/kfcheck-{posix.geteuid()}"]  # noqa: S108 - owner, mode and links are checked


def refused() -> str:
    """Why the directory that was chosen is not used, as the end of a sentence; nothing where it is."""
    chosen = env("KFCHECK_STATE_DIR")
    if not chosen.startswith("/"):
        return ""
    from jupyter_kfcheck.state import mounted  # noqa: PLC0415 - only where one was chosen

    where = mounted.can_hang(chosen, env("HOME"))
    return f"{where}, which may hang: not used" if where else ""


def _others() -> list[str]:
    """For root, who may look into a container whose notebook is another user's: that user's state directory."""
    if posix.geteuid() or env("KFCHECK_STATE_DIR").startswith("/"):
        return []
    try:
        names = posix.listdir("/tmp")  # noqa: S108 - owner, mode and links are checked
    except OSError:
        return []
    return [f"/tmp/{name}" for name in names if name.startswith("kfcheck-") and name[8:].isdecimal()]  # noqa: S108 - as above


def open_place(place: str, *, by_root: bool = False) -> int | None:
    """A descriptor of the directory ``place``; None where it is not there, a link, not ours, or open to others.

    ``by_root``: to read alone, so root may open another user's.
    """
    try:
        directory = posix.open(place, posix.O_RDONLY | posix.O_DIRECTORY | _OPEN)
    except OSError:
        return None
    about = posix.fstat(directory)
    me = posix.geteuid()
    if (about.st_uid == me or (by_root and me == 0)) and not about.st_mode & 0o077:
        return directory
    posix.close(directory)
    return None


def load(name: str) -> bytes | None:
    """The newest document left under ``name``, None where there is none."""
    return next(iter(found(name)), None)


def found(name: str) -> list[bytes]:
    """The documents left under ``name``, the newest first: where /run was full, a later one lies in /tmp.

    What is not ours, no plain file or larger than `LIMIT` is none. Those of other users, which root sees, come last.
    """
    dated: list[tuple[bool, int, bytes]] = []
    ours = places()
    for place in (*ours, *_others()):
        directory = open_place(place, by_root=True)
        if directory is None:
            continue
        owner = posix.fstat(directory).st_uid
        try:
            # A FIFO would block the open, a device may do anything: neither is ever read.
            file = posix.open(name, posix.O_RDONLY | posix.O_NONBLOCK | _OPEN, dir_fd=directory)
        except OSError:
            continue
        finally:
            posix.close(directory)
        try:
            about = posix.fstat(file)
            if about.st_mode & _TYPE != _REGULAR or about.st_uid != owner:
                continue
            document = _all(file)
        except OSError:
            continue
        finally:
            posix.close(file)
        if len(document) <= LIMIT:
            dated.append((place not in ours, -about.st_mtime_ns, document))
    return [document for *_, document in sorted(dated)]


def announced(name: str) -> "dict[str, Any] | None":
    """What a server that still runs says of itself in the newest sound document ``name``."""
    for document in found(name):
        if said := _said(document, beside=name == "serve.json"):
            return said
    return None


def _said(document: bytes, *, beside: bool) -> "dict[str, Any] | None":
    """What a document says, None where it is damaged or its server has ended. ``beside`` an IDE, it says which."""
    try:
        said = _parse(document)
        if not _sound(said) or not runs(said["pid"], said["start"]):
            return None
        if beside:
            if type(said["port"]) is not int or not 0 < said["port"] < 65536:
                return None
            said["kind"] = said["kind"] if said["kind"] in kinds.NAMES else "unknown"
        return dict(said)
    except Exception:  # noqa: BLE001 - another version's, or damaged in a way that nobody foresaw
        return None


def _sound(said: "Any") -> bool:
    """Whether a document has what every server says of itself."""
    url, pid, start, checks = said["url"], said["pid"], said["start"], said["ready_checks"]
    return (
        isinstance(url, str)
        and url.startswith(("http://", "https://", "http+unix://"))
        and url.isprintable()
        and type(pid) is int
        and 0 < pid < 1 << 31
        and type(start) is int
        and isinstance(checks, list)
        and all(isinstance(name, str) for name in checks)
    )


def runs(pid: int, start: int) -> bool:
    """Whether the process ``pid`` is alive and began at ``start`` (clock ticks since boot)."""
    try:
        file = posix.open(f"/proc/{pid}/stat", posix.O_RDONLY | posix.O_CLOEXEC)
    except OSError:
        return False
    try:
        line = posix.read(file, 4096)
    except OSError:
        return False
    finally:
        posix.close(file)
    fields = line[line.rindex(b")") + 2 :].split()  # the name, in brackets, may hold brackets and blanks: proc(5)
    return fields[0] not in (b"Z", b"X") and int(fields[19]) == start


def _all(file: int) -> bytes:
    document = b""
    while len(document) <= LIMIT and (chunk := posix.read(file, 1 << 20)):
        document += chunk
    return document


class _Plain:
    """How the interpreter's JSON scanner reads; the module `json` costs a kubelet's probe half its time."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int, parse_constant = float, int, float


def _parse(document: bytes) -> "Any":
    return _json.make_scanner(_Plain)(document.decode(), 0)[0]  # type: ignore[arg-type]  # it reads attributes alone
