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

What breaks notebooks on Kubeflow, in the words of those whose notebook it was. `make faults` makes each of these faults
for real, with containers, volumes, networks and servers of its own, looks whether kfcheck names it, applies the remedy,
and looks whether it is gone; then it writes this page. The last column says when that was last seen.

- {named} of {all} faults are named, each with one remedy that was applied and seen to work.
- {clean} healthy notebooks, of every platform, user, file system and setting that we know, raise no alarm ({date}).
"""
NOT_YET = "not yet"


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


def lines(dates: dict[str, str]) -> list[str]:
    """The table, with the date of each row that was shown."""
    head = ["| | you see | named by | what mends it | made in a test as | shown |", "| --- " * 6 + "|"]
    return [*head, *(_line(row, dates.get(row.id, NOT_YET)) for row in ROWS)]


def _line(row: Row, date: str) -> str:
    link = f"[`{row.check}`](checks.md#{row.check.replace('.', '')})"
    start = f"| {row.id} | {_cell(row.symptom)} | {link}"
    if not row.test:
        return f"{start} | | {_cell(row.why_not)} | no |"
    return f"{start}, {row.by} | {_cell(remedy(row))} | {_cell(row.staged)} | {date} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def shown(text: str) -> dict[str, str]:
    """The date of each row that a page says was shown."""
    return dict(re.findall(r"^\| (F\d\d) \|.*\| (\d{4}-\d\d-\d\d) \|$", text, re.MULTILINE))


def render(result: Result, date: str, before: str = "") -> str:
    """The page after a run on this date; what the run left out keeps its date of the page ``before``."""
    ids = {row.id for row in ROWS if row.test}
    dates = {id_: day for id_, day in shown(before).items() if id_ in ids}
    dates |= {id_: date for id_ in result.named if id_ in result.gone}
    clean = re.search(r"^- (\d+) healthy.*\((\d{4}-\d\d-\d\d)\)", before, re.MULTILINE)
    count, day = (str(result.clean), date) if result.clean or not clean else (clean[1], clean[2])
    head = HEAD.format(date=day, named=len(dates), all=len(ROWS), clean=count)
    return "\n".join([head, *lines(dates), ""])


def table(result: Result) -> str:
    """The scoreboard for a terminal."""
    said = []
    for row in ROWS:
        named = result.named.get(row.id)
        state = f"{named} by {row.check} ({row.by})" if named else f"NOT NAMED: {row.why_not or 'not shown'}"
        proven = "remedy proven" if row.id in result.gone else "-"
        said.append(f"{row.id}  {row.symptom[:58]:58}  {row.staged[:44]:44}  {state:44}  {proven}")
    said.append(f"{len(result.named)} of {len(ROWS)} rows named, {len(result.gone)} remedies proven")
    said.append(f"{result.clean} healthy variants without an alarm; {result.seconds} s")
    return "\n".join(said)
