"""The Test Anything Protocol, version 14, for harnesses that read it: https://testanything.org."""

from jupyter_kfcheck.model import ImageReport, Report, Result, Status
from jupyter_kfcheck.render.safe import printable


def render(report: Report) -> str:
    """A test point a check. A warning is ``ok`` with its remedies as diagnostics: it works today."""
    return _document([(result.id, result) for result in report.checks])


def render_image(image: ImageReport) -> str:
    """As `render`, each point led by its platform and run."""
    return _document([(f"{run.platform} {run.name} {r.id}", r) for run in image.runs for r in run.report.checks])


def _document(named: list[tuple[str, Result]]) -> str:
    lines = ["TAP version 14", f"1..{len(named)}"]
    for number, (name, result) in enumerate(named, 1):
        lines += _point(number, name, result)
    return "\n".join(lines) + "\n"


def _point(number: int, name: str, result: Result) -> list[str]:
    fine = result.status not in (Status.FAIL, Status.ERROR)
    said = f"{'ok' if fine else 'not ok'} {number} - {printable(name)}"
    if result.status is Status.SKIP:
        return [f"{said} # SKIP {printable(result.summary)}"]
    notes = [f"# {printable(f'{advice.by}: {advice.text}')}" for advice in result.remedies]
    because = [f"# because of {printable(result.because)}"] if result.because else []
    return [f"{said}: {_escape(result.summary)}", *because, *notes]


def _escape(text: str) -> str:
    """A description holds no line break, and a ``#`` in it would begin a directive."""
    return printable(text).replace("\\", "\\\\").replace("#", "\\#")
