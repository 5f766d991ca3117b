"""HOME: where it is, whether it can be written, how much room is left."""

import posixpath
from collections.abc import Iterator
from typing import Any, NamedTuple

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import mark, seed, trials
from jupyter_kfcheck.facts.mark import Mark
from jupyter_kfcheck.facts.seed import Seed
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.host import disk, files, trees
from jupyter_kfcheck.model import Unknown


class Directory(NamedTuple):
    """What is at ``$HOME``. ``env`` is None where the variable is unset; owner and mode are of the real directory."""

    env: str | None
    real: str | None
    uid: int | None = None
    gid: int | None = None
    mode: int | None = None
    errno: int | None = None  # why it cannot be opened as a directory, or entered


class Space(NamedTuple):
    """Bytes and inodes that an unprivileged user may still use, and totals; a total of 0 says nothing."""

    free_bytes: int
    total_bytes: int
    free_inodes: int
    total_inodes: int


BULKY = (".cache", ".local/share/Trash", ".ipynb_checkpoints", "work/.ipynb_checkpoints")
BULK_FILES, BULK_SECONDS = 20_000, 0.2  # what is counted of each


class Bulk(NamedTuple):
    """A folder of HOME that may be emptied: the bytes in it, at least so many where not ``all`` were counted."""

    path: str
    bytes: int
    all: bool


class Home(NamedTuple):
    """``trials`` begins with HOME itself; it is empty where there was too little room to try. ``env``: its variable.

    ``bulk`` is looked for where room is short, the largest first.
    """

    directory: Directory | Unknown
    space: Space | Unknown
    trials: tuple[Trial, ...] | Unknown
    mark: Mark | Unknown | None
    seed: Seed | Unknown
    env: str | Unknown | None = Unknown("an older kfcheck did not look")
    bulk: tuple[Bulk, ...] | Unknown = ()


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
    yield "directory", Directory(env, real, uid, gid, mode)
    space = files.told(lambda: Space(*disk.space(fd)))
    yield "space", space
    yield "mark", files.told(lambda: mark.read(fd))
    yield "seed", files.told(lambda: seed.look(real))  # before the trials, which change the times of directories
    if isinstance(space, Space) and space.total_bytes and space.free_bytes < contract.home_fail_bytes:
        yield "trials", ()
    else:
        yield "trials", files.told(lambda: tuple(trials.look(fd, real)))
    short = isinstance(space, Space) and space.total_bytes and space.free_bytes < contract.home_warn_bytes
    yield "bulk", files.told(lambda: _bulk(real)) if short else ()


def _bulk(real: str) -> tuple[Bulk, ...]:
    sizes = [Bulk(f"{real}/{name}", *trees.size(f"{real}/{name}", BULK_FILES, BULK_SECONDS)) for name in BULKY]
    return tuple(sorted((bulk for bulk in sizes if bulk.bytes), key=lambda bulk: -bulk.bytes))


def _nothing(why: Unknown) -> Iterator[tuple[str, Unknown]]:
    for part in ("space", "trials", "mark", "seed", "bulk"):
        yield part, why
