"""Is there room left in HOME?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, words
from jupyter_kfcheck.checks.check import Check, Verdict, failed, passed, skipped, warned
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.home import Space
from jupyter_kfcheck.model import Unknown, known

GIB = 1 << 30


def space(found: Space, facts: Facts, contract: Contract) -> Verdict:
    """Is there room left in HOME, in bytes and in inodes?

    Jupyter writes files at start: on a full volume the server does not come up again, and there is no page
    left in which to delete something. Users see `[Errno 28] No space left on device`, kernels that die, and
    notebooks that do not save. Many small files (conda environments, node_modules, datasets) use up inodes
    while bytes are free.

    How it is judged: what an unprivileged user may still use (statvfs). Below 5 % and below 1 GiB free is a warning,
    and so is less than 100 MiB on a volume of more than 1 GiB, or 5 % of inodes; below 1 MiB or without a free inode
    a failure. A full HOME may keep the IDE from starting: before it runs, the remedy is the platform's. Limits:
    `home_warn_share`, `home_warn_bytes`, `home_low_bytes`, `home_fail_bytes` under [limits] in /etc/kfcheck.toml.

    Evidence: `free_bytes`, `total_bytes`, `free_inodes`, `total_inodes` (null where the file system has no count),
    `big` (bytes in ~/.cache, the trash and .ipynb_checkpoints, where room is short).
    """
    if not found.total_bytes:
        return skipped("the file system does not say how large it is", **_figures(found))
    bulk = known(facts.home.bulk) or ()
    free, inodes = words.size(found.free_bytes), words.many(found.free_inodes)
    evidence = _figures(found)
    if bulk:
        evidence["big"] = {each.path: each.bytes for each in bulk}
        evidence["detail"] = ", ".join(
            f"{each.path} holds {'' if each.all else 'more than '}{words.size(each.bytes)}" for each in bulk
        )
    home = common.name(facts)
    if found.free_bytes < contract.home_fail_bytes:
        advice = common.make_room(facts, contract)
        return failed(f"{home} is full: {free} free of {words.size(found.total_bytes)}", *advice, **evidence)
    if found.total_inodes and not found.free_inodes:
        advice = common.make_room(facts, contract, inodes=True)
        return failed(f"{home} has no free inode of {words.many(found.total_inodes)}", *advice, **evidence)
    share = found.free_bytes / found.total_bytes
    small = found.free_bytes < contract.home_warn_bytes and share < contract.home_warn_share
    if small or (found.free_bytes < contract.home_low_bytes and found.total_bytes > GIB):
        summary = f"{home} is nearly full: {free} free ({share:.0%}) of {words.size(found.total_bytes)}"
        return warned(summary, *common.make_room(facts, contract, full=False), **evidence)
    if found.total_inodes and found.free_inodes / found.total_inodes < contract.home_warn_share:
        advice = common.make_room(facts, contract, inodes=True, full=False)
        return warned(
            f"{home} is nearly out of inodes: {inodes} of {words.many(found.total_inodes)} free", *advice, **evidence
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
    reads=("home.space", *common.ROOM_READS),
    remedies=(*common.ROOM, *common.HUNG, *common.LOST),
    requires=(grounds.HOME,),
    unknown=_unknown,
    ends_container=True,
)
