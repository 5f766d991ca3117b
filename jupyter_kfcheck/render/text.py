"""The report for people at a terminal: sentences to agree with; where not, the cause, then what to do."""

import textwrap
from itertools import groupby
from typing import NamedTuple

from jupyter_kfcheck.model import Report, Result, Status
from jupyter_kfcheck.render.safe import printable

_S = Status
SYMBOLS = {_S.PASS: "√", _S.WARN: "‼", _S.FAIL: "×", _S.SKIP: "–", _S.ERROR: "?"}  # noqa: RUF001 - meant as symbols
WORDS = {_S.PASS: "ok", _S.WARN: "warn", _S.FAIL: "FAIL", _S.SKIP: "skip", _S.ERROR: "ERROR"}
COLOURS = {_S.PASS: "32", _S.WARN: "33", _S.FAIL: "31", _S.SKIP: "2", _S.ERROR: "35"}
_COUNTED = {
    _S.FAIL: "failed",
    _S.ERROR: "not judged",
    _S.WARN: "warning",
    _S.PASS: "passed",
    _S.SKIP: "skipped",
}


class Style(NamedTuple):
    """What the reader's terminal can show: colours, symbols, more than ASCII; ``width`` in columns."""

    colour: bool = False
    symbols: bool = False
    ascii: bool = True
    width: int = 80


PLAIN = Style()


def render(report: Report, style: Style = PLAIN) -> str:
    """Lines of at most ``style.width`` columns, unless a path is longer."""
    lines = [_heading(report, style), ""]
    for category, results in groupby(report.checks, lambda result: result.category):
        lines.append(_paint(category, "1", style))
        for _, alike in groupby(results, lambda r: (r.id if r.remedy else "", r.status, r.summary)):
            lines += _check(_together(list(alike)), style)
    text = "\n".join([*lines, "", verdict(report, style)]) + "\n"
    return text.encode("ascii", "backslashreplace").decode() if style.ascii else text


def _together(alike: list[Result]) -> Result:
    """One result for those that say the same, led by their names."""
    first = alike[0]
    if len(alike) == 1:
        return first
    names = ", ".join(result.id.partition(".")[2] for result in alike)
    return first._replace(summary=f"{names}: {first.summary}")


def _heading(report: Report, style: Style) -> str:
    c = report.container
    who = f"{c.user or 'no name'} ({_or(c.uid)}:{_or(c.gid)})"
    parts = [
        "Kubeflow notebook check",
        report.kind if report.kind != "unknown" else "",
        who,
        c.nb_prefix or "",
    ]
    dot = "  ·  " if style.symbols else "  -  "
    return dot.join(printable(part) for part in parts if part)


def _or(number: int | None) -> str:
    return "?" if number is None else str(number)


def _check(result: Result, style: Style) -> list[str]:
    mark = SYMBOLS[result.status] if style.symbols else f"{WORDS[result.status]:<5}"
    margin = " " * (len(mark) + 3)
    first, *more = _wrap(result.summary, style.width, margin)
    lines = [f"  {_paint(mark, COLOURS[result.status], style)} {first.lstrip()}", *more]
    if result.remedy:
        cause = detail(result)
        deeper = margin + "  "
        lines += _wrap(cause, style.width, deeper) if cause else []
        by = f"{result.remedy_by or '':<8}  "
        first, *more = _wrap(result.remedy, style.width, deeper + " " * len(by))
        lines += [f"{deeper}{_paint(by, '1', style)}{first.lstrip()}", *more]
    return lines


def detail(result: Result) -> str:
    """The line of evidence that decides, in words; empty where the summary says it all."""
    e = result.evidence
    said = []
    if "owner" in e and "mode" in e:
        said.append(f"it belongs to {_named(e['owner'])} (mode {e['mode']})")
    if "runs_as" in e:
        said.append(f"this process runs as {e['runs_as']}")
    if "refused" in e and len(e["refused"]) > 1:
        said.append(f"and {len(e['refused']) - 1} more below it")
    return "; ".join(said)


def _named(owner: str) -> str:
    """``root:root`` for ``0:0``; other numbers have names of their own in every container."""
    return ":".join("root" if number == "0" else number for number in owner.split(":"))


def verdict(report: Report, style: Style = PLAIN) -> str:
    """The last line: how many of each, how long it took, and where to read on."""
    line = f"{', '.join(counted(report))} in {report.duration_seconds:.2f} s"
    first = next((r for r in report.checks if r.status is report.status and r.remedy), None)
    if first:
        line += f"      kfcheck explain {first.id}"
    return _paint(line, COLOURS[report.status], style)


def counted(report: Report) -> list[str]:
    """How many of each status there are, the worst first: ``1 failed``, ``9 passed``."""
    return [_count(report.counts[s.value], words) for s, words in _COUNTED.items() if report.counts[s.value]]


def _count(number: int, words: str) -> str:
    return f"{number} {words}{'s' if words == 'warning' and number > 1 else ''}"


def _wrap(text: str, width: int, margin: str) -> list[str]:
    return textwrap.wrap(
        printable(text),
        width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [margin]


def _paint(text: str, code: str, style: Style) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if style.colour else text
