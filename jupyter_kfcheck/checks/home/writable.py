"""Can HOME be written, really?"""

import errno
from typing import Any

from jupyter_kfcheck.checks import grounds, words
from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, USER, Check, Remedy, Verdict, failed, passed
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.home import Space, Trial
from jupyter_kfcheck.model import Advice, Unknown, known

FSGROUP = Remedy(
    "Permission denied on HOME",
    PLATFORM,
    "Set `fsGroup: 100` in the pod's securityContext. The notebook controller does so unless ADD_FSGROUP=false.",
)
CHOWN_VOLUME = Remedy(
    "Permission denied on HOME, where fsGroup has no effect (NFS, CIFS)",
    PLATFORM,
    "Change the volume as root, once: `chown root:100 {path}` and `chmod 2775 {path}`. With root squash do it on the "
    "storage server.",
)
CHOWN_BELOW = Remedy(
    "Permission denied below HOME, left by a pod that ran as root",
    PLATFORM,
    "Change its owner as root, once: `chown -R {uid}:100 {path}`.",
)
COPY_CHOWN = Remedy(
    "Permission denied below HOME, copied there by the image",
    IMAGE,
    "Copy it with `COPY --chown=1000:0` in the Dockerfile.",
)
READ_WRITE = Remedy("Read-only", PLATFORM, "Mount the volume for writing (no `readOnly: true`).")
REPAIR = Remedy(
    "Read-only after disk errors", PLATFORM, "Repair the volume's file system, then start the notebook again."
)
REMOVE = Remedy("No space or quota left", USER, "Delete what you do not need: `rm -rf ~/.cache ~/.local/share/Trash`.")
GROW = Remedy("No space or quota left", PLATFORM, "Grow the volume or its quota.")
STALE = Remedy("Stale file handle", USER, "Stop and start the notebook: the storage server no longer knows this mount.")
CSI = Remedy("Another error", PLATFORM, "Check the storage server or the CSI driver of the volume.")


def writable(trials: tuple[Trial, ...], facts: Facts, contract: Contract) -> Verdict:
    """Can a file really be created, written, synced, renamed and removed in HOME and in what Jupyter needs below it?

    Jupyter, code-server and RStudio write to HOME before they serve a page. Where they cannot, the pod
    crash-loops or the page stays blank. Users see "Permission denied: '/home/jovyan/.local'", "cannot
    create a notebook", `KeyError: 'runtime_dir'`, or `[Errno 28] No space left on device`.

    How it is judged: a small file goes through all five steps in HOME and in each of .local,
    .local/share, .local/share/jupyter, .jupyter, .ipython, .cache, .config and .conda that exists. Permission bits are
    not believed: read-only servers, root squash, quotas and full disks do not show in them. With less than 1 MiB
    free nothing is tried, and the free space decides.

    Evidence: `path`, `step` and `errno` of the first refusal, `owner`, `mode`, the ids of this process (`runs_as`),
    `mount`, and `refused` with all paths refused.
    """
    if not trials:
        return _too_full(facts, contract)
    refused = [trial for trial in trials if trial.errno is not None]
    if not refused:
        below = len(trials) - 1
        more = f", and so can {below} sub-director{'y' if below == 1 else 'ies'}" if below else ""
        return passed(f"{common.name(facts)} can be written{more}", tried=[t.path for t in trials])
    first, home = refused[0], trials[0]
    though = "" if first.path == home.path else ", though HOME can"
    summary = f"{first.path} cannot be written{though}: {words.error(first.errno)}"
    because = ("home.space",) if first.errno in (errno.ENOSPC, errno.EDQUOT) else ()
    return failed(summary, *_let_write(first, home, facts), because=because, **_refusal(first, refused, facts))


def _refusal(first: Trial, refused: list[Trial], facts: Facts) -> dict[str, Any]:
    ids = facts.user.ids
    evidence: dict[str, Any] = {"path": first.path, "step": first.step, "errno": words.error_name(first.errno)}
    said = []
    if first.uid is not None and first.gid is not None:
        evidence |= {"owner": f"{first.uid}:{first.gid}", "mode": words.mode(first.mode)}
        said.append(f"it belongs to {words.owner(first.uid, first.gid)}, mode {words.mode(first.mode)}")
    if not isinstance(ids, Unknown):
        evidence["runs_as"] = words.ids(ids.uid, ids.gid, ids.groups)
        said.append(f"the notebook runs as {words.ids(ids.uid, ids.gid, ids.groups)}")
    if len(refused) > 1:
        said.append(f"{len(refused) - 1} more cannot be written")
    evidence |= {"detail": "; ".join(said)} if said else {}
    return evidence | {"refused": [t.path for t in refused]} | common.mount_line(facts)


def _let_write(first: Trial, home: Trial, facts: Facts) -> list[Advice]:
    """What to do about a refusal, the best first."""
    if first.errno == errno.EROFS:
        return [READ_WRITE.fill(), REPAIR.fill()]
    if first.errno in (errno.ENOSPC, errno.EDQUOT):
        return [REMOVE.fill(), GROW.fill()]
    if first.errno == errno.ESTALE:
        return [STALE.fill(), CSI.fill()]
    if first.errno not in (errno.EACCES, errno.EPERM):
        return [CSI.fill()]
    if first is home:
        return [FSGROUP.fill(), CHOWN_VOLUME.fill(path=home.path)]
    ids = known(facts.user.ids)
    return [CHOWN_BELOW.fill(uid=ids.uid if ids else 1000, path=first.path), COPY_CHOWN.fill()]


def _too_full(facts: Facts, contract: Contract) -> Verdict:
    space = facts.home.space
    left = words.size(space.free_bytes) if isinstance(space, Space) else "too little"
    return failed(
        f"{common.name(facts)} cannot be written: {left} free, {words.size(contract.home_fail_bytes)} is needed to try",
        REMOVE.fill(),
        GROW.fill(),
        because=("home.space",),
        errno="ENOSPC",
        **common.mount_line(facts),
    )


def _unknown(fact: Unknown, facts: Facts, _contract: Contract) -> Verdict:
    return common.not_read(fact, facts, "home.path")


CHECK = Check(
    id="home.writable",
    title="HOME is writable",
    judge=writable,
    reads=("home.trials", "home.directory", "home.space", "mounts.table", "user.ids"),
    remedies=(
        FSGROUP,
        CHOWN_VOLUME,
        CHOWN_BELOW,
        COPY_CHOWN,
        READ_WRITE,
        REPAIR,
        REMOVE,
        GROW,
        STALE,
        CSI,
        *common.HUNG,
    ),
    requires=(grounds.HOME,),
    unknown=_unknown,
    ends_container=True,
)
