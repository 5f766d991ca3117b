"""The report as Markdown: for an issue, a chat or a mail to whoever can act on it."""

import json
import re
from typing import Any

from jupyter_kfcheck.model import Report, Result, Status
from jupyter_kfcheck.render import text
from jupyter_kfcheck.render.safe import printable

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~!&$@]")
_UNWELL = (Status.FAIL, Status.ERROR, Status.WARN)


def render(report: Report) -> str:
    """A heading, the verdict, and a list for each category; what is unwell carries its evidence."""
    lines = [
        "# Kubeflow notebook check",
        "",
        f"**{', '.join(text.counted(report))}**",
        "",
        _about(report),
    ]
    category = None
    for result in report.checks:
        if result.category != category:
            category = result.category
            lines += ["", f"## {escape(category)}", ""]
        lines += _check(result)
    return "\n".join(lines) + "\n"


def escape(words: str) -> str:
    """Text as text: neither markup nor HTML nor a mention, and on one line."""
    return _SPECIAL.sub(r"\\\g<0>", printable(words))


def _about(report: Report) -> str:
    c = report.container
    parts = [
        report.kind,
        f"{c.user or 'no name'} ({_or(c.uid)}:{_or(c.gid)})",
        c.nb_prefix or "no NB_PREFIX",
        report.started_at,
        f"kfcheck {report.kfcheck_version}",
    ]
    return " · ".join(escape(part) for part in parts)


def _or(number: int | None) -> str:
    return "?" if number is None else str(number)


def _check(result: Result) -> list[str]:
    lines = [f"- {text.SYMBOLS[result.status]} **{escape(result.id)}** {escape(result.summary)}"]
    if result.status in _UNWELL:
        lines += [f"  - {escape(name)}: {_value(value)}" for name, value in result.evidence.items()]
    if result.remedy:
        lines.append(f"  - **{escape(result.remedy_by or 'remedy')}:** {escape(result.remedy)}")
    return lines


def _value(value: Any) -> str:
    return escape(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
