"""How often each service under s6 has ended, from s6's own tally of deaths: a look costs a stat for each service.

The small loop of `kfcheck watch` keeps this in memory, so it imports what the interpreter has loaded anyway.
"""

import _signal  # type: ignore[import-not-found]  # the typeshed lacks it
import posix

PLACES = ("/run/service", "/run/s6/services")  # v3, v2
OURS = "kfcheck"
LIMIT = 1 << 16
_RECORD = 14  # bytes, as s6 packs them: a TAI64N label of 12, the exit code, the signal
_TYPE, _REGULAR = 0o170000, 0o100000  # of a mode, as in inode(7)

Death = tuple[bytes, str]
"""One end of a service: a label, which sorts by time, and how it ended: ``exit code 1``, ``SIGKILL``."""


def own(name: str) -> bool:
    """Whether a service is s6's own, and no image's."""
    return name.startswith(("s6rc-", "s6-linux-init-", ".")) or name in ("s6-fdholderd", "s6-svscan-log")


def look(known: dict[str, float]) -> dict[str, tuple[Death, ...]]:
    """The deaths of each service whose tally has changed since ``known``, which is brought up to date.

    Of a service that this user may not look at there are none.
    """
    found = {}
    for place in PLACES:
        for name in _names(place):
            if own(name) or name == OURS:
                continue
            path = f"{place}/{name}/supervise/death_tally"
            try:
                changed = posix.stat(path).st_mtime
            except OSError:  # none has died, or it is another user's
                continue
            if known.get(path) != changed:
                known[path] = changed
                found[name] = parse(_read(path))
    return found


def parse(raw: bytes) -> tuple[Death, ...]:
    """The deaths in a tally, oldest first; what is cut off is left out."""
    records = (raw[at : at + _RECORD] for at in range(0, len(raw) - _RECORD + 1, _RECORD))
    return tuple((r[:12], _signal_name(r[13]) if r[13] else f"exit code {r[12]}") for r in records)


def _names(place: str) -> list[str]:
    try:
        return sorted(posix.listdir(place))
    except OSError:
        return []


def _read(path: str) -> bytes:
    """The file's bytes; none where it is no plain file or cannot be read."""
    try:
        file = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NONBLOCK)
    except OSError:
        return b""
    try:
        return posix.read(file, LIMIT) if posix.fstat(file).st_mode & _TYPE == _REGULAR else b""
    except OSError:
        return b""
    finally:
        posix.close(file)


def _signal_name(number: int) -> str:
    """A signal by its name, ``SIGKILL``; by its number where it has none."""
    names = (name for name, value in vars(_signal).items() if value == number and name[:3] == "SIG" and name[3] != "_")
    return min(names, default=f"signal {number}")  # of two names that which the module signal takes as well
