"""Can HOME be written: tried in HOME and in the folders that programs write to, asked of what they rewrite there."""

import errno
from collections.abc import Iterator
from itertools import chain

from jupyter_kfcheck.host import disk
from jupyter_kfcheck.model import Struct

# Folders that Jupyter, the shells and conda write to; parents before children. In these a file is really made.
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
# What they write into or over, one and two levels further down: a folder ends with a slash. The kernel is asked; a
# trial that writes would cost a sync for each.
REWRITTEN = (
    ".local/bin/",
    ".local/lib/",
    ".local/share/Trash/",
    ".local/share/Trash/files/",
    ".local/share/Trash/info/",
    ".local/share/jupyter/notebook_secret",
    ".local/share/jupyter/nbsignatures.db",
    ".local/share/jupyter/file_id_manager.db",
    ".local/share/jupyter/jupyter_cookie_secret",
    ".local/share/jupyter/runtime/",
    ".local/share/jupyter/runtime/jupyter_cookie_secret",
    ".jupyter/migrated",
    ".jupyter/lab/",
    ".jupyter/lab/user-settings/",
    ".jupyter/lab/user-settings/@jupyterlab/",
    ".jupyter/lab/workspaces/",
    ".ipython/profile_default/",
    ".ipython/profile_default/history.sqlite",
    ".ipython/profile_default/db/",
    ".ipython/profile_default/log/",
    ".ipython/profile_default/pid/",
    ".ipython/profile_default/security/",
    ".config/code-server/",
    ".config/code-server/config.yaml",
    ".local/share/code-server/",
    ".local/share/code-server/User/",
    ".local/share/code-server/User/settings.json",
    ".local/share/code-server/extensions/",
    ".local/share/code-server/logs/",
    ".local/share/code-server/heartbeat",
    ".config/rstudio/",
    ".config/rstudio/rstudio-prefs.json",
    ".local/share/rstudio/",
    ".local/share/rstudio/sessions/",
    ".rstudio/",
    ".npm/",
    ".npm/_cacache/",
    ".bash_history",
    ".zsh_history",
    ".python_history",
)
READ = (".local/share/jupyter/kernels",)
"""Folders that Jupyter lists: one that cannot be listed leaves it without any kernel."""
LIMIT = 50  # names that are looked at of each folder below
ASIDE = ".old"  # as our remedy moves out of the way what cannot be written
PACKAGES, WORKSPACES, SETTINGS = ".local/lib", ".jupyter/lab/workspaces", ".jupyter/lab/user-settings/@jupyterlab"


class Trial(Struct):
    """One place in HOME that can be written, or the ``step`` that failed and its ``errno``.

    Steps of a folder: open, create, write, fsync, close, rename, remove; where it was only asked about, and of a file:
    access. Of a folder that is only listed: list. Owner and mode are None where they could not be read.
    """

    path: str
    uid: int | None
    gid: int | None
    mode: int | None
    step: str | None = None
    errno: int | None = None
    file: bool = False  # not a folder
    leads: str | None = None  # of a link that leads nowhere: what stands in it


def look(home: int, path: str, *, write: bool = True) -> Iterator[Trial]:
    """HOME, the open directory ``home`` at ``path``, first; what is in it only where HOME itself can be written.

    What is not there, and what lies below a folder that cannot be entered, is left out. Unless ``write``, the kernel
    is asked about all of it, and nothing is written.
    """
    first = _itself(home, path, write=write)
    yield first
    if first.errno is not None:
        return
    closed: list[str] = []
    for name in chain((f"{name}/" for name in NEEDED), REWRITTEN, listed(home)):
        relative = name.rstrip("/")
        if any(relative.startswith(f"{above}/") for above in closed):
            continue
        where = f"{path.rstrip('/')}/{relative}"
        found = _folder(home, relative, where, write=write and relative in NEEDED) if name.endswith("/") else _file(
            home, relative, where
        )  # fmt: skip
        if found:
            yield found
        if found is None or (found.errno is not None and name.endswith("/")):
            closed.append(relative)  # not there, or no use to look further
    for relative in READ:
        unread = _listing(home, relative, f"{path.rstrip('/')}/{relative}")
        if unread:
            yield unread


def _listing(home: int, relative: str, where: str) -> Trial | None:
    """A folder that is there and cannot be listed; what keeps it from being reached is told by another trial."""
    try:
        fd = disk.descend(home, relative)
    except OSError:
        return None
    try:
        refused = disk.listing(fd)
        return Trial(where, *disk.owner(fd)[:3], "list", refused) if refused else None
    except OSError as problem:
        return _refused(where, "open", problem)
    finally:
        disk.close(fd)


def once(home: int, path: str) -> Trial:
    """HOME alone, really written to: one file, one sync."""
    return _itself(home, path, write=True)


def _itself(home: int, path: str, *, write: bool) -> Trial:
    """HOME, which is there: that it is not is an answer as well (a folder that was deleted, a server's lost export)."""
    return _folder(home, ".", path, write=write) or Trial(path, None, None, None, "open", errno.ENOENT)


def _folder(home: int, relative: str, where: str, *, write: bool) -> Trial | None:
    try:
        fd = disk.descend(home, relative)
    except OSError as problem:
        return _astray(home, relative, where) or _refused(where, "open", problem)
    uid = gid = mode = None
    try:
        uid, gid, mode, _ = disk.owner(fd)
        if write:
            disk.try_writing(fd)
        else:
            disk.ask_folder(fd)
    except disk.StepError as refused:
        return Trial(where, uid, gid, mode, refused.step, refused.errno)
    except OSError as problem:
        return _refused(where, "open", problem)
    finally:
        disk.close(fd)
    return Trial(where, uid, gid, mode)


def _astray(home: int, relative: str, where: str) -> Trial | None:
    """A link of this user's or root's that leads nowhere: no program can make a folder under its name."""
    if relative not in NEEDED:
        return None
    try:
        found = disk.astray(home, relative)
    except OSError:
        return None
    return Trial(where, *found.owner, "open", found.errno, leads=found.leads) if found else None


def _file(home: int, relative: str, where: str) -> Trial | None:
    """A file that is there; another kind of thing under its name is none of ours."""
    try:
        about = disk.ask_file(home, relative)
    except disk.StepError as refused:
        return Trial(where, *refused.owner, refused.step, refused.errno, file=True)
    except OSError as problem:
        return _refused(where, "open", problem)
    return Trial(where, *about, file=True) if about else None


def _refused(where: str, step: str, problem: OSError) -> Trial | None:
    """None for what is not there, and for a link that another user has made: it is not followed."""
    if problem.errno in (errno.ENOENT, errno.ELOOP):
        return None
    return Trial(where, None, None, None, step, problem.errno or errno.EIO)


def listed(home: int) -> Iterator[str]:
    """What they rewrite under names that differ, in the open directory ``home``: a folder ends with a slash."""
    for name in disk.names(home, PACKAGES, LIMIT):
        if name.startswith("python") and name[-1].isdigit():
            yield f"{PACKAGES}/{name}/"
            yield f"{PACKAGES}/{name}/site-packages/"
    for name in disk.names(home, WORKSPACES, LIMIT):
        if name.endswith(".jupyterlab-workspace"):
            yield f"{WORKSPACES}/{name}"
    for name in disk.names(home, SETTINGS, LIMIT):
        if name.endswith(ASIDE):
            continue
        yield f"{SETTINGS}/{name}/"
        for file in disk.names(home, f"{SETTINGS}/{name}", LIMIT):
            if file.endswith(".jupyterlab-settings"):
                yield f"{SETTINGS}/{name}/{file}"
