"""The report for people at a terminal: sentences to agree with; where not, the cause, then what to do."""

from itertools import groupby

from jupyter_kfcheck.model import ImageReport, Report, Result, Status, Struct
from jupyter_kfcheck.render.findings import UNWELL, WHO, Entry, about, counted, detail, entries
from jupyter_kfcheck.render.safe import printable

_S = Status
SYMBOLS = {_S.PASS: "√", _S.WARN: "‼", _S.FAIL: "×", _S.SKIP: "–", _S.ERROR: "?"}  # noqa: RUF001 - meant as symbols
WORDS = {_S.PASS: "ok", _S.WARN: "warn", _S.FAIL: "FAIL", _S.SKIP: "skip", _S.ERROR: "ERROR"}
COLOURS = {_S.PASS: "32", _S.WARN: "33", _S.FAIL: "31", _S.SKIP: "2", _S.ERROR: "35"}
DIM, BOLD = "2", "1"
GAP = 2  # blanks between a sentence and the id at the right


class Style(Struct):
    """What the reader's terminal can show: colours, symbols, more than ASCII; ``width`` in columns."""

    colour: bool = False
    symbols: bool = False
    ascii: bool = True
    width: int = 80


PLAIN = Style()


def render(report: Report, style: Style = PLAIN) -> str:
    """Lines of at most ``style.width`` columns, unless a path or a command is longer."""
    lines = [*_heading(report, style), ""]
    for category, found in groupby(entries(report), lambda entry: entry.result.category):
        lines.append(_paint(printable(category), BOLD, style))
        for _, alike in groupby(found, _same_skip):
            lines += _entry(list(alike), style)
    text = "\n".join([*lines, "", verdict(report, style)]) + "\n"
    return text.encode("ascii", "backslashreplace").decode() if style.ascii else text


def render_image(image: ImageReport, style: Style = PLAIN) -> str:
    """A line a run with its findings below it; what fits stands last."""
    dot = " · " if style.symbols else " - "
    head = [f"Kubeflow image check {image.kfcheck_version}", image.image, image.engine]
    lines = [dot.join(map(printable, head)), ""]
    for run in image.runs:
        name = printable(f"{run.platform}{dot}{run.name}")
        lines.append(f"{_paint(name, BOLD, style)}{dot}{', '.join(counted(run.report))}")
        for entry in entries(run.report):
            if entry.result.status in UNWELL:
                lines += _entry([entry], style)
    text = "\n".join([*lines, "", fits(image, style), *_asked_for(image, style)]) + "\n"
    return text.encode("ascii", "backslashreplace").decode() if style.ascii else text


def _asked_for(image: ImageReport, style: Style) -> list[str]:
    """The spawner's configuration and the probes, to be copied: no line of them is wrapped."""
    lines: list[str] = []
    if image.spawner:
        lines += _wrap(f"spawner: {image.spawner.said}", style.width, "")
        lines += [f"    {line}" for line in map(printable, image.spawner.add.splitlines())]
    for block in image.probes.values():
        lines += ["", *map(printable, block.splitlines())]
    return lines


def fits(image: ImageReport, style: Style = PLAIN) -> str:
    """Which platforms the image fits, and because of which checks it does not."""
    words = []
    for name, fit in image.fits.items():
        status = Status.PASS if fit.ok else Status.FAIL
        mark = SYMBOLS[status] if style.symbols else ("ok" if fit.ok else "NO")
        because = printable(f" ({', '.join(fit.because)})") if fit.because else ""
        words.append(f"{printable(name)} {_paint(mark, COLOURS[status], style)}{because}")
    return f"fits: {'  '.join(words)}"


def _same_skip(entry: Entry) -> tuple[str, str]:
    """What is left out for one reason shares a row."""
    result = entry.result
    return ("", result.summary) if result.status is Status.SKIP else (result.id, "")


def _heading(report: Report, style: Style) -> list[str]:
    dot = " · " if style.symbols else " - "
    parts = [f"Kubeflow notebook check {report.kfcheck_version}", *about(report)]
    lines = [""]
    for part in map(printable, parts):
        joined = f"{lines[-1]}{dot}{part}" if lines[-1] else part
        if len(joined) <= style.width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(f"  {part}")
    return lines


def _entry(alike: list[Entry], style: Style) -> list[str]:
    result = alike[0].result
    mark = SYMBOLS[result.status] if style.symbols else f"{WORDS[result.status]:<5}"
    names = printable(", ".join(entry.result.id for entry in alike))
    lines = _row(f"  {mark} ", result.summary, names, COLOURS[result.status], style)
    margin = " " * (len(mark) + 3)
    if result.status in UNWELL:
        lines += _deeper(result, margin + "  ", style)
    for consequence in alike[0].consequences:
        arrow = "→" if style.symbols else "->"
        lines += _row(f"{margin}{arrow} so ", consequence.summary, printable(consequence.id), "", style)
    return lines


def _deeper(result: Result, margin: str, style: Style) -> list[str]:
    """The cause in words, then a line for each remedy, led by who can apply it."""
    cause = detail(result)
    lines = _wrap(cause, style.width, margin) if cause else []
    width = max((len(WHO.get(advice.by, advice.by)) for advice in result.remedies), default=0)
    for advice in result.remedies:
        by = printable(f"{WHO.get(advice.by, advice.by):<{width}}  ")
        first, *more = _wrap(advice.text, style.width, margin + " " * len(by))
        lines += [f"{margin}{_paint(by, BOLD, style)}{first.lstrip()}", *more]
    return lines


def _row(lead: str, summary: str, names: str, colour: str, style: Style) -> list[str]:
    """A sentence with its id: at the right of the last line where there is room, else on a line below."""
    margin = " " * len(lead)
    lines = _wrap(summary, style.width, margin)
    room = style.width - len(lines[-1]) - len(names)
    if room >= GAP:
        lines[-1] += " " * room + _paint(names, DIM, style)
    elif len(margin) + len(names) <= style.width:
        lines.append(_paint(names.rjust(style.width), DIM, style))
    else:
        lines += [_paint(line, DIM, style) for line in _wrap(names, style.width, margin)]
    sign = lead.strip()
    return [lead.replace(sign, _paint(sign, colour, style), 1) + lines[0][len(margin) :], *lines[1:]]


def verdict(report: Report, style: Style = PLAIN) -> str:
    """The last line: how many of each, how long it took, and where to read on."""
    line = f"{', '.join(counted(report))} in {report.duration_seconds:.2f} s"
    first = next((e.result for e in entries(report) if e.result.status is report.status and e.result.remedies), None)
    if first:
        line += f"{' · ' if style.symbols else ' - '}kfcheck explain {printable(first.id)}"
    return _paint(line, COLOURS[report.status], style)


def _wrap(text: str, width: int, margin: str) -> list[str]:
    import textwrap  # noqa: PLC0415 - 2 ms that a start-up check, which wraps nothing, does not pay

    return textwrap.wrap(
        printable(text),
        width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [margin]


def _paint(text: str, code: str, style: Style) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if style.colour and code else text
