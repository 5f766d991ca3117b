"""What all judgements of HOME share."""

import errno
from typing import Any

from jupyter_kfcheck.checks import scope, words
from jupyter_kfcheck.checks.check import PLATFORM, USER, Remedy, Verdict, Written, failed, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.facts.notebook import NONE_YET
from jupyter_kfcheck.model import Advice, Unknown, known

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
ROOM_READS = ("home.bulk", "home.directory", "home.env", "mounts.table", *scope.PLATFORM_READS)
ATTACHES = ("kubeflow-v1", "kubeflow-v2", "opendatahub")  # whose form attaches a volume that is there
EMPTY = Remedy(
    "Bytes run out, and something in HOME can be made again",
    USER,
    "Delete these only if you do not need them: `rm -rf {paths}`.",
)
LOOK = Remedy(
    "Bytes run out",
    USER,
    "Delete what you do not need: `du -xh --max-depth=2 {home} | sort -h | tail` shows what is big.",
)
FEWER = Remedy("Inodes run out", USER, "Delete folders with many small files, such as ~/.cache and old environments.")
ELSEWHERE = Remedy(
    "It is full before the notebook starts: there is no terminal to delete in",
    USER,
    "Stop this notebook, attach its volume to another one as a data volume, and delete there what you do not need.",
)
GROW = Remedy(
    "Bytes or inodes run out",
    PLATFORM,
    "Grow the volume claim: raise its `resources.requests.storage`, or its quota.",
)
GROW_BELOW = Remedy("Bytes or inodes run out on a volume below HOME", PLATFORM, "Grow the volume on {path}.")
NODE = Remedy(
    "Bytes or inodes run out, and HOME is on no volume",
    PLATFORM,
    "Free space on the node's disk, or raise `resources.limits.ephemeral-storage` of the container.",
)
ROOM = (EMPTY, LOOK, FEWER, ELSEWHERE, GROW, NODE, GROW_BELOW)


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


def make_room(
    facts: Facts, contract: Contract, *, inodes: bool = False, full: bool = True, path: str = ""
) -> list[Advice]:
    """How room is made in HOME, or where ``path`` in it is on a volume of its own, the best first.

    Before the IDE runs, a ``full`` HOME may keep it from starting: then the platform comes first, for its user may have
    no terminal.
    """
    bulk, mount, below = known(facts.home.bulk) or (), mount_of(facts, ""), mount_of(facts, path)
    if below and mount and below.id != mount.id:
        return [LOOK.fill(home=below.point), GROW_BELOW.fill(path=below.point)]
    volume = mount is None or mount.point != "/"
    grow = (GROW if volume else NODE).fill()
    if full and contract.server_pid == NONE_YET:
        attached = volume and scope.platform(facts, contract).name in ATTACHES
        return [grow, ELSEWHERE.fill()] if attached else [grow]
    if inodes:
        first = FEWER.fill()
    elif bulk:
        first = EMPTY.fill(paths=tuple(each.path for each in bulk))
    else:
        first = LOOK.fill(home=name(facts))
    return [first, grow]
