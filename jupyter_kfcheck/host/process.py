"""Who this process is, and when things began."""

import contextlib
import os
import pwd
import sys
from collections.abc import Mapping

PLATFORM = sys.platform


def ids() -> tuple[int, int, tuple[int, ...]]:
    """Effective UID, effective GID, and all groups, sorted."""
    return os.geteuid(), os.getegid(), tuple(sorted({*os.getgroups(), os.getegid()}))


def parent() -> int:
    """The process that started this one."""
    return os.getppid()


def become(uid: int, gid: int, groups: tuple[int, ...]) -> None:
    """As root, go on with these ids and no others; root that may not stays root."""
    with contextlib.suppress(PermissionError):
        os.setgroups(groups)
        os.setgid(gid)
        os.setuid(uid)


def adopt(environment: Mapping[str, str | None]) -> None:
    """Take these variables into this process's environment; None takes one away."""
    for name, value in environment.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def user_entry(uid: int) -> tuple[str, str] | None:
    """Name and home directory of a UID, None where the user database has no line for it."""
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        return None
    return found.pw_name, found.pw_dir


def named_entry(name: str) -> tuple[str, str] | None:
    """The same by the user's name, or by the UID in digits."""
    try:
        found = pwd.getpwuid(int(name)) if name.isdecimal() else pwd.getpwnam(name)
    except (KeyError, OverflowError):
        return None
    return found.pw_name, found.pw_dir


def groups(uid: int, gid: int) -> tuple[int, ...]:
    """The groups that the user database has for a UID, and ``gid``; sorted."""
    entry = user_entry(uid)
    return tuple(sorted({gid, *(os.getgrouplist(entry[0], gid) if entry else ())}))


def named_ids(name: str) -> tuple[int, int, tuple[int, ...]] | None:
    """UID, GID and groups of a user by name, None where the user database has none, or it is root."""
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return (found.pw_uid, found.pw_gid, groups(found.pw_uid, found.pw_gid)) if found.pw_uid else None


def host_name() -> str:
    """The host name, which in a pod is the pod's name."""
    return os.uname().nodename


def ticks_per_second() -> int:
    """Unit of the times in ``/proc/PID/stat``."""
    return os.sysconf("SC_CLK_TCK")


def python() -> str:
    """The program of the Python that runs this."""
    return sys.executable


def prefix() -> str:
    """Where that Python and its packages are installed."""
    return sys.prefix


def site_folders() -> tuple[str, ...]:
    """Where that Python looks for packages, without the user's own folder in HOME."""
    packages = (path for path in sys.path if path.endswith(("/site-packages", "/dist-packages")))
    return tuple(path for path in packages if "/.local/lib/python" not in path)
