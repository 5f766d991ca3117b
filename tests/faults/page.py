"""The page of faults: what users write, which check names it, what mends it. And the table of `make faults`."""

import re
from typing import NamedTuple

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.help.browser import EXPLANATIONS
from tests.faults.catalogue import ROWS, Row
from tests.tools import ROOT

FILE = ROOT / "docs" / "faults.md"
HEAD = """\
# Faults that kfcheck names

What breaks notebooks on Kubeflow, in the words of those whose notebook it was. Each of these faults is made for real in
a test, with containers, volumes, networks and servers of its own; kfcheck names it, its remedy is applied, and it is
gone. `make faults` does all of that and writes this page. Last done: {date}.

- {named} of {all} faults are named.
- {clean} healthy notebooks, one for each platform, user, file system and setting that we know, raise no alarm.
"""


class Result(NamedTuple):
    """What a run has shown: row to status, the rows whose remedy was proven, healthy variants without a finding."""

    named: dict[str, str]
    gone: set[str]
    clean: int
    seconds: int


def remedy(row: Row) -> str:
    """The remedy's whole text, with the words that a report fills in as capitals."""
    if row.check in EXPLANATIONS:
        return row.remedy
    texts = [re.sub(r"\{([a-z_]+)\}", lambda word: word[1].upper(), r.text) for r in BY_ID[row.check].remedies]
    return next(text for text in texts if row.remedy in text)


def _line(row: Row) -> str:
    link = f"[`{row.check}`](checks.md#{row.check.replace('.', '')})"
    if not row.test:
        return f"| {row.id} | {_cell(row.symptom)} | {link} | not made in a test: {_cell(row.why_not)} | |"
    return f"| {row.id} | {_cell(row.symptom)} | {link}, {row.by} | {_cell(remedy(row))} | {_cell(row.staged)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def static() -> list[str]:
    """The lines that the catalogue alone decides."""
    head = ["| | you see | named by | what mends it | made in a test as |", "| --- | --- | --- | --- | --- |"]
    return [*head, *map(_line, ROWS)]


def render(result: Result, date: str) -> str:
    """The page after a run on this date."""
    head = HEAD.format(date=date, named=len(result.named), all=len(ROWS), clean=result.clean)
    return "\n".join([head, *static(), ""])


def table(result: Result) -> str:
    """The scoreboard for a terminal."""
    lines = []
    for row in ROWS:
        named = result.named.get(row.id)
        state = f"{named} by {row.check} ({row.by})" if named else f"NOT NAMED: {row.why_not or 'its test failed'}"
        proven = "remedy proven" if row.id in result.gone else "-"
        lines.append(f"{row.id}  {row.symptom[:58]:58}  {row.staged[:44]:44}  {state:44}  {proven}")
    lines.append(f"{len(result.named)} of {len(ROWS)} rows named, {len(result.gone)} remedies proven")
    lines.append(f"{result.clean} healthy variants without an alarm; {result.seconds} s")
    return "\n".join(lines)
