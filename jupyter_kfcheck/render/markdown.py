"""The report as Markdown: for an issue, a chat or a mail to whoever can act on it."""

import json
import re
from typing import Any

from jupyter_kfcheck.model import ImageReport, Report, Result
from jupyter_kfcheck.render.findings import UNWELL, WHO, about, counted, entries
from jupyter_kfcheck.render.safe import printable
from jupyter_kfcheck.render.text import SYMBOLS

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~!&$@]")


def render(report: Report) -> str:
    """A heading, the verdict, and a list for each category; what is unwell carries its evidence."""
    lines = [
        "# Kubeflow notebook check",
        "",
        f"**{', '.join(counted(report))}**",
        "",
        _about(report),
    ]
    category = None
    for entry in entries(report):
        if entry.result.category != category:
            category = entry.result.category
            lines += ["", f"## {escape(category)}", ""]
        lines += _check(entry.result)
        lines += [f"  - so **{escape(c.id)}** {escape(c.summary)}" for c in entry.consequences]
    return "\n".join(lines) + "\n"


def render_image(image: ImageReport) -> str:
    """What fits, and a part for each run: findings with their remedies, the rest folded away."""
    lines = [f"# Kubeflow image check: {escape(image.image)}", ""]
    for name, fit in image.fits.items():
        because = f": {', '.join(map(escape, fit.because))}" if fit.because else ""
        lines.append(f"- {'√' if fit.ok else '×'} **{escape(name)}**{because}")  # noqa: RUF001 - meant as a symbol
    lines += ["", *_asked_for(image)]
    lines += [f"{escape(image.engine)} · {image.started_at} · kfcheck {escape(image.kfcheck_version)}"]
    for run in image.runs:
        lines += [
            "",
            f"## {escape(run.platform)} · {escape(run.name)}",
            "",
            f"**{', '.join(counted(run.report))}**",
            "",
        ]
        found = entries(run.report)
        for entry in (e for e in found if e.result.status in UNWELL):
            lines += _check(entry.result)
            lines += [f"  - so **{escape(c.id)}** {escape(c.summary)}" for c in entry.consequences]
        lines += ["", "<details><summary>What passed and what was skipped</summary>", ""]
        lines += [line for e in found if e.result.status not in UNWELL for line in _check(e.result)]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _asked_for(image: ImageReport) -> list[str]:
    """The spawner's configuration and the probes, as code to copy."""
    lines = [f"Spawner: {_advice(image.spawner.said)}", ""] if image.spawner else []
    blocks = [image.spawner.add] if image.spawner and image.spawner.add else []
    for block in [*blocks, *image.probes.values()]:
        lines += ["```yaml", *(printable(line).replace("```", "") for line in block.splitlines()), "```", ""]
    return lines


def escape(words: str) -> str:
    """Text as text: neither markup nor HTML nor a mention, and on one line."""
    return _SPECIAL.sub(r"\\\g<0>", printable(words))


def _about(report: Report) -> str:
    return " · ".join(escape(part) for part in [*about(report), f"kfcheck {report.kfcheck_version}"])


def _check(result: Result) -> list[str]:
    lines = [f"- {SYMBOLS[result.status]} **{escape(result.id)}** {escape(result.summary)}"]
    if result.status in UNWELL:
        lines += [f"  - {escape(name)}: {_value(value)}" for name, value in result.evidence.items()]
    lines += [f"  - **{escape(WHO.get(a.by, a.by))}:** {_advice(a.text)}" for a in result.remedies]
    return lines


def _value(value: Any) -> str:
    return escape(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _advice(text: str) -> str:
    """A remedy's text, its commands as code: what stands between two backticks of its own."""
    parts = printable(text).split("`")
    if len(parts) % 2 == 0:  # a backtick without its fellow
        return escape(text)
    return "".join(f"`` {part} ``" if i % 2 and part.strip() else escape(part) for i, part in enumerate(parts))
