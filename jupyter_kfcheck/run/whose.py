"""As whom root looks at what is the notebook's user's: never as root where somebody else may plant a link there."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from jupyter_kfcheck import platforms
from jupyter_kfcheck.codec import decode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import notebook
from jupyter_kfcheck.facts.notebook import Ids, Runner
from jupyter_kfcheck.host import children, files, process

OTHERS_WRITE = 0o022


def settle(contract: Contract, ids: Ids | None, seconds: float) -> tuple[Ids | None, str]:
    """Whom root becomes, None where it stays root, and why it does not look at all, if so.

    ``ids`` are those of whoever runs the IDE, as far as they are known. Else it is the container's own user, else the
    owner of HOME, who is asked for in a child: HOME may hang. Nobody else than root is asked.
    """
    if process.ids()[0] != 0 or (ids and ids.uid != 0):
        return ids, ""
    first = notebook.runner(1)
    if isinstance(first, Runner) and first.ids.uid != 0:
        return first.ids, ""
    outcome = children.run({"owner": partial(_owner, files.env("HOME") or "/")}, {"owner": seconds})["owner"]
    if "mode" not in outcome.parts:
        named = _named(contract)
        why = "whose HOME is cannot be told, and root looks into nobody's folder as root"
        return named, "" if named else why
    if "ids" in outcome.parts:
        return decode(Ids, outcome.parts["ids"]), ""
    # The IDE is root's own: it was said, or it starts from here, or what asks is its child.
    runs_as_root = ids is not None or contract.server_pid in (notebook.NONE_YET, process.parent())
    if runs_as_root or not outcome.parts["mode"] & OTHERS_WRITE:
        return None, ""
    named = _named(contract)
    return named, "" if named else "others than root may write into HOME, and root looks into no such folder"


def _owner(home: str) -> Iterator[tuple[str, Any]]:
    about = files.about(home)
    if isinstance(about, files.About):
        if about.uid:
            yield "ids", Ids(about.uid, about.gid, process.groups(about.uid, about.gid))
        yield "mode", about.mode
    else:
        yield "mode", 0  # there is none to look into


def _named(contract: Contract) -> Ids | None:
    for name in (files.env("NB_USER"), contract.user, platforms.USER):
        if name and (found := process.named_ids(name)):
            return Ids(*found)
    return None
