"""From root to the notebook's user: what s6 starts as root must not look at HOME as root."""

import os
import pwd


def become(name: str) -> str | None:
    """As root, become ``name`` for good, with the groups of the user database, as s6-setuidgid does.

    Root writes where the notebook cannot, and must not touch what a user has planted in HOME. Returns why
    this process is still root.
    """
    if os.geteuid():
        return None
    try:
        entry = pwd.getpwnam(name)
        os.initgroups(name, entry.pw_gid)
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
    except KeyError:
        return f"there is no user {name!r} to become"
    except PermissionError:
        return f"this container may not become {name!r}"
    return None
