"""Becoming somebody: what root does in a user's folder, it does as that user."""

import os


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
