"""Can HOME be written, really?"""

import errno
import re
from typing import Any

from jupyter_kfcheck.checks import grounds, scope, words
from jupyter_kfcheck.checks.check import PLATFORM, USER, Check, Remedy, Verdict, failed, passed
from jupyter_kfcheck.checks.home import common, owners
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.home import Space
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.model import Advice, Unknown, known

READ_WRITE = Remedy("Read-only", PLATFORM, "Mount the volume for writing (no `readOnly: true`).")
REPAIR = Remedy(
    "Read-only after disk errors", PLATFORM, "Repair the volume's file system, then start the notebook again."
)
IN_THE_WAY = Remedy(
    "A file in the place of a folder", USER, "Move it out of the way: `mv {path} {path}.old`. A folder belongs there."
)
ASTRAY = Remedy(
    "A link that leads nowhere",
    USER,
    "Make the folder that it leads to, or remove the link, which removes nothing else: `rm {path}`.",
)
SINGLE_FILE = Remedy(
    "A ConfigMap or Secret is mounted on a folder that programs write to",
    PLATFORM,
    "Mount its files one by one (`subPath`), or on a folder that programs only read, such as /etc/jupyter.",
)
CONFIGURATION = re.compile(r"/kubernetes\.io~(?:configmap|secret|projected|downward-api)/")
CSI = Remedy("Another error", PLATFORM, "Check the storage server or the CSI driver of the volume.")


def writable(trials: tuple[Trial, ...], facts: Facts, contract: Contract) -> Verdict:
    """Can a file really be created, written, synced, renamed and removed in HOME and in what Jupyter needs below it?

    Jupyter, code-server and RStudio write to HOME before they serve a page. Where they cannot, the pod
    crash-loops or the page stays blank. Users see "Permission denied: '/home/jovyan/.local'", "cannot
    create a notebook", `KeyError: 'runtime_dir'`, or `[Errno 28] No space left on device`.

    How it is judged: a small file goes through all five steps in HOME and in each of .local, .local/share,
    .local/share/jupyter, .jupyter, .ipython, .cache, .config and .conda that exists. Permission bits are not
    enough: they do not show read-only servers, root squash, quotas or full disks. For deeper files that
    programs rewrite (IPython's profile, JupyterLab's settings and workspaces, the file that signs notebooks,
    code-server's and RStudio's state, packages of `pip install --user`, npm's cache, the trash, the shells' histories)
    kfcheck asks the kernel whether they may be written, and of kernels in HOME whether they can be listed. A link
    of the user's or root's that leads nowhere fails: no folder can be made under its name. With less than
    1 MiB free it writes nothing, and the check fails. Files that no program writes may have any owner. A server that
    refreshes its report writes nothing either: it keeps the last result, with its time, until something about HOME has
    changed or 15 minutes have passed, and then makes one file in HOME itself.

    Evidence: `path`, `step` and `errno` of the first refusal, `owner`, `mode`, the ids of this process (`runs_as`),
    `mount`, and `refused` with all paths refused; else `tried`, all that can be written.
    """
    if not trials:
        return _too_full(facts, contract)
    refused = [trial for trial in trials if trial.errno is not None]
    if not refused:
        more = f", and so can {len(trials) - 1} of the places in it that programs write to" if len(trials) > 1 else ""
        return passed(f"{common.name(facts)} can be written{more}", tried=[t.path for t in trials])
    first, home = refused[0], trials[0]
    though = "" if first.path == home.path else ", though HOME can"
    verb = "listed" if first.step == "list" else "written"
    summary = f"{first.path} cannot be {verb}{though}: {words.error(first.errno)}"
    if first.leads is not None:
        summary = f"{first.path} is a link to {first.leads}, which is not there"
    full = first.errno in (errno.ENOSPC, errno.EDQUOT)
    because = ("home.space",) if full and common.mount_of(facts, first.path) == common.mount_of(facts, "") else ()
    advice = _let_write(first, home, facts, contract)
    return failed(summary, *advice, because=because, **_refusal(first, refused, facts))


def _refusal(first: Trial, refused: list[Trial], facts: Facts) -> dict[str, Any]:
    ids = scope.looks(facts)
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
    return evidence | {"refused": [t.path for t in refused]} | common.mount_line(facts, first.path)


def _let_write(first: Trial, home: Trial, facts: Facts, contract: Contract) -> list[Advice]:
    """What to do about a refusal, the best first."""
    if first.errno == errno.EROFS:
        mount = common.mount_of(facts, first.path)
        if mount and CONFIGURATION.search(mount.root):
            return [SINGLE_FILE.fill()]
        return [READ_WRITE.fill()] if mount and "ro" in mount.options.split(",") else [REPAIR.fill(), READ_WRITE.fill()]
    if first.errno in (errno.ENOSPC, errno.EDQUOT):
        space = known(facts.home.space)
        none = bool(space and space.total_inodes and not space.free_inodes)
        return common.make_room(facts, contract, inodes=none, path=first.path)
    if first.leads is not None:
        return [ASTRAY.fill(path=first.path)]
    if first.errno in common.GONE:
        return [remedy.fill() for remedy in common.LOST]
    if first.errno == errno.ENOTDIR and first is not home:
        return [IN_THE_WAY.fill(path=first.path)]
    if first.errno not in (errno.EACCES, errno.EPERM):
        return [CSI.fill()]
    return owners.of_home(first, facts, contract) if first is home else owners.below(first, facts)


def _too_full(facts: Facts, contract: Contract) -> Verdict:
    space = facts.home.space
    left = words.size(space.free_bytes) if isinstance(space, Space) else "too little"
    return failed(
        f"{common.name(facts)} cannot be written: {left} free, {words.size(contract.home_fail_bytes)} is needed to try",
        *common.make_room(facts, contract),
        because=("home.space",),
        errno="ENOSPC",
        **common.mount_line(facts),
    )


def _unknown(fact: Unknown, facts: Facts, contract: Contract) -> Verdict:
    directory = known(facts.home.directory)
    if directory is None or directory.real is None or directory.errno is None or directory.errno in common.GONE:
        return common.not_read(fact, facts, "home.path")
    closed = Trial(directory.real, directory.uid, directory.gid, directory.mode, "open", directory.errno)
    return writable((closed,), facts, contract)._replace(because=("home.path",))


CHECK = Check(
    id="home.writable",
    title="HOME is writable",
    judge=writable,
    reads=(
        "home.trials",
        "home.space",
        *common.ROOM_READS,
        *scope.LOOKS_READS,
        *scope.PLATFORM_READS,
    ),
    remedies=(
        *owners.OF_HOME,
        *owners.BELOW,
        READ_WRITE,
        SINGLE_FILE,
        REPAIR,
        *common.ROOM,
        IN_THE_WAY,
        ASTRAY,
        CSI,
        *common.HUNG,
        *common.LOST,
    ),
    requires=(grounds.WHOSE_HOME, grounds.HOME_THERE),
    unknown=_unknown,
    ends_container=True,
)
