"""Can HOME be written, really?"""

import errno
from typing import Any

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.checks.registry import PLATFORM, USER, Verdict, check, failed, passed, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.home import Space, Trial
from jupyter_kfcheck.model import Unknown, known


@check("home.writable", "HOME is writable", reads="home.trials", judges_unknown=True)
def writable(facts: Facts, contract: Contract) -> Verdict:
    """Can a file really be created, written, synced, renamed and removed in HOME and in what Jupyter needs below it?

    Jupyter, code-server and RStudio write to HOME before they serve a page. Where they cannot, the pod
    crash-loops or the page stays blank. Users see "Permission denied: '/home/jovyan/.local'", "cannot
    create a notebook", `KeyError: 'runtime_dir'`, or `[Errno 28] No space left on device`.

    How it is judged: a small file goes through all five steps in HOME and in each of .local,
    .local/share, .local/share/jupyter, .jupyter, .ipython, .cache, .config and .conda that exists. Permission bits are
    not believed: read-only servers, root squash, quotas and full disks do not show in them. With less than 1 MiB
    free nothing is tried, and the figures of home.space decide.

    Evidence: `path`, `step` and `errno` of the first refusal, `owner`, `mode`, the ids of this process,
    `mount`, and `refused` with all paths refused.

    Remedies:
    - Permission denied on HOME, platform: `fsGroup: 100` in the pod's securityContext (the notebook
      controller adds it unless ADD_FSGROUP=false), or `chown root:100` and `chmod 2775` on the volume.
      On NFS with root squash do it on the server.
    - Permission denied on a sub-directory: `chown -R 1000:100` on it, as root once. It is baked into the image
      (`COPY` without `--chown`) or was left by a pod that ran as root.
    - Read-only, platform: `readOnly: false` on the volume mount; after disk errors, repair the file system.
    - No space left or quota exceeded, user: remove what is not needed; platform: grow the volume.
    - It did not answer, platform: the volume's server hangs.
    """
    trials = facts.home.trials
    if verdict := common.unusable(facts):
        return verdict
    if isinstance(trials, Unknown):
        if common.silent(trials):
            return failed(
                f"{common.name(facts)} {trials.reason}",
                common.HUNG,
                PLATFORM,
                errno="ETIMEDOUT",
                **common.mount_line(facts),
            )
        return unsure(f"HOME could not be tried: {trials.reason}")
    if not trials:
        return _too_full(facts, contract)
    refused = [trial for trial in trials if trial.errno is not None]
    if not refused:
        below = len(trials) - 1
        more = f", and so can {below} sub-director{'y' if below == 1 else 'ies'}" if below else ""
        return passed(f"{common.name(facts)} can be written{more}", tried=[t.path for t in trials])
    first = refused[0]
    summary = f"{first.path} cannot be written: {words.error(first.errno)}"
    if first is not trials[0] and first.path != trials[0].path:
        summary = f"{first.path} cannot be written, though HOME can: {words.error(first.errno)}"
    return failed(summary, *_let_write(first, trials[0], facts), **_refusal(first, refused, facts))


def _refusal(first: Trial, refused: list[Trial], facts: Facts) -> dict[str, Any]:
    ids = facts.user.ids
    evidence: dict[str, Any] = {
        "path": first.path,
        "step": first.step,
        "errno": words.error_name(first.errno),
    }
    if first.uid is not None and first.gid is not None:
        evidence |= {"owner": f"{first.uid}:{first.gid}", "mode": words.mode(first.mode)}
    if not isinstance(ids, Unknown):
        evidence["runs_as"] = words.ids(ids.uid, ids.gid, ids.groups)
    return evidence | {"refused": [t.path for t in refused]} | common.mount_line(facts)


def _let_write(first: Trial, home: Trial, facts: Facts) -> tuple[str, str]:
    """The remedy for a refusal, and who can apply it."""
    if first.errno == errno.EROFS:
        return (
            "mount the volume read-write (readOnly: false); after disk errors, repair its file system",
            PLATFORM,
        )
    if first.errno in (errno.ENOSPC, errno.EDQUOT):
        return "remove what is not needed (~/.cache, the trash), or have the volume or its quota grown", USER
    if first.errno == errno.ESTALE:
        return "stop and start the notebook: the volume's server forgot the mount", USER
    if first.errno not in (errno.EACCES, errno.EPERM):
        return "have the volume's server or CSI driver looked at", PLATFORM
    if first is not home:
        ids = known(facts.user.ids)
        return (
            f"chown -R {ids.uid if ids else 1000}:100 {first.path} as root, in the Dockerfile or once on the volume",
            PLATFORM,
        )
    return (
        f"set the pod's fsGroup to 100, or chown the volume to GID 100 and chmod it 2775 ({home.path})",
        PLATFORM,
    )


def _too_full(facts: Facts, contract: Contract) -> Verdict:
    space = facts.home.space
    left = words.size(space.free_bytes) if isinstance(space, Space) else "too little"
    return failed(
        f"{common.name(facts)} cannot be written: {left} free, {words.size(contract.home_fail_bytes)} is needed to try",
        "remove what is not needed (~/.cache, the trash), or have the volume grown",
        USER,
        errno="ENOSPC",
        **common.mount_line(facts),
    )
