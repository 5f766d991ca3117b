"""What the image brings for HOME: files in a folder to be copied from, and files in HOME itself."""

import posixpath
import time
from typing import NamedTuple

from jupyter_kfcheck.host import files, trees
from jupyter_kfcheck.model import Unknown

FOLDERS = "/tmp_home"  # noqa: S108 - not a temporary folder, but where Kubeflow's images keep files for HOME
LIMIT = 100  # files of the image, and names in HOME, that are looked at: each may be a question to a server
SKELETON = "/etc/skel"  # what useradd puts into any HOME


class Entry(NamedTuple):
    """A name in HOME and when it last changed, in Unix time."""

    name: str
    changed: float


class Seed(NamedTuple):
    """``folder`` is where the image keeps files for HOME, None where it does not; paths are relative to it.

    ``missing`` are those that HOME lacks, ``outdated`` those of which HOME has another, older one.
    ``entries`` are the names in HOME but those that any HOME has; ``seen_at`` is Unix time.
    """

    folder: str | None
    total: int
    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    entries: tuple[Entry, ...]
    seen_at: float


def look(home: str) -> Seed | Unknown:
    """Compare the image's folder with the directory ``home``."""
    folder = files.env("HOME_TMP") or f"{FOLDERS}/{posixpath.basename(home)}"
    paths = trees.files(folder, LIMIT)
    names = files.names_in(home, LIMIT)
    if isinstance(names, Unknown):
        return names
    seeds = () if isinstance(paths, Unknown) else paths
    usual = files.names_in(SKELETON)
    entries = [
        Entry(name, changed)
        for name in names
        if name not in (() if isinstance(usual, Unknown) else usual)
        and (changed := trees.changed(f"{home}/{name}")) is not None
    ]
    missing = [path for path in seeds if trees.changed(f"{home}/{path}") is None]
    return Seed(
        folder=None if isinstance(paths, Unknown) else folder,
        total=len(seeds),
        missing=tuple(missing),
        outdated=tuple(path for path in seeds if trees.outdated(f"{home}/{path}", f"{folder}/{path}")),
        entries=tuple(entries),
        seen_at=time.time(),
    )
