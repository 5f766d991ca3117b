"""Files in HOME that programs accept only where nobody but their owner may read them."""

from jupyter_kfcheck.host import disk, files
from jupyter_kfcheck.model import Struct, Unknown

SSH, LIMIT = ".ssh", 50  # files of ~/.ssh that are looked at
PUBLIC = (".pub", ".bak")
SINGLE = (".kube/config", ".pgpass")


class Private(Struct):
    """One such file: its path relative to HOME, its owner and its permission bits."""

    path: str
    uid: int
    gid: int
    mode: int


def look(home: int, real: str) -> tuple[Private, ...]:
    """Those in the open directory ``home`` at ``real``. What is not there, or cannot be seen, is left out."""
    found = [_file(home, path) for path in (*_ssh(home, real), *SINGLE)]
    return tuple(private for private in found if private)


def _ssh(home: int, real: str) -> list[str]:
    """Private keys by their usual names, and ssh's configuration, which nobody else may write."""
    try:
        disk.close(disk.descend(home, SSH))  # as root, not through a link of the user's
    except OSError:
        return []
    names = files.names_in(f"{real}/{SSH}")
    if isinstance(names, Unknown):
        return []
    keys = [n for n in names if (n.startswith("id_") and not n.endswith(PUBLIC)) or n.endswith(".pem")]
    return [f"{SSH}/{name}" for name in (*keys[:LIMIT], *({"config"} & set(names)))]


def _file(home: int, path: str) -> Private | None:
    about = files.told(lambda: disk.stat_file(home, path))
    return None if isinstance(about, Unknown) or about is None else Private(path, *about)
