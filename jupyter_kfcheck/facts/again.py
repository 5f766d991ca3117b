"""When a trial that writes is made again: a refresh in the background looks, and touches only where it has to.

`Contract.earlier` has what the last trials found, as `remembered` gave it: None lets every trial be made. What can be
seen without writing is compared with what was seen then.
"""

import time
from typing import Any, TypeVar

from jupyter_kfcheck.codec import DecodeError, decode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import mounts
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.host import disk
from jupyter_kfcheck.model import Struct

T = TypeVar("T")
SECONDS = 900.0
"""After so long a trial is made again, whether anything has changed or not."""


class Seen(Struct):
    """What can be seen of a folder without writing: a trial in it stands for as long as this stays.

    ``mount`` is the id of its mount, ``device`` and ``flags`` (ST_RDONLY, …) are its file system's; they change with
    the line of the mount table. ``space``: free and total bytes, free and total inodes. ``places``: what the kernel
    says, asked, of the folder and of what is in it.
    """

    mount: int | None
    device: int
    flags: int
    uid: int
    gid: int
    mode: int
    space: tuple[int, ...] = ()
    places: tuple[Trial, ...] = ()


def see(fd: int, places: tuple[Trial, ...] = ()) -> Seen:
    """Look at an open directory. Raises OSError."""
    uid, gid, mode, device = disk.owner(fd)
    return Seen(mounts.mount_id(fd), device, disk.flags(fd), uid, gid, mode, disk.space(fd), places)


def last(kind: type[T], earlier: dict[str, Any] | None, family: str) -> T | None:
    """What was remembered of a family; None where that is nothing, or of a version that wrote it otherwise."""
    try:
        return decode(kind, (earlier or {})[family])  # type: ignore[no-any-return]  # decode gives what it is asked for
    except (KeyError, DecodeError):
        return None


def old(at: float) -> bool:
    """Is a trial of the Unix time ``at`` too old to stand? One of the future is: a clock was set."""
    return not 0 <= time.time() - at < SECONDS


def changed(before: Seen, now: Seen, contract: Contract) -> bool:
    """Has anything changed that a trial may depend on? Of the room only that it has crossed a limit of home.space.

    A place that is new or gone is no change, one that is new and refused is.
    """
    if before._replace(space=(), places=()) != now._replace(space=(), places=()):
        return True
    known = {place.path: place for place in before.places}
    if any(known.get(p.path, p) != p or (p.path not in known and p.errno is not None) for p in now.places):
        return True
    return _limits(before.space, contract) != _limits(now.space, contract)


def _limits(space: tuple[int, ...], contract: Contract) -> tuple[bool, ...]:
    """Which limits of home.space there is less than."""
    if len(space) != 4:
        return ()
    free, total, inodes, all_inodes = space
    limits = (contract.home_fail_bytes, contract.home_low_bytes, contract.home_warn_bytes,
              contract.home_warn_share * total)  # fmt: skip
    return (*(free < limit for limit in limits), inodes < 1, inodes < contract.home_warn_share * all_inodes)
