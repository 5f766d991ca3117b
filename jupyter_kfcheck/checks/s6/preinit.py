"""Would s6-overlay start as this user? The rules of its libexec/preinit, which ends the container before us."""

from typing import NamedTuple

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.registry import IMAGE, PLATFORM
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.s6.init import V2, Init
from jupyter_kfcheck.facts.user import Ids
from jupyter_kfcheck.model import Unknown, known


class Obstacle(NamedTuple):
    """What stops s6-overlay, what to do about it, and who can."""

    cause: str
    remedy: str
    by: str


def obstacle(facts: Facts, found: Init) -> Obstacle | None:
    """The first thing that would stop it, None where nothing known would."""
    run, ids = found.run, known(facts.user.ids)
    table = known(facts.mounts.table)
    read_only = bool(table and table.root and table.root.read_only)
    if isinstance(run, Unknown):
        return Obstacle(
            f"/run cannot be used: {run.reason}", "create /run in the Dockerfile: mkdir -m 0775 /run", IMAGE
        )
    if read_only and found.read_only_root != "1":
        return Obstacle(
            "the root is read-only, and S6_READ_ONLY_ROOT is not 1",
            "set S6_READ_ONLY_ROOT=1, and mount volumes that may hold programs on /run and /tmp",
            PLATFORM,
        )
    if run.no_exec:
        return Obstacle("/run is mounted noexec", "mount /run with exec: s6 starts its programs from there", PLATFORM)
    return _owner(found, run.uid, run.gid, run.mode, ids) if ids else None


def _owner(found: Init, uid: int, gid: int, mode: int, ids: Ids) -> Obstacle | None:
    """With the setuid helper preinit owns /run; without it /run must be this user's, or group 0's and ours."""
    if found.no_new_privileges is not True or ids.uid in (0, uid):
        return None
    at = f"/run belongs to {uid}:{gid} (mode {words.mode(mode)}) and this pod may gain no privileges"
    if found.overlay == V2:
        if mode & 0o002 or (gid in ids.groups and mode & 0o020):
            return None
        return Obstacle(f"{at}: s6-overlay v2 needs them", "update the image to s6-overlay 3.2.0.0 or newer", IMAGE)
    if ids.gid != 0:
        remedy = "set runAsGroup: 0 in the pod's securityContext, or allowPrivilegeEscalation: true"
        return Obstacle(f"{at}, which works for GID 0 only (this is GID {ids.gid})", remedy, PLATFORM)
    if gid == 0 and mode & 0o070 == 0o070 and not mode & 0o002:
        return None
    return Obstacle(at, "set chgrp 0 /run && chmod 0775 /run in the Dockerfile", IMAGE)
