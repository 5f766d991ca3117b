"""Who this process is, and when things began."""

import os
import pwd
import sys

PLATFORM = sys.platform


def ids() -> tuple[int, int, tuple[int, ...]]:
    """Effective UID, effective GID, and all groups, sorted."""
    return os.geteuid(), os.getegid(), tuple(sorted({*os.getgroups(), os.getegid()}))


def user_entry(uid: int) -> tuple[str, str] | None:
    """Name and home directory of a UID, None where the user database has no line for it."""
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        return None
    return found.pw_name, found.pw_dir


def host_name() -> str:
    """The host name, which in a pod is the pod's name."""
    return os.uname().nodename


def ticks_per_second() -> int:
    """Unit of the times in ``/proc/PID/stat``."""
    return os.sysconf("SC_CLK_TCK")
