"""Who runs this: the credentials of the process and its entry in the user database."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.host import process
from jupyter_kfcheck.model import Unknown


class Ids(NamedTuple):
    """Effective ids, as the kernel judges permissions by them; ``groups`` is sorted and has ``gid`` in it."""

    uid: int
    gid: int
    groups: tuple[int, ...]


class Entry(NamedTuple):
    """The line of the user database (passwd, LDAP …) for the UID."""

    name: str
    home: str


class User(NamedTuple):
    """``entry`` is None where the UID has no line in the user database."""

    ids: Ids | Unknown
    entry: Entry | Unknown | None


def gather(_contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `User`. The look-up may hang where the user database is on a network."""
    ids = Ids(*process.ids())
    yield "ids", ids
    found = process.user_entry(ids.uid)
    yield "entry", Entry(*found) if found else None
