"""Is there room left in HOME?"""

from typing import Any

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.checks.registry import (
    PLATFORM,
    USER,
    Verdict,
    check,
    failed,
    passed,
    skipped,
    unsure,
    warned,
)
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.home import Space
from jupyter_kfcheck.model import Unknown


@check("home.space", "room in HOME", reads="home.space", judges_unknown=True)
def space(facts: Facts, contract: Contract) -> Verdict:
    """Is there room left in HOME, in bytes and in inodes?

    Jupyter writes files at start: on a full volume the server does not come up again, and there is no page
    left in which to delete something. Users see `[Errno 28] No space left on device`, kernels that die, and
    notebooks that do not save. Many small files (conda environments, node_modules, datasets) use up inodes
    while bytes are free.

    How it is judged: what an unprivileged user may still use (statvfs). Below 5 % or 100 MiB free, or 5 % of
    inodes, is a warning; below 1 MiB or without a free inode a failure. Limits: `home_warn_bytes`,
    `home_warn_share`, `home_fail_bytes` under [limits] in /etc/kfcheck.toml.

    Evidence: `free_bytes`, `total_bytes`, `free_inodes`, `total_inodes` (null where the file system has no count).

    Remedies:
    - User: empty ~/.cache and the trash (`~/.local/share/Trash`), `pip cache purge`, `conda clean --all`; for inodes
      remove directories with many small files.
    - Platform: grow the volume claim, `kubectl patch pvc NAME` with a larger `resources.requests.storage`.
    """
    if verdict := common.unusable(facts):
        return verdict
    found = facts.home.space
    if isinstance(found, Unknown):
        if common.silent(found):
            return failed(
                f"{common.name(facts)} {found.reason}",
                common.HUNG,
                PLATFORM,
                errno="ETIMEDOUT",
                **common.mount_line(facts),
            )
        return unsure(f"the room in HOME could not be asked for: {found.reason}")
    if not found.total_bytes:
        return skipped("the file system does not say how large it is", **_figures(found))
    remedy = "empty ~/.cache and the trash, or have the volume grown"
    small = "remove directories with many small files (~/.cache, old environments), or have the volume grown"
    free, inodes = words.size(found.free_bytes), words.many(found.free_inodes)
    evidence = _figures(found)
    home = common.name(facts)
    if found.free_bytes < contract.home_fail_bytes:
        return failed(f"{home} is full: {free} free of {words.size(found.total_bytes)}", remedy, USER, **evidence)
    if found.total_inodes and not found.free_inodes:
        return failed(f"{home} has no free inode of {words.many(found.total_inodes)}", small, USER, **evidence)
    share = found.free_bytes / found.total_bytes
    if found.free_bytes < contract.home_warn_bytes or share < contract.home_warn_share:
        summary = f"{home} is nearly full: {free} free ({share:.0%}) of {words.size(found.total_bytes)}"
        return warned(summary, remedy, USER, **evidence)
    if found.total_inodes and found.free_inodes / found.total_inodes < contract.home_warn_share:
        return warned(f"{home} is nearly out of inodes: {inodes} of {words.many(found.total_inodes)} free", small, USER,
                      **evidence)  # fmt: skip
    counted = f" and {inodes} inodes" if found.total_inodes else ""
    return passed(f"has {free}{counted} free", **evidence)


def _figures(found: Space) -> dict[str, Any]:
    counted = found.total_inodes or None
    return {"free_bytes": found.free_bytes, "total_bytes": found.total_bytes,
            "free_inodes": found.free_inodes if counted else None, "total_inodes": counted}  # fmt: skip
