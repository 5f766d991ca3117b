"""Device nodes: what they are, and whether this process may use them."""

import errno
import os
import stat

from jupyter_kfcheck.host.files import unknown
from jupyter_kfcheck.model import Unknown


def look(path: str) -> tuple[int, int, int, int, int] | Unknown | None:
    """Permission bits, UID, GID, major and minor number of a character device; None where it is something else."""
    try:
        info = os.stat(path)
    except OSError as problem:
        return unknown(problem)
    if not stat.S_ISCHR(info.st_mode):
        return None
    bits = stat.S_IMODE(info.st_mode)
    return bits, info.st_uid, info.st_gid, os.major(info.st_rdev), os.minor(info.st_rdev)


def try_open(path: str) -> int:
    """Open a device for reading and writing, close it at once; the errno, 0 where that went well."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK))
    except OSError as problem:
        return problem.errno or errno.EIO
    return 0


def try_access(path: str) -> int:
    """As `try_open`, by asking the kernel only (access(2)): modes and the device cgroup answer, the driver does not."""
    import ctypes  # noqa: PLC0415 - os.access() keeps the errno to itself; few machines have such devices

    libc = ctypes.CDLL(None, use_errno=True)
    return ctypes.get_errno() if libc.access(os.fsencode(path), os.R_OK | os.W_OK) else 0


def reach(path: str) -> int:
    """The errno of reaching ``path`` through all directories above it, 0 where it is there."""
    try:
        os.stat(path)
    except OSError as problem:
        return problem.errno or errno.EIO
    return 0
