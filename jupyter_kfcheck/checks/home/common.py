"""What all judgements of HOME share."""

import errno
from typing import Any

from jupyter_kfcheck.checks.check import PLATFORM, USER, Remedy, Verdict, failed, unsure
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import Unknown, known

RESTART = Remedy("HOME does not answer", USER, "Stop and start the notebook.")
STORAGE = Remedy(
    "HOME does not answer, again and again", PLATFORM, "Check the storage server or the CSI driver of the volume."
)
HUNG = (RESTART, STORAGE)


def not_read(fact: Unknown, facts: Facts, *because: str) -> Verdict:
    """The verdict on a part of HOME that is not known: a failure where HOME did not answer, else ``error``."""
    if not silent(fact):
        return unsure(f"could not be judged: {fact.reason}", errno=fact.errno)
    advice = [remedy.fill() for remedy in HUNG]
    return failed(f"{name(facts)} {fact.reason}", *advice, because=because, errno="ETIMEDOUT", **mount_line(facts))


def silent(fact: object) -> bool:
    """Whether HOME did not answer within the deadline."""
    return isinstance(fact, Unknown) and fact.errno == errno.ETIMEDOUT


def name(facts: Facts) -> str:
    """HOME by its path, as the environment spells it."""
    directory = known(facts.home.directory)
    return (directory and directory.env) or "HOME"


def mount_line(facts: Facts) -> dict[str, Any]:
    """Evidence: the line of the mount table that holds HOME, where it is known."""
    table = known(facts.mounts.table)
    if not table or not table.home:
        return {}
    m = table.home
    return {"mount": f"{m.device} {m.root} {m.point} {m.options} - {m.fs} {m.source}"}
