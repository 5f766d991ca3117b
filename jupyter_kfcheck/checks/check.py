"""How a check is written down: what it asks, reads and stands on, how it judges, and the remedies it can give."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import Advice, Status, Struct, Unknown

STARTUP, RUNNING = "startup", "running"
PHASES = (STARTUP, RUNNING)
FROM_OUTSIDE = "outside"
"""The phase of what only `kfcheck image`, which starts the container, can ask."""
USER, IMAGE, PLATFORM = "user", "image", "platform"


class Written(str):
    """Words of our own for a remedy: they may hold commands in backticks, and are put in as they are."""

    __slots__ = ()


class Remedy(Struct):
    """What fixes one cause: ``when`` names the cause, ``by`` who can do it (user, image, platform).

    ``text`` serves verdict and explanation alike. A ``{word}`` in it is filled in by the verdict; the
    explanation shows it in capitals. Commands stand in backticks, whole.
    """

    when: str
    by: str
    text: str

    def fill(self, **values: object) -> Advice:
        """The advice for one report, with what was observed in the place of the words in braces.

        A name that anybody may have chosen stays one word of a command, and no backtick in it ends the command. Of a
        tuple each name is a word. What the checks themselves have written goes in as it is (`Written`).
        """
        parts = self.text.split("`")
        return Advice(self.by, "`".join(_filled(part, values, code=n % 2 == 1) for n, part in enumerate(parts)))


_WORD = re.compile(r"\{(\w+)\}")
_UNQUOTED = re.compile(r"[\w@%+=:,./~-]+", re.ASCII)


def _filled(text: str, values: Mapping[str, object], *, code: bool) -> str:
    def put(found: re.Match[str]) -> str:
        if found[1] not in values:
            return found[0]
        value, before = values[found[1]], text[: found.start()]
        if isinstance(value, Written):
            return value
        words = [str(word) for word in (value if isinstance(value, tuple) else (value,))]
        if not code:
            return " ".join(words).replace("`", "'")
        # In quotes of the remedy's own, and in a setting that is no command, there are no others.
        bare = text.startswith("{") or before.count("'") % 2 or before.count('"') % 2
        return " ".join(word.replace("`", "'") if bare else _quoted(word) for word in words)

    return _WORD.sub(put, text)


def _quoted(value: str) -> str:
    """The value as one word of a shell."""
    if "`" in value:
        return "$'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("`", "\\x60") + "'"
    return value if _UNQUOTED.fullmatch(value) else "'" + value.replace("'", "'\"'\"'") + "'"


class Verdict(Struct):
    """What a check says. ``warn`` and ``fail`` carry advice, the best first: what the reader can do before others.

    ``because`` names checks whose finding would cause this one, the likeliest first: the run keeps the first of
    them that has a finding. ``evidence["detail"]``, where given, is the line that decides, in words for people.
    """

    status: Status
    summary: str
    evidence: dict[str, Any] = {}
    advice: tuple[Advice, ...] = ()
    because: tuple[str, ...] = ()


class Ground(Struct):
    """What has to hold before a question makes sense: ``needs`` names it, ``reads`` the facts it is read from.

    ``lacks`` says in a sentence about the fact why the check is not asked (`skipped`, or `unsure` where the fact
    is not known); None where the ground holds.
    """

    needs: str
    reads: tuple[str, ...]
    lacks: Callable[[Facts, Contract], Verdict | None]


Judge = Callable[[Any, Facts, Contract], Verdict]


class Check(Struct):
    """One question. Its explanation is the judge's docstring.

    ``reads`` names every part of the facts that the judge looks at, first the one that the check is about: the run
    hands it to the judge, known. Where it is `Unknown` the result is ``error``, or what ``unknown`` makes of it.
    ``ends_container``: a failure keeps the container or the IDE from starting.
    """

    id: str
    title: str
    judge: Judge
    reads: tuple[str, ...]
    remedies: tuple[Remedy, ...] = ()
    requires: tuple[Ground, ...] = ()
    phases: tuple[str, ...] = PHASES
    unknown: Callable[[Unknown, Facts, Contract], Verdict] | None = None
    ends_container: bool = False

    @property
    def category(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    @property
    def families(self) -> set[str]:
        """The families of facts that the check and its grounds read."""
        parts = self.reads + tuple(part for ground in self.requires for part in ground.reads)
        return {part.partition(".")[0] for part in parts}

    @property
    def explanation(self) -> str:
        """The judge's docstring: the question, why it matters, how it is judged, what the evidence means."""
        lines = (self.judge.__doc__ or "").expandtabs().splitlines()
        return "\n".join([lines[0], *(line.removeprefix("    ") for line in lines[1:])]).strip() if lines else ""


def passed(summary: str, **evidence: Any) -> Verdict:
    """The requirement holds, and the evidence says how we know."""
    return Verdict(Status.PASS, summary, evidence)


def skipped(summary: str, **evidence: Any) -> Verdict:
    """It does not apply here; the summary says why."""
    return Verdict(Status.SKIP, summary, evidence)


def unsure(summary: str, **evidence: Any) -> Verdict:
    """kfcheck itself could not judge."""
    return Verdict(Status.ERROR, summary, evidence)


def warned(summary: str, *advice: Advice, because: tuple[str, ...] = (), **evidence: Any) -> Verdict:
    """It works today and will hurt someone."""
    return Verdict(Status.WARN, summary, evidence, advice, because)


def failed(summary: str, *advice: Advice, because: tuple[str, ...] = (), **evidence: Any) -> Verdict:
    """The requirement is broken."""
    return Verdict(Status.FAIL, summary, evidence, advice, because)
