"""What all judgements of HOME share."""

import errno
from typing import Any

from jupyter_kfcheck.checks.registry import Verdict, skipped
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import Unknown, known

HUNG = "stop and start the notebook; if HOME hangs again, have the volume's server or CSI driver looked at"


def silent(fact: object) -> bool:
    """Whether HOME did not answer within the deadline."""
    return isinstance(fact, Unknown) and fact.errno == errno.ETIMEDOUT


def unusable(facts: Facts) -> Verdict | None:
    """The reason to skip what needs a HOME, where home.path fails because there is none."""
    directory = known(facts.home.directory)
    if directory and (directory.real is None or directory.errno is not None):
        return skipped("not asked, because home.path failed")
    return None


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
