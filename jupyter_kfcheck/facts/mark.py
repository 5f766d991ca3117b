"""HOME's mark: what earlier starts wrote into ``~/.local/state/kfcheck/starts.jsonl``, a line for each.

A file that is still there in a later pod is the only proof that HOME outlives a pod. It proves nothing
if it came with a copy, hence each line also tells which file it was written into.
"""

import errno
import json
import time

from jupyter_kfcheck.codec import DecodeError, decode
from jupyter_kfcheck.facts import mounts
from jupyter_kfcheck.host import files, mark
from jupyter_kfcheck.model import Struct, Unknown

PATH = "/".join(("~", *mark.FOLDER, mark.NAME))
END_OF_TIME = 1e11  # seconds since 1970 that time.gmtime still takes
TEXT_LIMIT = 200
"""Characters of a path that are recorded."""


class File(Struct):
    """Which file the mark is: ``born`` in nanoseconds of Unix time; ``fsid`` 0 where the file system has none."""

    inode: int
    born: int | None
    fsid: int


class Record(Struct):
    """One start. ``pods`` counts the pods whose starts the mark has seen, this one included; ``time`` is Unix time.

    ``life`` is the UID of the pod, or the id of a container outside of Kubernetes; ``file`` is the file that
    the record was written into, ``fs`` to ``source`` (at most `TEXT_LIMIT` characters) the mount that it was on.
    """

    time: float
    life: str | None
    layer: str | None
    boot: str | None
    host: str | None
    fs: str
    device: str
    root: str
    source: str
    file: File
    pods: int


class Mark(Struct):
    """The mark as it was found: its records in the order of writing, lines that are none, and the file itself.

    ``since`` is when the first record was written (RFC 3339).
    """

    records: tuple[Record, ...]
    damaged: int
    file: File
    since: str | None = None


def read(home: int) -> Mark | Unknown | None:
    """The mark in the open directory ``home``; None where there is none."""
    try:
        folder = open_folder(home)
        try:
            fd = mark.open_file(folder)
        finally:
            mark.close(folder)
    except FileNotFoundError:
        return None
    except OSError as problem:
        return Unknown(f"{PATH}: {files.unknown(problem).reason}", problem.errno)
    try:
        return parse(mark.read(fd), identify(fd))
    except OSError as problem:
        return files.unknown(problem)
    finally:
        mark.close(fd)


def open_folder(home: int, *, create: bool = False) -> int:
    """The mark's folder, on the mount of HOME itself: one below it says nothing about HOME. Raises OSError."""
    folder = mark.folder(home, create=create)
    if mounts.mount_id(folder) == mounts.mount_id(home):
        return folder
    mark.close(folder)
    raise OSError(errno.EXDEV, "another volume is mounted there")


def identify(fd: int) -> File:
    """Which file an open one is."""
    from jupyter_kfcheck.host import birth  # noqa: PLC0415 - ctypes costs milliseconds, and most HOMEs have no mark

    return File(mark.inode(fd), birth.nanoseconds(fd), mark.fsid(fd))


def parse(text: str, file: File) -> Mark:
    """The mark from its text; a line that is no record is counted, not trusted."""
    records, damaged = [], 0
    for line in text.splitlines():
        try:
            record: Record = decode(Record, json.loads(line))
        except (DecodeError, ValueError, RecursionError, OverflowError):  # a number of 400 digits
            damaged += 1
            continue
        if 0 <= record.time < END_OF_TIME:  # NaN is not
            records.append(record)
        else:
            damaged += 1
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(records[0].time)) if records else None
    return Mark(tuple(records), damaged, file, since)
