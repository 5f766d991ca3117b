"""A report from its document, with all that those who show it rely on: anybody may have damaged a file."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from jupyter_kfcheck.codec import DecodeError, decode
from jupyter_kfcheck.model import SCHEMA_VERSION, Report, Status

PHASES = ("startup", "running")
DEPTH = 30  # of evidence: deeper than any check's, and far from where a renderer would give up


def read(document: bytes) -> Report:
    """The report. Raises `DecodeError` with the place and the mistake, another ValueError where it is no JSON."""
    try:
        report: Report = decode(Report, json.loads(document, parse_float=_finite, parse_constant=_refuse))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if wrong := next(_wrong(report), None):
        raise DecodeError(wrong)
    return report


def made(report: Report) -> float:
    """When the run began, in Unix time. Raises ValueError."""
    moment = datetime.fromisoformat(report.started_at.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.timestamp()


def _wrong(report: Report) -> Iterator[str]:
    """What does not hold, beyond the shape."""
    statuses = [check.status for check in report.checks]
    if report.schema_version != SCHEMA_VERSION:
        yield f"$.schema_version: {report.schema_version} is not {SCHEMA_VERSION}"
    if report.counts != {status.value: statuses.count(status) for status in Status}:
        yield "$.counts: these are not the counts of the checks"
    if report.status is not Status.worst(statuses):
        yield "$.status: this is not the worst of the checks"
    if report.phase not in PHASES:
        yield f"$.phase: expected one of {', '.join(PHASES)}"
    for name in ("kfcheck_version", "kind", "platform"):  # labels of metrics
        if not (word := getattr(report, name)).isascii() or not word.isprintable():
            yield f"$.{name}: expected printable ASCII"
    if any(check.category != check.id.partition(".")[0] for check in report.checks):
        yield "$.checks: a category is not that of its id"
    if len({check.id for check in report.checks}) != len(statuses):
        yield "$.checks: an id is given twice"
    if min(report.duration_seconds, *(check.duration_seconds for check in report.checks)) < 0:
        yield "$.duration_seconds: less than 0"
    if not all(_shallow(check.evidence, DEPTH) for check in report.checks):
        yield "$.checks: evidence is nested too deeply"
    try:
        made(report)
    except ValueError:
        yield "$.started_at: expected a time like 2026-01-31T12:00:00Z"


def _shallow(value: Any, depth: int) -> bool:
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_shallow(each, depth - 1) for each in below)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text[:20]} is too large")
    return number


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")
