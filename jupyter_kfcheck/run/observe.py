"""From the machine to `Facts`: every family is a work of its own for a child, with its own deadline."""

from collections.abc import Collection, Iterator
from errno import ETIMEDOUT
from functools import partial
from typing import Any

from jupyter_kfcheck.codec import DecodeError, decode, fields
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import FAMILIES, Facts, notebook
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.host import children, process
from jupyter_kfcheck.model import Struct, Unknown, known
from jupyter_kfcheck.run import whose

FAMILY_SECONDS = 3.0
NOTEBOOK_SECONDS = 0.8
ELSEWHERE = Unknown("this needs /proc, which only Linux has")
ANYWHERE = {"user"}  # what POSIX alone tells
AS_IT_ASKS = {"user", "container", "s6"}  # what is about the container or whoever asks, not about the notebook's user


class Notebook(Struct):
    """Whoever runs the IDE: what kfcheck looks as, and with which environment. ``refused``: why root does not look."""

    ids: Ids | None = None
    environment: dict[str, str | None] = {}
    refused: Unknown | None = None


def observe(contract: Contract, families: Collection[str], seconds: float = FAMILY_SECONDS) -> Facts:
    """Gather the named ``families`` within ``seconds``; what did not come is `Unknown`, with the reason."""
    if process.PLATFORM != "linux":
        families = ANYWHERE & set(families)
    brief = min(seconds / 4, NOTEBOOK_SECONDS * contract.patience)
    contract, who = _notebook(contract, brief)
    ids, refused = whose.settle(contract, who.ids, who.environment.get("HOME"), brief)
    who = who._replace(ids=ids, refused=refused)
    seconds = min(seconds, FAMILY_SECONDS * contract.patience)
    works: dict[str, children.Work] = {
        name: partial(_gather, name, contract, who) for name in sorted(FAMILIES, key=_turn) if name in families
    }
    outcomes = children.run(works, dict.fromkeys(works, seconds))
    timings = {f"{name}.{part}": s for name, outcome in outcomes.items() for part, s in outcome.seconds.items()}
    missing = children.Outcome(problem="not asked for" if process.PLATFORM == "linux" else ELSEWHERE.reason)
    kinds = fields(Facts)
    values = {name: _assemble(kinds[name], outcomes.get(name, missing), seconds) for name in FAMILIES}
    values["user"] = values["user"]._replace(looks=who.ids if process.ids()[0] == 0 else None)
    return Facts(**values, seconds=timings)


def _turn(name: str) -> int:
    """First what is seen as whoever asks, since a child that has become somebody else stays so; last what may hang."""
    return 0 if name in AS_IT_ASKS else 1 if name == "server" else 2


def _notebook(contract: Contract, seconds: float) -> tuple[Contract, Notebook]:
    """Who runs the IDE, and the contract that names its process. What the server itself starts has its environment."""
    if process.PLATFORM != "linux" or contract.server_pid in (notebook.NONE_YET, process.parent()):
        return contract, Notebook()
    outcome = children.run({"notebook": partial(notebook.look, contract)}, {"notebook": seconds})["notebook"]
    pid, environment = outcome.parts.get("pid"), outcome.parts.get("environment", {})
    ids = known(_part(Ids, outcome.parts, "ids", Unknown("not found")))
    return contract._replace(server_pid=contract.server_pid if pid is None else pid), Notebook(ids, environment)


def _gather(name: str, contract: Contract, who: Notebook) -> Iterator[tuple[str, Any]]:
    """In a child: a family's facts, seen by the notebook's user where they are about the notebook."""
    process.adopt(who.environment)
    if name not in AS_IT_ASKS and process.ids()[0] == 0 and (refused := whose.become(who.ids) or who.refused):
        if name != "home" and refused.errno == ETIMEDOUT:
            refused = Unknown(
                f"HOME {refused.reason}, and root looks at nothing before it knows whose HOME is", ETIMEDOUT
            )
        yield from dict.fromkeys(fields(fields(Facts)[name]), refused).items()
        return
    yield from FAMILIES[name].gather(contract)


def _assemble(kind: Any, outcome: children.Outcome, seconds: float) -> Any:
    """Build a family from the parts that came; the rest is `Unknown`, ETIMEDOUT where the deadline passed."""
    reason = outcome.problem or "kfcheck did not hand it over"
    late = Unknown(f"did not answer within {seconds:g} s", ETIMEDOUT)
    absent = late if outcome.timed_out else Unknown(reason)
    return kind(**{name: _part(part, outcome.parts, name, absent) for name, part in fields(kind).items()})


def _part(kind: Any, parts: dict[str, Any], name: str, absent: Unknown) -> Any:
    if name not in parts:
        return absent
    try:
        return decode(kind, parts[name], name)
    except DecodeError as problem:
        return Unknown(f"kfcheck could not read its own fact: {problem}")
