"""As whom root looks at what is the notebook's user's: never as root where somebody else may plant a link there."""

from collections.abc import Iterator
from errno import ETIMEDOUT
from functools import partial
from typing import Any

from jupyter_kfcheck import platforms
from jupyter_kfcheck.codec import decode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import notebook
from jupyter_kfcheck.facts.notebook import Ids, Runner
from jupyter_kfcheck.host import children, files, owner, process
from jupyter_kfcheck.model import Unknown

ANYBODYS = Unknown("others than root may write into HOME, and root looks into no such folder")


def settle(contract: Contract, ids: Ids | None, home: str | None, seconds: float) -> tuple[Ids | None, Unknown | None]:
    """Whom root becomes, None where it stays root, and why it does not look at all, if so.

    ``ids`` are those of whoever runs the IDE, as far as they are known; ``home`` is the HOME that has. Else it is the
    container's own user, else the owner of HOME, who is asked for in a child: HOME may hang. Nobody but root is asked.
    """
    if process.ids()[0] != 0 or (ids and ids.uid != 0):
        return ids, None
    # The IDE is root's own: it was said, or it starts from here, or what asks is its child.
    roots = ids is not None or contract.server_pid in (notebook.NONE_YET, process.parent())
    found = children.run({"whose": partial(_whose, contract, home, roots=roots)}, {"whose": seconds})["whose"]
    if "ids" in found.parts:
        return decode(Ids, found.parts["ids"]), None
    if "root" in found.parts:
        return None, None
    if "named" in found.parts:
        return decode(Ids, found.parts["named"]), None
    late = Unknown(f"did not answer within {seconds:g} s", ETIMEDOUT)
    return None, late if found.timed_out else Unknown(found.problem) if found.problem else ANYBODYS


def _whose(contract: Contract, home: str | None, *, roots: bool) -> Iterator[tuple[str, Any]]:
    """In a child: yield the ``ids`` that HOME is to be looked at with, or that ``root`` may; first those it may be."""
    first = notebook.runner(1)
    if isinstance(first, Runner) and first.ids.uid != 0:
        yield "ids", first.ids
        return
    if named := _named(contract):
        yield "named", named
    stranger = owner.stranger(home or files.env("HOME") or "/")
    if stranger and stranger[0]:
        yield "ids", Ids(*stranger, process.groups(*stranger))
    elif roots or not stranger:
        yield "root", True


def become(ids: Ids | None) -> Unknown | None:
    """As root, go on as them, if any. Returns why this process may not look, where it is still root and must not be."""
    if ids and process.ids()[0] == 0:
        process.become(*ids)
        if ids.uid and process.ids()[0] == 0:
            return Unknown(f"root may not become UID {ids.uid} in this container, and does not look in its place")
    return None


def _named(contract: Contract) -> Ids | None:
    for name in (files.env("NB_USER"), contract.user, platforms.USER):
        if name and (found := process.named_ids(name)):
            return Ids(*found)
    return None
