"""Becoming somebody: what root does in a user's folder, it does as that user."""

import os
import posixpath
import stat

OTHERS_WRITE = 0o022
LINKS = 40  # on the way, as many as the kernel follows


def become(fd: int) -> None:
    """As root, become the owner of an open directory for good; only for a child of our own. Raises OSError.

    A link in HOME leads root to files that are none of the user's, and what is in them would be in the report.
    """
    if os.geteuid():
        return
    info = os.fstat(fd)
    if info.st_uid == 0:
        return
    os.setgroups([info.st_gid])
    os.setresgid(info.st_gid, info.st_gid, info.st_gid)
    os.setresuid(info.st_uid, info.st_uid, info.st_uid)


def stranger(path: str) -> tuple[int, int] | None:
    """UID and GID of the first thing on the way to ``path`` that is not root's alone; None where all of it is.

    Whoever owns that can put a link in the place of what comes after it. It is root's own, 0, where others may write
    into it all the same. What is not there, or cannot be seen, is as its folder is.
    """
    here, left, links = "/", path.split("/")[::-1], 0
    info = os.lstat(here)
    while left:
        name = left.pop()
        if name in ("", ".", ".."):
            here = posixpath.dirname(here) if name == ".." else here
            continue
        if info.st_mode & OTHERS_WRITE and not info.st_mode & stat.S_ISVTX:
            break
        there = posixpath.join(here, name)
        try:
            info = os.lstat(there)
        except OSError:  # whoever may write here makes it, whatever the sticky bit says
            break
        if info.st_uid:
            return info.st_uid, info.st_gid
        if stat.S_ISLNK(info.st_mode):
            links += 1
            if links > LINKS:
                return None
            target = os.readlink(there)
            left += target.split("/")[::-1]
            here = "/" if target.startswith("/") else here
            info = os.lstat(here)
        else:
            here = there
    return (info.st_uid, info.st_gid) if info.st_mode & OTHERS_WRITE else None
