"""Is there room left in HOME?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, words
from jupyter_kfcheck.checks.check import PLATFORM, USER, Check, Remedy, Verdict, failed, passed, skipped, warned
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.home import Space
from jupyter_kfcheck.model import Unknown

EMPTY = Remedy("Bytes run out", USER, "Empty the caches and the trash: `rm -rf ~/.cache ~/.local/share/Trash`.")
FEWER = Remedy("Inodes run out", USER, "Delete folders with many small files, such as ~/.cache and old environments.")
GROW = Remedy("Bytes or inodes run out", PLATFORM, "Grow the volume claim: raise its `resources.requests.storage`.")


def space(found: Space, facts: Facts, contract: Contract) -> Verdict:
    """Is there room left in HOME, in bytes and in inodes?

    Jupyter writes files at start: on a full volume the server does not come up again, and there is no page
    left in which to delete something. Users see `[Errno 28] No space left on device`, kernels that die, and
    notebooks that do not save. Many small files (conda environments, node_modules, datasets) use up inodes
    while bytes are free.

    How it is judged: what an unprivileged user may still use (statvfs). Below 5 % or 100 MiB free, or 5 % of
    inodes, is a warning; below 1 MiB or without a free inode a failure. Limits: `home_warn_bytes`,
    `home_warn_share`, `home_fail_bytes` under [limits] in /etc/kfcheck.toml.

    Evidence: `free_bytes`, `total_bytes`, `free_inodes`, `total_inodes` (null where the file system has no count).
    """
    if not found.total_bytes:
        return skipped("the file system does not say how large it is", **_figures(found))
    empty, fewer = (EMPTY.fill(), GROW.fill()), (FEWER.fill(), GROW.fill())
    free, inodes = words.size(found.free_bytes), words.many(found.free_inodes)
    evidence = _figures(found)
    home = common.name(facts)
    if found.free_bytes < contract.home_fail_bytes:
        return failed(f"{home} is full: {free} free of {words.size(found.total_bytes)}", *empty, **evidence)
    if found.total_inodes and not found.free_inodes:
        return failed(f"{home} has no free inode of {words.many(found.total_inodes)}", *fewer, **evidence)
    share = found.free_bytes / found.total_bytes
    if found.free_bytes < contract.home_warn_bytes or share < contract.home_warn_share:
        summary = f"{home} is nearly full: {free} free ({share:.0%}) of {words.size(found.total_bytes)}"
        return warned(summary, *empty, **evidence)
    if found.total_inodes and found.free_inodes / found.total_inodes < contract.home_warn_share:
        return warned(
            f"{home} is nearly out of inodes: {inodes} of {words.many(found.total_inodes)} free", *fewer, **evidence
        )
    counted = f" and {inodes} inodes" if found.total_inodes else ""
    return passed(f"has {free}{counted} free", **evidence)


def _figures(found: Space) -> dict[str, Any]:
    counted = found.total_inodes or None
    return {"free_bytes": found.free_bytes, "total_bytes": found.total_bytes,
            "free_inodes": found.free_inodes if counted else None, "total_inodes": counted}  # fmt: skip


def _unknown(fact: Unknown, facts: Facts, _contract: Contract) -> Verdict:
    return common.not_read(fact, facts, "home.path", "home.writable")


CHECK = Check(
    id="home.space",
    title="room in HOME",
    judge=space,
    reads=("home.space", "home.directory", "home.env", "mounts.table"),
    remedies=(EMPTY, FEWER, GROW, *common.HUNG, *common.LOST),
    requires=(grounds.HOME,),
    unknown=_unknown,
    ends_container=True,
)
