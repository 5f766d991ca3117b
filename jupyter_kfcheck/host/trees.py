"""The files below a folder, as far as they are few, and whether two of them are the same."""

import os
import stat

from jupyter_kfcheck.host.files import unknown
from jupyter_kfcheck.model import Unknown

COMPARED = 64 << 10  # bytes: larger files are compared by size alone


def files(folder: str, limit: int) -> tuple[str, ...] | Unknown:
    """The paths of at most ``limit`` files below ``folder``, relative to it, links not followed."""
    found: list[str] = []
    try:
        os.listdir(folder)
    except OSError as problem:
        return unknown(problem)
    for place, folders, names in os.walk(folder):
        folders.sort()
        found += [os.path.relpath(os.path.join(place, name), folder) for name in sorted(names)]
        if len(found) >= limit:
            break
    return tuple(found[:limit])


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
