"""Would s6-overlay start as this user? The rules of its libexec/preinit, which ends the container before us."""

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, Remedy
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.facts.s6.init import V2, Init, Run
from jupyter_kfcheck.model import Struct, Unknown, known

MAKE_RUN = Remedy("/run cannot be used", IMAGE, "Create it in the Dockerfile: `RUN mkdir -m 0775 /run`.")
SAY_READ_ONLY = Remedy(
    "Read-only root",
    PLATFORM,
    "Set `S6_READ_ONLY_ROOT=1`, and mount volumes that may hold programs on /run and /tmp.",
)
ALLOW_EXEC = Remedy(
    "/run is mounted noexec", PLATFORM, "Mount /run without `noexec`: s6 starts its programs from there."
)
UPDATE = Remedy(
    "/run belongs to another user, and s6-overlay is v2", IMAGE, "Update the image to s6-overlay 3.2.0.0 or newer."
)
GROUP_0 = Remedy(
    "/run belongs to another user, and the pod has another GID than 0",
    PLATFORM,
    "Set `runAsGroup: 0` in the pod's securityContext, or `allowPrivilegeEscalation: true` in the container's.",
)
OPEN_RUN = Remedy(
    "/run belongs to another user, and its mode keeps group 0 out",
    IMAGE,
    "Open it in the Dockerfile: `RUN chgrp 0 /run && chmod 0775 /run`.",
)
NO_VOLUME = Remedy(
    "/run is a volume that belongs to another user",
    PLATFORM,
    "Mount no volume on /run. One that has to be there must belong to group 0, with mode 0775.",
)
REMEDIES = (MAKE_RUN, SAY_READ_ONLY, ALLOW_EXEC, UPDATE, GROUP_0, OPEN_RUN, NO_VOLUME)


class Obstacle(Struct):
    """What stops s6-overlay and what to do about it; ``detail`` is the line that decides, where there is more."""

    cause: str
    remedy: Remedy
    detail: str | None = None


def obstacle(facts: Facts, found: Init) -> Obstacle | None:
    """The first thing that would stop it, None where nothing known would."""
    run, ids = found.run, known(facts.user.ids)
    table = known(facts.mounts.table)
    read_only = bool(table and table.root and table.root.read_only)
    if isinstance(run, Unknown):
        return Obstacle(f"/run cannot be used: {run.reason}", MAKE_RUN)
    if read_only and found.read_only_root != "1":
        return Obstacle("the root is read-only, and S6_READ_ONLY_ROOT is not 1", SAY_READ_ONLY)
    if run.no_exec:
        return Obstacle("/run is mounted noexec", ALLOW_EXEC)
    return _owner(found, run, ids) if ids else None


def _owner(found: Init, run: Run, ids: Ids) -> Obstacle | None:
    """With the setuid helper preinit owns /run; without it /run must be this user's, or group 0's and ours."""
    if found.no_new_privileges is not True or ids.uid in (0, run.uid):
        return None
    owner = f"{run.uid}:{run.gid} (mode {words.mode(run.mode)})"
    at = f"/run belongs to {owner} and this pod does not allow privilege escalation"
    who = f"the notebook runs as {words.ids(ids.uid, ids.gid, ids.groups)}"
    if found.overlay == V2:
        if run.mode & 0o002 or (run.gid in ids.groups and run.mode & 0o020):
            return None
        return Obstacle(f"{at}: s6-overlay v2 needs them", NO_VOLUME if run.mounted else UPDATE, who)
    if ids.gid != 0:
        return Obstacle(f"{at}, which works for GID 0 only (this is GID {ids.gid})", GROUP_0, who)
    if run.gid == 0 and run.mode & 0o070 == 0o070 and not run.mode & 0o002:
        return None
    return Obstacle(at, NO_VOLUME if run.mounted else OPEN_RUN, who)
