"""Who runs this: the credentials of the process and its entry in the user database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.host import process
from jupyter_kfcheck.model import Unknown


@dataclass(frozen=True)
class Ids:
    """Effective ids, as the kernel judges permissions by them; ``groups`` is sorted and has ``gid`` in it."""

    uid: int
    gid: int
    groups: tuple[int, ...]


@dataclass(frozen=True)
class Entry:
    """The line of the user database (passwd, LDAP …) for the UID."""

    name: str
    home: str


@dataclass(frozen=True)
class User:
    """``entry`` is None where the UID has no line in the user database."""

    ids: Ids | Unknown
    entry: Entry | Unknown | None


def gather(_contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `User`. The look-up may hang where the user database is on a network."""
    ids = Ids(*process.ids())
    yield "ids", ids
    found = process.user_entry(ids.uid)
    yield "entry", Entry(*found) if found else None
