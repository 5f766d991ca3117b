"""File locks and SQLite, tried for real on a file of our own: network file systems refuse them, or never answer."""

import errno
import fcntl
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from jupyter_kfcheck.host import probefile

if TYPE_CHECKING:
    import _sqlite3

T = TypeVar("T")
LEFT_BY_SQLITE = ("-journal", "-wal", "-shm")
BUSY_SECONDS = 1.0  # nobody else knows the file: who waits longer waits for a broken lock


def probe(directory: int, work: Callable[[str, int], T]) -> T:
    """What ``work`` makes of the name and the descriptor of a new file. Raises `probefile.StepError`."""
    return probefile.use(directory, lambda mine, fd: work(mine[0], fd), *LEFT_BY_SQLITE)


def lock(fd: int) -> tuple[int, int]:
    """The errno of an fcntl(2) and of a flock(2) lock on an open file, 0 where it was granted; neither waits."""
    return _errno(lambda: fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)), _errno(
        lambda: fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    )


def _errno(take: Callable[[], object]) -> int:
    try:
        take()
    except OSError as problem:
        return problem.errno or errno.EIO
    return 0


def unlock(fd: int) -> None:
    """Give back what `lock` took."""
    with suppress(OSError):
        fcntl.lockf(fd, fcntl.LOCK_UN)
    with suppress(OSError):
        fcntl.flock(fd, fcntl.LOCK_UN)


def try_sqlite(path: str) -> tuple[str | None, bool | None]:
    """Make the empty file at ``path`` a database: what SQLite refuses with, and whether its write-ahead log works.

    None for each that is not known; ImportError where this Python has no SQLite. Nothing is synced: locks are asked
    about here, the disk elsewhere.
    """
    import _sqlite3  # noqa: PLC0415 - a millisecond; the package around it costs ten

    try:
        base = _sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    except _sqlite3.Error as problem:
        return str(problem), None
    try:
        base.execute("PRAGMA synchronous = OFF")
        base.execute("CREATE TABLE tried (number)")
        base.execute("INSERT INTO tried VALUES (1)")
    except _sqlite3.Error as problem:
        return str(problem), None
    else:
        return None, _write_ahead(base)
    finally:
        with suppress(_sqlite3.Error):
            base.close()


def _write_ahead(base: "_sqlite3.Connection") -> bool:
    import _sqlite3  # noqa: PLC0415 - as above

    try:
        mode = base.execute("PRAGMA journal_mode = WAL").fetchone()
        base.execute("INSERT INTO tried VALUES (2)")
    except _sqlite3.Error:
        return False
    return bool(mode == ("wal",))
