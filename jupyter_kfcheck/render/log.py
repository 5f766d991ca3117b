"""The report for a container's log and its termination message: short, led by the ids, in one colour."""

from jupyter_kfcheck.model import Report, Result, Status
from jupyter_kfcheck.render.safe import printable
from jupyter_kfcheck.render.text import WORDS, counted, detail

LEAD = "kfcheck: "


def render(report: Report) -> str:
    """A line when all is well; else before it two for each finding, the cause and the remedy."""
    lines = [line for result in report.checks for line in _finding(result)]
    checks = "check" if report.counts[Status.PASS.value] == 1 else "checks"
    counts = ", ".join(counted(report)).replace("passed", f"{checks} passed")
    lines.append(f"{counts} ({report.duration_seconds:.2f} s): {_glance(report)}")
    return "".join(f"{LEAD}{printable(line)}\n" for line in lines)


def termination(report: Report) -> str:
    """The first failure in a sentence, its remedy in another; empty without one."""
    first = next((result for result in report.checks if result.status is Status.FAIL), None)
    if first is None:
        return ""
    return printable(f"{first.id}: {first.summary}. {(first.remedy_by or '').capitalize()}: {first.remedy}.")


def _finding(result: Result) -> list[str]:
    if result.status in (Status.PASS, Status.SKIP):
        return []
    lines = [f"{WORDS[result.status]} {result.id}: {result.summary}"]
    if cause := detail(result):
        lines.append(f"     {cause}")
    if result.remedy:
        lines.append(f"     {result.remedy_by}: {result.remedy}")
    return lines


def _glance(report: Report) -> str:
    c = report.container
    parts = [f"{c.user or 'no name'} {c.uid}:{c.gid}", f"HOME {c.home or 'not set'}{_storage(report)}"]
    return ", ".join([*parts, *([f"NB_PREFIX {c.nb_prefix}"] if c.nb_prefix else [])])


def _storage(report: Report) -> str:
    e = next((result.evidence for result in report.checks if result.id == "home.persistent"), {})
    if e.get("storage") not in ("persistent", "ephemeral"):
        return ""
    fs = str(e.get("mount", "")).partition(" - ")[2].split(" ")[0]
    basis = f"proven over {e['pods']} pod{'s' * (e['pods'] > 1)}" if e.get("pods") else e["basis"]
    return f" {fs} {e['storage']} ({basis})"
