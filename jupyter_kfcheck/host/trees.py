"""The files below a folder, as far as they are few, and whether two of them are the same."""

import os
import stat
import time
from contextlib import suppress
from itertools import islice

from jupyter_kfcheck.host.files import unknown
from jupyter_kfcheck.model import Struct, Unknown

COMPARED = 64 << 10  # bytes: larger files are compared by size alone


class Tree(Struct):
    """Paths of files, relative to their folder; ``closed`` are files and folders that cannot be read."""

    files: tuple[str, ...]
    closed: tuple[str, ...]


def files(folder: str, limit: int) -> Tree | Unknown:
    """At most ``limit`` files below ``folder``, links not followed."""
    found: list[str] = []
    closed: list[str] = []
    try:
        os.listdir(folder)
    except OSError as problem:
        return unknown(problem)
    for place, folders, names in os.walk(folder, onerror=lambda problem: closed.append(problem.filename)):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(place, name)
            found.append(os.path.relpath(path, folder))
            if not os.path.islink(path) and not os.access(path, os.R_OK, effective_ids=True):
                closed.append(path)
        if len(found) >= limit:
            break
    return Tree(tuple(found[:limit]), tuple(os.path.relpath(path, folder) for path in closed[:limit]))


def same_layer(path: str, other: str) -> bool:
    """Whether two paths are on one file system. Raises OSError."""
    return os.stat(path).st_dev == os.stat(other).st_dev


def oldest(path: str, limit: int) -> float | None:
    """As `changed`, of a folder the oldest of it and ``limit`` of what is below: what is made in it changes only it."""
    times, folders = [changed(path)], [path]
    while folders and len(times) <= limit:
        with suppress(OSError), os.scandir(folders.pop(0)) as entries:
            for entry in islice(entries, limit + 1 - len(times)):
                times.append(changed(entry.path))
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
    return min((time for time in times if time is not None), default=None)


def size(path: str, limit: int, seconds: float) -> tuple[int, bool]:
    """Bytes that the files below ``path`` take, and whether all were counted within ``limit`` and ``seconds``."""
    total, seen, end = 0, 0, time.monotonic() + seconds
    for place, _, names in os.walk(path):
        for name in names:
            seen += 1
            if seen > limit or time.monotonic() > end:
                return total, False
            try:
                total += os.lstat(os.path.join(place, name)).st_blocks * 512
            except OSError:  # deleted meanwhile, or not to be looked at
                continue
    return total, True


def absent(path: str) -> bool:
    """Whether nothing is at ``path``. Raises OSError where that cannot be told: an error is no absence."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    return False


def changed(path: str) -> float | None:
    """Unix time of a file's last change of any kind (ctime), None where there is none; a link is looked at itself."""
    try:
        return os.lstat(path).st_ctime
    except OSError:
        return None


def outdated(path: str, original: str) -> bool:
    """Whether ``path`` is older than ``original`` and another file by its content."""
    try:
        here, there = os.lstat(path), os.stat(original)
        if here.st_mtime >= there.st_mtime or not stat.S_ISREG(here.st_mode) or not stat.S_ISREG(there.st_mode):
            return False
        if here.st_size != there.st_size or here.st_size > COMPARED:
            return here.st_size != there.st_size
        with open(path, "rb") as one, open(original, "rb") as other:
            return one.read() != other.read()
    except OSError:
        return False
