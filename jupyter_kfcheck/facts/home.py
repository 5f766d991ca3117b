"""HOME: where it is, whether it can be written, how much room is left."""

import posixpath
import time
from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import again, mark, modes, seed, trials
from jupyter_kfcheck.facts.again import Seen
from jupyter_kfcheck.facts.mark import Mark
from jupyter_kfcheck.facts.modes import Private
from jupyter_kfcheck.facts.seed import Seed
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.host import disk, files, trees
from jupyter_kfcheck.model import Struct, Unknown


class Directory(Struct):
    """What is at ``$HOME``. ``env`` is None where the variable is unset; owner and mode are of the real directory."""

    env: str | None
    real: str | None
    uid: int | None = None
    gid: int | None = None
    mode: int | None = None
    errno: int | None = None  # why it cannot be opened as a directory, or entered
    listing: int | None = None  # why what is in it cannot be listed


class Space(Struct):
    """Bytes and inodes that an unprivileged user may still use, and totals; a total of 0 says nothing."""

    free_bytes: int
    total_bytes: int
    free_inodes: int
    total_inodes: int


BULKY = (".cache", ".local/share/Trash", ".ipynb_checkpoints", "work/.ipynb_checkpoints")
BULK_FILES, BULK_SECONDS = 20_000, 0.2  # what is counted of each


class Bulk(Struct):
    """A folder of HOME that may be emptied: the bytes in it, at least so many where not ``all`` were counted."""

    path: str
    bytes: int
    all: bool


class Home(Struct):
    """``trials`` begins with HOME itself; it is empty where there was too little room to try. ``env``: its variable.

    ``bulk`` is looked for where room is short, the largest first. ``trials_at`` is the Unix time of the trials, which
    a refresh in the background may carry over from an earlier run; ``seen`` is what they depend on.
    """

    directory: Directory | Unknown
    space: Space | Unknown
    trials: tuple[Trial, ...] | Unknown
    mark: Mark | Unknown | None
    seed: Seed | Unknown
    env: str | Unknown | None = Unknown("an older kfcheck did not look")
    bulk: tuple[Bulk, ...] | Unknown = ()
    trials_at: float | Unknown = Unknown("an older kfcheck did not say")
    seen: Seen | Unknown = Unknown("an older kfcheck did not look")
    modes: tuple[Private, ...] | Unknown = Unknown("an older kfcheck did not look")


class Last(Struct):
    """What an earlier run has left for this one: its trials, when they were made, and what was seen then."""

    trials: tuple[Trial, ...]
    trials_at: float
    seen: Seen


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `Home`, what tells most first: HOME may hang at any step. No part takes another along."""
    env = files.env("HOME")
    yield "env", env
    if not env or not env.startswith("/"):
        yield from _nothing(Unknown("HOME is not set" if not env else "HOME is not an absolute path"))
        yield "directory", Directory(env, None)
        return
    real = posixpath.realpath(env)
    uid = gid = mode = None
    try:
        fd = disk.open_directory(real)
        uid, gid, mode, _ = disk.owner(fd)
        disk.enter(fd)
    except OSError as problem:
        yield "directory", Directory(env, real, uid, gid, mode, problem.errno)
        yield from _nothing(files.unknown(problem))
        return
    yield "directory", Directory(env, real, uid, gid, mode, listing=disk.listing(fd))
    space = files.told(lambda: Space(*disk.space(fd)))
    yield "space", space
    yield "mark", files.told(lambda: mark.read(fd))
    yield "seed", files.told(lambda: seed.look(real))  # before the trials, which change the times of directories
    yield "modes", files.told(lambda: modes.look(fd, real))
    seen = files.told(lambda: again.see(fd, tuple(trials.look(fd, real, write=False))))
    yield "seen", seen
    if isinstance(space, Space) and space.total_bytes and space.free_bytes < contract.home_fail_bytes:
        at: float = time.time()
        found: tuple[Trial, ...] | Unknown = ()
    else:
        found, at = _trials(fd, real, seen, contract)
    yield "trials_at", at
    yield "trials", found
    short = isinstance(space, Space) and space.total_bytes and space.free_bytes < contract.home_warn_bytes
    yield "bulk", files.told(lambda: _bulk(real)) if short else ()


def _trials(fd: int, real: str, seen: Seen | Unknown, contract: Contract) -> tuple[tuple[Trial, ...] | Unknown, float]:
    """The trials and their Unix time: all of them, those of an earlier run, or HOME alone and what is known below."""
    if contract.earlier is None:
        return files.told(lambda: tuple(trials.look(fd, real))), time.time()
    last = again.last(Last, contract.earlier, "home")
    if last and isinstance(seen, Seen) and not again.old(last.trials_at) and not again.changed(
        last.seen, seen, contract
    ):  # fmt: skip
        return last.trials, last.trials_at
    return files.told(lambda: _once(fd, real, seen, last)), time.time()


def _once(fd: int, real: str, seen: Seen | Unknown, last: Last | None) -> tuple[Trial, ...]:
    """Write into HOME itself alone. Below it the kernel is asked; what only a trial has shown holds till it changes."""
    first = trials.once(fd, real)
    if first.errno is not None or isinstance(seen, Unknown):
        return (first,)
    shown = {trial.path: trial for trial in last.trials if trial.errno is not None} if last else {}
    before = set(last.seen.places) if last else set()
    return (first, *(shown.get(place.path, place) if place in before else place for place in seen.places[1:]))


def _bulk(real: str) -> tuple[Bulk, ...]:
    sizes = [Bulk(f"{real}/{name}", *trees.size(f"{real}/{name}", BULK_FILES, BULK_SECONDS)) for name in BULKY]
    return tuple(sorted((bulk for bulk in sizes if bulk.bytes), key=lambda bulk: -bulk.bytes))


def _nothing(why: Unknown) -> Iterator[tuple[str, Unknown]]:
    for part in ("space", "trials", "mark", "seed", "bulk", "trials_at", "seen", "modes"):
        yield part, why
