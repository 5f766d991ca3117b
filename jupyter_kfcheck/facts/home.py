"""HOME: where it is, whether it can be written, how much room is left."""

import posixpath
from collections.abc import Iterator
from typing import Any, NamedTuple

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import mark, seed
from jupyter_kfcheck.facts.mark import Mark
from jupyter_kfcheck.facts.seed import Seed
from jupyter_kfcheck.host import disk, files
from jupyter_kfcheck.model import Unknown

# Sub-directories that Jupyter, the shells and conda write to; parents before children.
NEEDED = (
    ".local",
    ".local/share",
    ".local/share/jupyter",
    ".jupyter",
    ".ipython",
    ".cache",
    ".config",
    ".conda",
)


class Directory(NamedTuple):
    """What is at ``$HOME``. ``env`` is None where the variable is unset; owner and mode are of the real directory."""

    env: str | None
    real: str | None
    uid: int | None = None
    gid: int | None = None
    mode: int | None = None
    errno: int | None = None  # why it cannot be opened as a directory


class Trial(NamedTuple):
    """One directory in which a file was created, written, synced, renamed and removed; or the step that failed."""

    path: str
    uid: int | None
    gid: int | None
    mode: int | None
    step: str | None = None
    errno: int | None = None


class Space(NamedTuple):
    """Bytes and inodes that an unprivileged user may still use, and totals; a total of 0 says nothing."""

    free_bytes: int
    total_bytes: int
    free_inodes: int
    total_inodes: int


class Home(NamedTuple):
    """``trials`` begins with HOME itself; it is empty where there was too little room to try."""

    directory: Directory | Unknown
    space: Space | Unknown
    trials: tuple[Trial, ...] | Unknown
    mark: Mark | Unknown | None
    seed: Seed | Unknown


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `Home`, what tells most first: HOME may hang at any step."""
    env = files.env("HOME")
    if not env or not env.startswith("/"):
        for part in ("space", "trials", "mark", "seed"):
            yield part, Unknown("HOME is not set" if not env else "HOME is not an absolute path")
        yield "directory", Directory(env, None)
        return
    real = posixpath.realpath(env)
    try:
        fd = disk.open_directory(real)
    except OSError as problem:
        yield "directory", Directory(env, real, errno=problem.errno)
        for part in ("space", "trials", "mark", "seed"):
            yield part, files.unknown(problem)
        return
    uid, gid, mode, _ = disk.owner(fd)
    yield "directory", Directory(env, real, uid, gid, mode)
    yield "mark", mark.read(fd)
    try:
        space = Space(*disk.space(fd))
    except OSError as problem:
        space = None
        yield "space", files.unknown(problem)
    else:
        yield "space", space
    yield "seed", seed.look(real)  # before the trials, which change the times of directories
    if space and space.total_bytes and space.free_bytes < contract.home_fail_bytes:
        yield "trials", ()
        return
    yield "trials", tuple(_trials(fd, real))


def _trials(home: int, path: str) -> Iterator[Trial]:
    """Try HOME itself, then those of the `NEEDED` that exist."""
    for relative in ("", *NEEDED):
        where = f"{path}/{relative}".rstrip("/")
        try:
            fd = disk.descend(home, relative or ".")
        except FileNotFoundError:
            continue
        except OSError as problem:
            yield Trial(where, None, None, None, "open", problem.errno)
            continue
        uid, gid, mode, _ = disk.owner(fd)
        try:
            disk.try_writing(fd)
            yield Trial(where, uid, gid, mode)
        except disk.StepError as refused:
            yield Trial(where, uid, gid, mode, refused.step, refused.errno)
        finally:
            disk.close(fd)
