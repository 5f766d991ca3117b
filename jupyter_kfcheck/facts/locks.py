"""Whether file locks and SQLite work in HOME: tried on a file of our own, which is gone again afterwards.

A family of its own: a disk that keeps a lock waiting costs no other fact of HOME.
"""

import posixpath
import time
from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import again
from jupyter_kfcheck.facts.again import Seen
from jupyter_kfcheck.host import disk, files, locks, process
from jupyter_kfcheck.model import Struct, Unknown


class Tried(Struct):
    """``posix`` and ``flock``: the errno of a lock by fcntl(2) and by flock(2), 0 where it was granted.

    ``sqlite`` is what SQLite refuses with, None where it works; ``wal`` whether its write-ahead log does. ``refused``
    is the errno where no file could be made to try with.
    """

    posix: int = 0
    flock: int = 0
    sqlite: str | Unknown | None = None
    wal: bool | None = None
    refused: int | None = None


class Locks(Struct):
    """``tried`` is None where there was too little room to try; ``tried_at`` in Unix time; ``seen`` as in `Home`."""

    tried: Tried | Unknown | None
    tried_at: float | Unknown = Unknown("an older kfcheck did not say")
    seen: Seen | Unknown = Unknown("an older kfcheck did not look")


class Last(Struct):
    """What an earlier run has left for this one."""

    tried: Tried
    tried_at: float
    seen: Seen


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `Locks`. A refresh in the background tries only where HOME is another than it was."""
    env = files.env("HOME")
    if not env or not env.startswith("/"):
        yield "tried", Unknown("HOME is not set" if not env else "HOME is not an absolute path")
        return
    real = posixpath.realpath(env)
    try:
        fd = disk.open_directory(real)
        seen = again.see(fd)
    except OSError as problem:
        yield "tried", files.unknown(problem)
        return
    yield "seen", seen
    last = again.last(Last, contract.earlier, "locks")
    if last and not again.changed(last.seen, seen, contract):
        yield "tried_at", last.tried_at
        yield "tried", last.tried
        return
    yield "tried_at", time.time()
    free, total = seen.space[:2]
    full = total and free < contract.home_fail_bytes
    yield "tried", None if full else files.told(lambda: look(fd, real))


def look(home: int, real: str) -> Tried:
    """Try in the open directory ``home``, which is at ``real``. Where the disk keeps a lock waiting this hangs."""

    def work(name: str, fd: int) -> Tried:
        posix, flock = locks.lock(fd)
        locks.unlock(fd)
        sqlite, wal = _sqlite(home, f"{real.rstrip('/')}/{name}")
        return Tried(posix, flock, sqlite, wal)

    try:
        return locks.probe(home, work)
    except disk.StepError as refused:
        return Tried(refused=refused.errno)


def _sqlite(home: int, path: str) -> tuple[str | Unknown | None, bool | None]:
    if process.ids()[0] == 0 and disk.owner(home)[0] != 0:  # its owner may put a link in the place of the file
        return Unknown("root opens no database in another user's folder"), None
    try:
        return locks.try_sqlite(path)
    except ImportError:
        return Unknown("this Python has no SQLite"), None
