"""What every format shares: causes with their consequences, and how many there are of each."""

from jupyter_kfcheck.model import Report, Result, Status, Struct
from jupyter_kfcheck.platforms import NONE, PLATFORMS

UNWELL = (Status.FAIL, Status.ERROR, Status.WARN)
WHO = {"user": "you", "image": "image", "platform": "platform"}
"""Who can apply a remedy, as people read it."""


class Entry(Struct):
    """A result, and the results that it causes, directly or not, in the order of the report."""

    result: Result
    consequences: list[Result]


def entries(report: Report) -> list[Entry]:
    """The results of the report in order, each consequence under its cause alone.

    A consequence whose cause is not in this document (a part of a report) stands for itself.
    """
    by_id = {result.id: result for result in report.checks}
    found = {result.id: Entry(result, []) for result in report.checks}
    for result in report.checks:
        root, seen = result, {result.id}
        while root.because in by_id and root.because not in seen:
            root = by_id[root.because]
            seen.add(root.id)
        if root is not result:
            found.pop(result.id)
            found[root.id].consequences.append(result)
    return list(found.values())


def counted(report: Report) -> list[str]:
    """How many of each there are, the worst first: ``1 problem (2 consequences)``, ``9 passed``.

    Causes are counted; what they cause is a consequence, whatever its status.
    """
    found = entries(report)
    consequences = sum(len(entry.consequences) for entry in found)
    numbers = {status: sum(entry.result.status is status for entry in found) for status in Status}
    said = [
        _many(numbers[Status.FAIL], "problem"),
        _many(numbers[Status.ERROR], "not judged", plural="not judged"),
        _many(numbers[Status.WARN], "warning"),
    ]
    said = [part for part in said if part]
    if consequences and said:
        said[0] += f" ({_many(consequences, 'consequence')})"
    passed, skipped = numbers[Status.PASS], numbers[Status.SKIP]
    return said + ([f"{passed} passed"] if passed else []) + ([f"{skipped} skipped"] if skipped else [])


def _many(number: int, word: str, plural: str | None = None) -> str:
    if not number:
        return ""
    return f"{number} {word if number == 1 else plural or word + 's'}"


def about(report: Report) -> list[str]:
    """Who was checked, where and when: for the head of every format."""
    c = report.container
    who = f"{c.user or 'no name'} ({_or(c.uid)}:{_or(c.gid)})"
    when = f"{report.started_at[:10]} {report.started_at[11:16]} UTC"
    kind = report.kind if report.kind != "unknown" else ""
    row = PLATFORMS.get(report.platform, NONE)
    platform = row.title if row is not NONE else ""
    return [part for part in (platform, kind, who, c.nb_prefix, c.hostname, when) if part]


def _or(number: int | None) -> str:
    return "?" if number is None else str(number)


def detail(result: Result) -> str:
    """The line of evidence that decides, in words; empty where the summary says it all."""
    said = result.evidence.get("detail")
    return said if isinstance(said, str) else ""


def advised(result: Result) -> list[str]:
    """A line for each remedy, the best first, led by who can apply it."""
    return [f"{WHO.get(advice.by, advice.by)}: {advice.text}" for advice in result.remedies]
