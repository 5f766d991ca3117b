"""GitHub's workflow commands: an annotation for each cause, then the whole report, folded.

They count in a job's log alone: GitHub reads no file for them.
"""

import hashlib

from jupyter_kfcheck.model import ImageReport, Report, Status
from jupyter_kfcheck.render import text
from jupyter_kfcheck.render.findings import UNWELL, Entry, advised, detail, entries
from jupyter_kfcheck.render.safe import printable

LEVELS = {Status.FAIL: "error", Status.ERROR: "error", Status.WARN: "warning"}
WIDE = text.Style(symbols=True, ascii=False, width=100)


def render(report: Report) -> str:
    """An annotation for each finding that no other one causes, the worst first: GitHub shows ten of each level."""
    return _log([(report, "")], text.render(report, WIDE), text.verdict(report, WIDE))


def render_image(image: ImageReport) -> str:
    """As `render`, each annotation led by its platform and run."""
    runs = [(run.report, f"{run.platform} {run.name}: ") for run in image.runs]
    return _log(runs, text.render_image(image, WIDE), text.fits(image, WIDE))


def _log(reports: list[tuple[Report, str]], whole: str, last: str) -> str:
    found = [(entry, lead) for report, lead in reports for entry in entries(report) if entry.result.status in UNWELL]
    found.sort(key=lambda pair: LEVELS[pair[0].result.status])  # "error" comes before "warning"
    # What an image writes to its log could be a command. The word that ends the pause is no part of what it ends.
    pause = hashlib.sha256(whole.encode(errors="backslashreplace")).hexdigest()
    folded = [
        "::group::The whole report",
        f"::stop-commands::{pause}",
        whole.rstrip("\n"),
        f"::{pause}::",
        "::endgroup::",
    ]
    return "\n".join([*(_annotation(entry, lead) for entry, lead in found), *folded, last]) + "\n"


def _annotation(entry: Entry, lead: str) -> str:
    result = entry.result
    lines = [result.summary, detail(result), *advised(result)]
    lines += [f"so {c.id}: {c.summary}" for c in entry.consequences]
    said = "%0A".join(_data(printable(line)) for line in lines if line)
    title = _data(printable(lead + result.id)).replace(":", "%3A").replace(",", "%2C")
    return f"::{LEVELS[result.status]} title={title}::{said}"


def _data(words: str) -> str:
    """As GitHub decodes it; there is no line break left in it."""
    return words.replace("%", "%25")
