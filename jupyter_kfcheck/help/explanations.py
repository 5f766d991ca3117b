"""The explanations of all checks, as data: a server shows them and must not import the checks.

The file is made from the checks' docstrings by ``make docs``.
"""

import json
from functools import cache
from pathlib import Path

from jupyter_kfcheck.child import broken
from jupyter_kfcheck.help import browser
from jupyter_kfcheck.model import Struct

FILE = Path(__file__).with_name("explanations.json")


class Explanation(Struct):
    """A check's title, and what it asks, how it judges and how to mend it, in plain text."""

    title: str
    text: str

    @property
    def question(self) -> str:
        """The question that the check answers: the first line below the heading."""
        return self.text.splitlines()[2]


@cache
def load() -> dict[str, Explanation]:
    """The explanation of every check by its id, in the order of the report, then of the panel's own rows."""
    checks = {id_: Explanation(**entry) for id_, entry in json.loads(FILE.read_bytes()).items()}
    return checks | {id_: Explanation(*entry) for id_, entry in browser.EXPLANATIONS.items()}


def nearest(name: str, known: list[str]) -> str:
    """`contract.suggest`, imported by the first mistake: a server's start need not pay for it."""
    from jupyter_kfcheck.contract.values import suggest  # noqa: PLC0415

    return suggest(name, known)


@cache
def ids() -> list[str]:
    """The ids of all checks that a run can be asked for, in the order of the report."""
    return [id_ for id_ in load() if id_ != broken.ID and id_ not in browser.EXPLANATIONS]


@cache
def names() -> list[str]:
    """All ids and categories that a run can be asked for."""
    return [*ids(), *dict.fromkeys(id_.partition(".")[0] for id_ in ids())]
