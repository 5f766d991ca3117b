"""Who asks, who runs the IDE, and whose the container is."""

from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import drops, notebook
from jupyter_kfcheck.facts.notebook import Entry, Ids, Runner
from jupyter_kfcheck.host import process
from jupyter_kfcheck.model import Struct, Unknown


class User(Struct):
    """``ids`` and ``entry`` are those of the process that asks (``entry`` is None without a line in the user database).

    ``serving`` is the process that serves the IDE, None where none was found; ``first`` the container's PID 1;
    ``drops`` the start scripts that go on as another user. ``looks``: whom root has become to look at what is the
    notebook's user's.
    """

    ids: Ids | Unknown
    entry: Entry | Unknown | None
    serving: Runner | Unknown | None = None
    first: Runner | Unknown | None = None
    drops: tuple[str, ...] | Unknown = ()
    looks: Ids | Unknown | None = None


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `User`. The look-up of an entry may hang where the user database is on a network."""
    ids = Ids(*process.ids())
    yield "ids", ids
    yield "first", notebook.runner(1)
    yield "drops", tuple(drop.script for drop in drops.look())
    yield "serving", notebook.serving(contract)
    yield "entry", notebook.entry(ids.uid)
