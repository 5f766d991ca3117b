"""The Test Anything Protocol, version 14, for harnesses that read it: https://testanything.org."""

from jupyter_kfcheck.model import Report, Result, Status
from jupyter_kfcheck.render.safe import printable


def render(report: Report) -> str:
    """A test point a check. A warning is ``ok`` with its remedies as diagnostics: it works today."""
    lines = ["TAP version 14", f"1..{len(report.checks)}"]
    for number, result in enumerate(report.checks, 1):
        lines += _point(number, result)
    return "\n".join(lines) + "\n"


def _point(number: int, result: Result) -> list[str]:
    fine = result.status not in (Status.FAIL, Status.ERROR)
    said = f"{'ok' if fine else 'not ok'} {number} - {result.id}"
    if result.status is Status.SKIP:
        return [f"{said} # SKIP {printable(result.summary)}"]
    notes = [f"# {printable(f'{advice.by}: {advice.text}')}" for advice in result.remedies]
    because = [f"# because of {result.because}"] if result.because else []
    return [f"{said}: {_escape(result.summary)}", *because, *notes]


def _escape(text: str) -> str:
    """A description holds no line break, and a ``#`` in it would begin a directive."""
    return printable(text).replace("\\", "\\\\").replace("#", "\\#")
