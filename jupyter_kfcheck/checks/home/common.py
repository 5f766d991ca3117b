"""What all judgements of HOME share."""

import errno
from typing import Any

from jupyter_kfcheck.checks import scope, words
from jupyter_kfcheck.checks.check import PLATFORM, USER, Remedy, Verdict, Written, failed, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.model import Unknown, known

RESTART = Remedy("HOME does not answer", USER, "Stop and start the notebook.")
STORAGE = Remedy(
    "HOME does not answer, again and again", PLATFORM, "Check the storage server or the CSI driver of the volume."
)
HUNG = (RESTART, STORAGE)
COME_BACK = Remedy(
    "The volume is gone from under HOME (ENOTCONN, ESTALE, EIO)",
    USER,
    "Stop and start the notebook: the volume's driver has gone.",
)
DRIVER = Remedy(
    "The volume is gone from under HOME, again and again",
    PLATFORM,
    "Check the volume's CSI driver on the node, its storage server, and the node's kernel log for errors of the disk.",
)
LOST = (COME_BACK, DRIVER)
GONE = (errno.ENOTCONN, errno.ESTALE, errno.EIO, errno.ECONNABORTED, errno.ENODEV, errno.ENXIO, errno.ESHUTDOWN)
"""What a file system answers whose server, driver or disk is no longer there."""


def not_read(fact: Unknown, facts: Facts, *because: str) -> Verdict:
    """On a part of HOME that is not known: a failure where HOME did not answer or is gone, else ``error``."""
    if fact.errno in GONE:
        return gone(fact.errno, facts, *because)
    if not silent(fact):
        return unsure(f"{name(facts)} could not be judged: {fact.reason}", errno=words.error_name(fact.errno))
    advice = [remedy.fill() for remedy in HUNG]
    return failed(f"{name(facts)} {fact.reason}", *advice, because=because, errno="ETIMEDOUT", **mount_line(facts))


def gone(number: int | None, facts: Facts, *because: str) -> Verdict:
    """The verdict where the kernel says that what held HOME is no longer there."""
    advice = [remedy.fill() for remedy in LOST]
    summary = f"{name(facts)} cannot be used: {words.error(number)}"
    return failed(summary, *advice, because=because, errno=words.error_name(number), **mount_line(facts))


def silent(fact: object) -> bool:
    """Whether HOME did not answer within the deadline."""
    return isinstance(fact, Unknown) and fact.errno == errno.ETIMEDOUT


def name(facts: Facts) -> str:
    """HOME by its path, as the environment spells it."""
    directory = known(facts.home.directory)
    return (directory.env if directory else known(facts.home.env)) or "HOME"


def mount_of(facts: Facts, path: str) -> Mount | None:
    """The mount that holds ``path``, HOME or something in it, where it is known."""
    table = known(facts.mounts.table)
    if not table:
        return None
    inside = [mount for mount in table.below if f"{path}/".startswith(f"{mount.point}/")]
    return max(inside, key=lambda mount: len(mount.point), default=table.home)


def volume(facts: Facts, contract: Contract) -> Written:
    """How the platform's user gets a volume on HOME, in the platform's own words."""
    return Written(scope.platform(facts, contract).volume.replace("{home}", name(facts).replace("`", "'")))


def mount_line(facts: Facts, path: str = "") -> dict[str, Any]:
    """Evidence: the line of the mount table that holds HOME, or ``path`` in it, where it is known."""
    m = mount_of(facts, path)
    if not m:
        return {}
    return {"mount": f"{m.device} {m.root} {m.point} {m.options} - {m.fs} {m.source}"}
