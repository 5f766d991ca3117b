"""The report as a page for people: one file, without JavaScript, for every screen and for paper.

What a page shows may come from whoever wrote a file's name: Jinja2 escapes all of it. Jinja2 is imported when the
first page is drawn, for most servers never draw one.
"""

import json
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_kfcheck.model import ImageReport, Report, Status
from jupyter_kfcheck.render.findings import UNWELL, WHO, about, counted, detail, entries
from jupyter_kfcheck.render.safe import printable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

SIGNS = {"pass": "ok", "warn": "warn", "fail": "FAIL", "skip": "skip", "error": "ERROR"}
TEMPLATES = Path(__file__).with_name("templates")
HEADLINES = {
    Status.PASS: "This notebook is fine",
    Status.SKIP: "Nothing was checked",
    Status.WARN: "Works, with {n} to look at",
    Status.FAIL: "{n} need attention",
    Status.ERROR: "{n} could not be judged",
}
_ROWS = {"unwell": [status.value for status in UNWELL], "signs": SIGNS, "who": WHO, "detail": detail, "links": None}
"""What the template of a row asks for."""
VALUE_LIMIT = 4000  # characters of one piece of evidence


def render(report: Report) -> str:
    """The page as a file: it links nowhere, for what explains the checks is not beside it."""
    return _report(report, None)


def render_image(image: ImageReport) -> str:
    """What fits, and a part for each run: findings first, the rest folded away."""
    runs = []
    for run in image.runs:
        found = entries(run.report)
        unwell = [entry for entry in found if entry.result.status in UNWELL]
        runs.append((run, counted(run.report), unwell, [entry for entry in found if entry not in unwell]))
    many = [name for name, fit in image.fits.items() if fit.ok]
    said = f"This image fits {' and '.join(many)}" if many else f"This image does not fit {' or '.join(image.fits)}"
    return _draw("image.html", image=image, headline=said, runs=runs, **_ROWS)


def served(report: Report, part: str = "") -> str:
    """The page as a server shows it at ``…/kfcheck`` or, for a ``part``, at ``…/kfcheck/<part>``."""
    return _report(report, "" if part else "kfcheck/")


def status_alone(status: Status) -> str:
    """What somebody without credentials sees."""
    return _draw("status.html", status=status.value)


def explain(id_: str, text: str) -> str:
    """The explanation of a check, which is plain text with lists and backticks, at ``…/kfcheck/explain/<id>``."""
    heading, _, rest = text.partition("\n")
    del heading
    return _draw("explain.html", id=id_, blocks=_blocks(rest))


def index(questions: dict[str, str]) -> str:
    """All checks with the question that each answers, at ``…/kfcheck/explain/``."""
    by_category = groupby(questions.items(), lambda item: item[0].partition(".")[0])
    return _draw("index.html", categories=[(category, list(items)) for category, items in by_category])


def headline(report: Report) -> str:
    """One sentence with the worst status; causes are counted, not what they cause."""
    number = sum(entry.result.status is report.status for entry in entries(report))
    if report.status is Status.FAIL and number == 1:
        return "One thing needs attention"
    return HEADLINES[report.status].format(n="one thing" if number == 1 else f"{number} things")


def _report(report: Report, links: str | None) -> str:
    by_category = groupby(entries(report), lambda entry: entry.result.category)
    return _draw(
        "report.html",
        report=report,
        headline=headline(report),
        about=[printable(part) for part in about(report)],
        counted=counted(report),
        categories=[(printable(category), list(found)) for category, found in by_category],
        **{**_ROWS, "links": links},
    )


def _draw(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(values) + "\n"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415 - 15 ms and 2 MB for who looks at a page

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, finalize=_visible)
    environment.filters |= {"shown": printable, "commands": _commands, "plain": _plain}
    return environment


def _visible(value: Any) -> Any:
    """Whatever a template shows, on as many lines as it has; markup is made of what was visible already."""
    return "\n".join(map(printable, value.split("\n"))) if type(value) is str else value


def _commands(text: str) -> "Markup":
    """Text with what stands in backticks as code."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - as jinja2

    parts = printable(text).split("`")
    if len(parts) % 2 == 0:  # a backtick without its fellow
        return escape(printable(text))
    code = Markup("<code>{}</code>").format
    return Markup("").join(code(part) if i % 2 and part.strip() else escape(part) for i, part in enumerate(parts))


def _plain(value: Any) -> str:
    """Evidence for people: values apart by commas, a table's rows on lines of their own, no JSON where words do."""
    if isinstance(value, dict):
        said = "\n".join(f"{printable(str(key))}: {_flat(item)}" for key, item in value.items())
    elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        said = "\n".join(map(_flat, value))
    else:
        said = _flat(value)
    return said if len(said) <= VALUE_LIMIT else f"{said[:VALUE_LIMIT]} …"


def _flat(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
        return ", ".join(map(_flat, value)) or "none"
    return printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _blocks(text: str) -> list[tuple[str, Any]]:
    """Paragraphs and lists of an explanation; a line that is not the first of its item goes on with it."""
    found: list[tuple[str, Any]] = []
    for block in text.strip().split("\n\n"):
        items: list[str] = []
        lead: list[str] = []
        for line in block.splitlines():
            if line.startswith("- "):
                items.append(line[2:])
            elif items:
                items[-1] += f" {line.strip()}"
            else:
                lead.append(line.strip())
        found += [("text", " ".join(lead))] if lead else []
        found += [("list", items)] if items else []
    return found
