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

    def __init__(self, step: str, problem: OSError) -> None:
        """Take the errno out of the kernel's answer."""
        super().__init__(step)
        self.step, self.errno = step, problem.errno or errno.EIO


def open_directory(path: str, parent: int | None = None) -> int:
    """A descriptor of a directory, usable even where it cannot be read (O_PATH). Raises OSError."""
    return os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=parent)


def descend(top: int, relative: str) -> int:
    """Open a directory below ``top``; through links only where they are this user's own. Raises OSError."""
    fd = os.dup(top)
    for name in relative.split("/"):
        try:
            foreign = os.stat(name, dir_fd=fd, follow_symlinks=False).st_uid != os.geteuid()
            flags = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC | (os.O_NOFOLLOW if foreign else 0)
            below = os.open(name, flags, dir_fd=fd)
        finally:
            os.close(fd)
        fd = below
    return fd


def owner(fd: int) -> tuple[int, int, int, int]:
    """UID, GID, permission bits and device number of an open directory. Raises OSError."""
    info = os.fstat(fd)
    return info.st_uid, info.st_gid, stat.S_IMODE(info.st_mode), info.st_dev


def space(fd: int) -> tuple[int, int, int, int]:
    """Free and total bytes, free and total inodes for an unprivileged user (statvfs(3)). Raises OSError."""
    vfs = os.fstatvfs(fd)
    return vfs.f_bavail * vfs.f_frsize, vfs.f_blocks * vfs.f_frsize, vfs.f_favail, vfs.f_files


def try_writing(directory: int) -> None:
    """Create, write, sync, rename and remove a small file. Raises `StepError` with the step that failed.

    Asking is not enough: access(2) knows neither read-only servers, root squash, quota nor a full disk.
    """
    name, fd = _create(directory)
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


def try_private(directory: int) -> int:
    """Create a file for its owner alone and remove it: the permission bits it got. Raises `StepError`."""
    name, fd = _create(directory)
    try:
        return stat.S_IMODE(os.fstat(fd).st_mode)
    finally:
        os.close(fd)
        with suppress(OSError):
            os.unlink(name, dir_fd=directory)


def _step(step: str, action: Callable[[], object]) -> None:
    try:
        action()
    except OSError as problem:
        raise StepError(step, problem) from None


def _create(directory: int) -> tuple[str, int]:
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
    except OSError:
        return True
    return False


close = os.close
