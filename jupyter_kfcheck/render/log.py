"""The report for a container's log: short, led by the ids, in one colour."""

from jupyter_kfcheck.model import Report, Status
from jupyter_kfcheck.render.findings import UNWELL, WHO, Entry, counted, detail, entries
from jupyter_kfcheck.render.safe import printable
from jupyter_kfcheck.render.text import WORDS

LEAD = "kfcheck: "


def render(report: Report) -> str:
    """A line when all is well; else before it two or more for each problem: the cause, what to do, what it breaks."""
    lines = [line for entry in entries(report) for line in _finding(entry)]
    counts = ", ".join(counted(report))
    if report.status in (Status.PASS, Status.SKIP):
        counts = counts.replace("passed", f"check{'s' * (report.counts[Status.PASS.value] != 1)} passed")
    lines.append(f"{counts} ({report.duration_seconds:.2f} s): {_who(report)}")
    return "".join(f"{LEAD}{printable(line)}\n" for line in lines)


def _finding(entry: Entry) -> list[str]:
    result = entry.result
    if result.status not in UNWELL:
        return []
    lines = [f"{WORDS[result.status]} {result.id}: {result.summary}"]
    if cause := detail(result):
        lines.append(f"     {cause}")
    lines += [f"     {WHO.get(advice.by, advice.by)}: {advice.text}" for advice in result.remedies]
    return lines + [f"     so {c.id}: {c.summary}" for c in entry.consequences]


def _who(report: Report) -> str:
    c = report.container
    parts = ["its user is not known yet" if c.uid is None else f"{c.user or 'no name'} {c.uid}:{_or(c.gid)}"]
    parts += [f"NB_PREFIX {c.nb_prefix}"] if c.nb_prefix else []
    stored = next((r.summary for r in report.checks if r.id == "home.persistent" and r.status is Status.PASS), None)
    return ", ".join([*parts, stored or f"HOME {c.home or 'not known'}"])


def _or(number: int | None) -> str:
    return "?" if number is None else str(number)
