"""A directory, its file system and what can really be done in it.

Running as another user (a start-up script as root, say), nothing here follows a link that the
directory's owner may have planted: components are opened one by one, without following.
"""

import errno
import os
import stat
import time
import zlib
from collections.abc import Callable
from contextlib import suppress

from jupyter_kfcheck.host import process

STALE_SECONDS = 60  # a probe file older than this was left by a run that was killed
RENAMED = ".renamed"
SLOTS = 4  # so that killed runs leave at most this many files, whatever happens
TURN_SECONDS = 1.0  # how long a run waits for other runs, which hold a name for some milliseconds each


class StepError(Exception):
    """A step of the trial that the kernel refused: its name and errno."""

    def __init__(
        self, step: str, problem: OSError, owner: tuple[int | None, int | None, int | None] = (None,) * 3
    ) -> None:
        """Take the errno out of the kernel's answer; ``owner``: UID, GID and mode where they are known."""
        super().__init__(step)
        self.step, self.errno, self.owner = step, problem.errno or errno.EIO, owner


def open_directory(path: str, parent: int | None = None) -> int:
    """A descriptor of a directory, usable even where it cannot be read (O_PATH). Raises OSError."""
    return os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=parent)


def descend(top: int, relative: str) -> int:
    """Open a directory below ``top``; through links only where this user or root has made them. Raises OSError.

    A link that another user has made gives ELOOP.
    """
    fd = os.dup(top)
    for name in relative.split("/"):
        try:
            foreign = _foreign(name, fd)
            flags = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC | (os.O_NOFOLLOW if foreign else 0)
            below = os.open(name, flags, dir_fd=fd)
        finally:
            os.close(fd)
        fd = below
    return fd


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
    """What access(2) says to this process's effective ids of writing into an open directory. Writes nothing."""
    return os.access(f"/proc/self/fd/{fd}", os.W_OK | os.X_OK, effective_ids=True)


def try_writing(directory: int) -> None:
    """Create, write, sync, rename and remove a small file. Raises `StepError` with the step that failed.

    Asking is not enough: access(2) knows neither read-only servers, root squash, quota nor a full disk.
    """
    name, fd = create(directory)
    new = name + RENAMED
    mine = name
    try:
        _step("write", lambda: os.write(fd, b"kfcheck\n" * 512))
        _step("fsync", lambda: os.fsync(fd))
        _step("rename", lambda: os.rename(name, new, src_dir_fd=directory, dst_dir_fd=directory))
        mine = new
        _step("remove", lambda: os.unlink(new, dir_fd=directory))
    except BaseException:  # a step that failed, or the end of this process, see `children`
        with suppress(OSError):
            os.unlink(mine, dir_fd=directory)
        raise
    finally:
        with suppress(OSError):
            os.close(fd)


def ask_folder(fd: int) -> None:
    """Ask whether files can be made in an open directory, without making one. Raises `StepError`."""
    if os.access(".", os.W_OK | os.X_OK, dir_fd=fd, effective_ids=True):
        return
    about = owner(fd)[:3]
    read_only = os.fstatvfs(fd).f_flag & os.ST_RDONLY
    raise StepError("access", OSError(errno.EROFS if read_only else errno.EACCES, ""), about)


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
        if not os.access(name, os.R_OK | os.W_OK, dir_fd=directory, effective_ids=True):
            try:  # access(2) says no, open(2) says why; nothing is written
                os.close(os.open(name, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=directory))
            except OSError as problem:
                raise StepError("access", problem, about) from None
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
    name, fd = create(directory)
    try:
        _step("write", lambda: os.write(fd, b"kfcheck\n"))
        info: list[os.stat_result] = []
        _step("stat", lambda: info.append(os.fstat(fd)))
        return stat.S_IMODE(info[0].st_mode)
    finally:
        with suppress(OSError):
            os.close(fd)
        with suppress(OSError):
            os.unlink(name, dir_fd=directory)


def _step(step: str, action: Callable[[], object]) -> None:
    try:
        action()
    except OSError as problem:
        raise StepError(step, problem) from None


def create(directory: int) -> tuple[str, int]:
    """A new file under one of a few names of this host's own, taking over what a killed run left."""
    end = time.monotonic() + TURN_SECONDS
    while not (made := _create_now(directory)):
        if time.monotonic() > end:
            raise StepError("create", FileExistsError(errno.EEXIST, "all probe names are taken"))
        time.sleep(0.005)
    return made


def _create_now(directory: int) -> tuple[str, int] | None:
    host = zlib.crc32(process.host_name().encode())
    for slot in range(SLOTS):
        name = f".kfcheck-probe-{host:08x}-{slot}"
        if _taken(directory, name):
            continue
        try:
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
            fd = os.open(name, flags, 0o600, dir_fd=directory)
        except FileExistsError:
            continue
        except OSError as problem:
            raise StepError("create", problem) from None
        if not _taken(directory, name + RENAMED):
            return name, fd
        os.close(fd)  # another run is about to remove its file, and would remove this one in its place
        with suppress(OSError):
            os.unlink(name, dir_fd=directory)
    return None


def _taken(directory: int, name: str) -> bool:
    """Is there a file that a run in progress may hold? What a killed one has left is removed."""
    try:
        left = os.stat(name, dir_fd=directory, follow_symlinks=False)
        if time.time() - left.st_mtime < STALE_SECONDS or not stat.S_ISREG(left.st_mode):
            return True
        os.unlink(name, dir_fd=directory)
    except FileNotFoundError:
        return False
    except OSError as problem:  # a folder that cannot be entered is no name that is taken
        raise StepError("create", problem) from None
    return False


close = os.close
