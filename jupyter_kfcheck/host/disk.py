"""A directory, its file system and what can really be done in it.

Running as another user (a start-up script as root, say), nothing here follows a link that the
directory's owner may have planted: components are opened one by one, without following.
"""

import errno
import os
import stat
from collections.abc import Callable
from itertools import islice

from jupyter_kfcheck.host import probefile
from jupyter_kfcheck.host.probefile import StepError
from jupyter_kfcheck.model import Struct

__all__ = ["StepError"]
_AT_EACCESS = 0x200  # faccessat(2)


def open_directory(path: str, parent: int | None = None) -> int:
    """A descriptor of a directory, usable even where it cannot be read (O_PATH). Raises OSError."""
    return os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=parent)


def descend(top: int, relative: str) -> int:
    """Open a directory below ``top``; through links only where this user or root has made them. Raises OSError.

    A link that another user has made gives ELOOP.
    """
    fd, foreign = os.dup(top), False
    for name in relative.split("/"):
        try:
            # Whoever owns a folder can put a link in the place of what is root's in it.
            foreign = _foreign(name, fd) or (foreign and os.geteuid() == 0)
            flags = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC | (os.O_NOFOLLOW if foreign else 0)
            below = os.open(name, flags, dir_fd=fd)
        finally:
            os.close(fd)
        fd = below
    return fd


def names(top: int, relative: str, limit: int) -> list[str]:
    """At most ``limit`` names in a directory below ``top``, sorted; none where it cannot be listed."""
    try:
        fd = descend(top, relative)
    except OSError:
        return []
    try:
        with os.scandir(f"/proc/self/fd/{fd}") as entries:
            return sorted(entry.name for entry in islice(entries, limit))
    except OSError:
        return []
    finally:
        os.close(fd)


class Astray(Struct):
    """A link that leads nowhere: ``leads`` is what stands in it, ``errno`` what following it answers."""

    owner: tuple[int, int, int]
    errno: int
    leads: str


def astray(top: int, relative: str) -> Astray | None:
    """The link at ``relative`` below ``top`` that leads nowhere, None where it is no such link. Raises OSError."""
    folder, _, name = relative.rpartition("/")
    directory = descend(top, folder or ".")
    try:
        info = os.stat(name, dir_fd=directory, follow_symlinks=False)
        if not stat.S_ISLNK(info.st_mode) or info.st_uid not in (os.geteuid(), 0):
            return None
        try:
            os.stat(name, dir_fd=directory)
        except OSError as problem:
            if problem.errno in (errno.ENOENT, errno.ELOOP):
                leads = os.readlink(name, dir_fd=directory)
                return Astray((info.st_uid, info.st_gid, stat.S_IMODE(info.st_mode)), problem.errno, leads)
        return None
    finally:
        os.close(directory)


def _foreign(name: str, directory: int) -> bool:
    """Whether another user than this one and root owns ``name``. Raises OSError, ELOOP where that is a link."""
    info = os.stat(name, dir_fd=directory, follow_symlinks=False)
    foreign = info.st_uid not in (os.geteuid(), 0)
    if foreign and stat.S_ISLNK(info.st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return foreign


def enter(fd: int) -> None:
    """Look up a name in an open directory, which O_PATH alone does not ask for. Raises OSError."""
    os.stat(".", dir_fd=fd)


def listing(fd: int) -> int | None:
    """The errno that keeps an open directory from being listed, None where it can be. One piece of the list is read."""
    try:
        with os.scandir(f"/proc/self/fd/{fd}") as entries:
            next(entries, None)
    except OSError as problem:
        return problem.errno or errno.EIO
    return None


def owner(fd: int) -> tuple[int, int, int, int]:
    """UID, GID, permission bits and device number of an open directory. Raises OSError."""
    info = os.fstat(fd)
    return info.st_uid, info.st_gid, stat.S_IMODE(info.st_mode), info.st_dev


def space(fd: int) -> tuple[int, int, int, int]:
    """Free and total bytes, free and total inodes for an unprivileged user (statvfs(3)). Raises OSError."""
    vfs = os.fstatvfs(fd)
    return vfs.f_bavail * vfs.f_frsize, vfs.f_blocks * vfs.f_frsize, vfs.f_favail, vfs.f_files


def flags(fd: int) -> int:
    """Flags of the mount and file system of an open directory: ST_RDONLY and others of statvfs(3). Raises OSError."""
    return os.fstatvfs(fd).f_flag


def may_write(fd: int) -> bool:
    """What access(2) says to this process's effective ids of writing into an open directory. Writes nothing.

    Raises OSError where it says something else than yes and no.
    """
    refused = _refused(".", fd, os.W_OK | os.X_OK)
    if refused not in (0, errno.EACCES, errno.EPERM, errno.EROFS):
        raise OSError(refused, os.strerror(refused))
    return not refused


def _refused(name: str, directory: int, mode: int) -> int:
    """What access(2) answers for the effective ids: 0, or an errno, which `os.access` keeps to itself."""
    if os.access(name, mode, dir_fd=directory, effective_ids=True):
        return 0
    import ctypes  # noqa: PLC0415 - milliseconds that only a refusal costs

    libc = ctypes.CDLL(None, use_errno=True)
    return ctypes.get_errno() if libc.faccessat(directory, os.fsencode(name), mode, _AT_EACCESS) else 0


def try_writing(directory: int) -> None:
    """Create, write, sync, close, rename and remove a small file. Raises `StepError` with the step that failed.

    Asking is not enough: access(2) knows neither read-only servers, root squash, quota nor a full disk.
    """
    probefile.use(directory, lambda mine, fd: _try(directory, mine, fd))


def _try(directory: int, mine: list[str], fd: int) -> None:
    name, new = mine[0], mine[0] + probefile.RENAMED
    _step("write", lambda: _write(fd, b"kfcheck\n" * 512))
    _step("fsync", lambda: os.fsync(fd))
    _step("close", lambda: os.close(os.dup(fd)))  # each close of a file is told to its file system
    with probefile.held():
        _step("rename", lambda: os.rename(name, new, src_dir_fd=directory, dst_dir_fd=directory))
        mine[:] = [new]
    with probefile.held():
        _step("remove", lambda: os.unlink(new, dir_fd=directory))
        mine.clear()


def _write(fd: int, content: bytes) -> None:
    """Write all of it: a disk that is nearly full takes a part without a word. Raises OSError."""
    while content:
        content = content[os.write(fd, content) :]


def ask_folder(fd: int) -> None:
    """Ask whether files can be made in an open directory, without making one. Raises `StepError`."""
    if refused := _refused(".", fd, os.W_OK | os.X_OK):
        raise StepError("access", OSError(refused, ""), owner(fd)[:3])


def ask_file(top: int, relative: str) -> tuple[int, int, int] | None:
    """Ask whether a file below ``top`` can be read and written: its UID, GID and mode.

    None where it is no regular file. Raises `StepError`, and OSError where it is not there.
    """
    folder, _, name = relative.rpartition("/")
    directory = descend(top, folder or ".")
    try:
        follow = not _foreign(name, directory)
        info = os.stat(name, dir_fd=directory, follow_symlinks=follow)
        if not stat.S_ISREG(info.st_mode):
            return None
        about = info.st_uid, info.st_gid, stat.S_IMODE(info.st_mode)
        if refused := _refused(name, directory, os.R_OK | os.W_OK):
            raise StepError("access", OSError(refused, ""), about)
        return about
    finally:
        os.close(directory)


def stat_file(top: int, relative: str) -> tuple[int, int, int] | None:
    """UID, GID and permission bits of a regular file below ``top``, None where it is none. Raises OSError."""
    folder, _, name = relative.rpartition("/")
    directory = descend(top, folder or ".")
    try:
        info = os.stat(name, dir_fd=directory, follow_symlinks=not _foreign(name, directory))
    finally:
        os.close(directory)
    return (info.st_uid, info.st_gid, stat.S_IMODE(info.st_mode)) if stat.S_ISREG(info.st_mode) else None


def try_private(directory: int) -> int:
    """Create a file for its owner alone, write to it, remove it: the permission bits it got. Raises `StepError`."""

    def work(_: list[str], fd: int) -> int:
        _step("write", lambda: _write(fd, b"kfcheck\n"))
        info: list[os.stat_result] = []
        _step("stat", lambda: info.append(os.fstat(fd)))
        _step("close", lambda: os.close(os.dup(fd)))  # some file systems say only now that there was no room
        return stat.S_IMODE(info[0].st_mode)

    return probefile.use(directory, work)


def _step(step: str, action: Callable[[], object]) -> None:
    try:
        action()
    except OSError as problem:
        raise StepError(step, problem) from None


close = os.close
