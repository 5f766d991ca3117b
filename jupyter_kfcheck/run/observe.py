"""From the machine to `Facts`: every family in its own child, all at once, each with its deadline."""

from collections.abc import Collection
from errno import ETIMEDOUT
from functools import partial
from typing import Any

from jupyter_kfcheck.codec import DecodeError, decode, fields
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import FAMILIES, Facts
from jupyter_kfcheck.host import children, process
from jupyter_kfcheck.model import Unknown

FAMILY_SECONDS = 3.0
ELSEWHERE = Unknown("this needs /proc, which only Linux has")
ANYWHERE = {"user"}  # what POSIX alone tells


def observe(contract: Contract, families: Collection[str], seconds: float = FAMILY_SECONDS) -> Facts:
    """Gather the named ``families`` within ``seconds``; what did not come is `Unknown`, with the reason."""
    seconds = min(seconds, FAMILY_SECONDS)
    if process.PLATFORM != "linux":
        families = ANYWHERE & set(families)
    works: dict[str, children.Work] = {
        name: partial(module.gather, contract) for name, module in FAMILIES.items() if name in families
    }
    outcomes = children.run(works, dict.fromkeys(works, seconds))
    timings = {f"{name}.{part}": s for name, outcome in outcomes.items() for part, s in outcome.seconds.items()}
    missing = children.Outcome(problem="not asked for" if process.PLATFORM == "linux" else ELSEWHERE.reason)
    kinds = fields(Facts)
    values = {name: _assemble(kinds[name], outcomes.get(name, missing), seconds) for name in FAMILIES}
    return Facts(**values, seconds=timings)


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
