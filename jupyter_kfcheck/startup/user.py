"""From root to the notebook's user: what s6 starts as root must look at HOME as whoever will use it."""

import os
import pwd

from jupyter_kfcheck.facts import drops


def become(name: str, home: str | None = None) -> str | None:
    """As root, become ``name`` (or a UID in digits) for good, with the groups of the user database.

    That is what s6-setuidgid does. ``home`` is the HOME that it will have, where that changes. Root writes where the
    notebook cannot, and must not touch what a user has planted in HOME. Returns why this process is still root.
    """
    if os.geteuid():
        return None
    try:
        entry = pwd.getpwuid(int(name)) if name.isdecimal() else pwd.getpwnam(name)
        os.initgroups(entry.pw_name, entry.pw_gid)
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
    except (KeyError, OverflowError):
        return f"there is no user {name!r} to become"
    except PermissionError:
        return f"this container may not become {name!r}"
    if home:
        os.environ["HOME"] = home
    return None


def follow(default: str) -> str | None:
    """As root, become whom the notebook's start script becomes; ``default`` where it does not say plainly whom.

    Where no script does, the notebook runs as root, and so does this process. Returns why this process is still root
    though the notebook will not be.
    """
    if os.geteuid():
        return None
    for drop in drops.look():
        return become(drop.user or os.environ.get("NB_USER") or default, drop.home)
    return None
