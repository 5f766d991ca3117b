"""What the image brings for HOME: files in a folder to be copied from, and files in HOME itself."""

import posixpath
import time
from collections.abc import Iterator
from errno import EACCES, ENOENT, ENOTDIR

from jupyter_kfcheck.host import files, trees
from jupyter_kfcheck.model import Struct, Unknown

FOLDERS = "/tmp_home"  # noqa: S108 - not a temporary folder, but where Kubeflow's images keep files for HOME
LIMIT = 100  # files of the image, and names in HOME, that are looked at: each may be a question to a server
BELOW = 30  # of what is below a folder of the image in HOME
FOLDERS_BELOW = 30  # folders that are looked into: in a HOME with many, baked ones are found by their own time
SKELETON = "/etc/skel"  # what useradd puts into any HOME


class Entry(Struct):
    """A name in HOME and when it last changed, in Unix time; of a folder in the image the oldest of what is in it."""

    name: str
    changed: float


class Seed(Struct):
    """``folder`` is where the image keeps files for HOME, None where it does not; paths are relative to it.

    ``missing`` are those that HOME lacks, ``outdated`` those of which HOME has another, older one.
    ``entries`` are the names in HOME but those that any HOME has; ``seen_at`` is Unix time. ``closed`` are files and
    folders of the image that this user cannot read.
    """

    folder: str | None
    total: int
    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    entries: tuple[Entry, ...]
    seen_at: float
    closed: tuple[str, ...] = ()


def look(home: str) -> Seed | Unknown:
    """Compare the image's folder with the directory ``home``. Raises OSError where that cannot be looked at."""
    folder = files.env("HOME_TMP") or f"{FOLDERS}/{posixpath.basename(home)}"
    tree = trees.files(folder, LIMIT)
    names = files.names_in(home, LIMIT)
    if isinstance(names, Unknown):
        return names
    if isinstance(tree, Unknown) and tree.errno not in (EACCES, ENOENT, ENOTDIR):
        return tree
    seeds = () if isinstance(tree, Unknown) else tree.files
    usual = files.names_in(SKELETON)
    own = [name for name in names if name not in (() if isinstance(usual, Unknown) else usual)]
    missing = [path for path in seeds if trees.absent(f"{home}/{path}")]
    return Seed(
        folder=folder if not isinstance(tree, Unknown) or tree.errno == EACCES else None,
        total=len(seeds),
        missing=tuple(missing),
        outdated=tuple(path for path in seeds if trees.outdated(f"{home}/{path}", f"{folder}/{path}")),
        entries=tuple(_entries(home, own)),
        seen_at=time.time(),
        closed=("",) if isinstance(tree, Unknown) and tree.errno == EACCES else getattr(tree, "closed", ()),
    )


def _entries(home: str, names: list[str]) -> Iterator[Entry]:
    """Only of a HOME in the image is the age of its content of use, and on a volume each look may be a question."""
    image = trees.same_layer(home, "/")
    for number, name in enumerate(names):
        below = image and number < FOLDERS_BELOW
        changed = trees.oldest(f"{home}/{name}", BELOW) if below else trees.changed(f"{home}/{name}")
        if changed is not None:
            yield Entry(name, changed)
