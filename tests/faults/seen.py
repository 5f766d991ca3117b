"""What a test saw of kfcheck: each report that it was shown, in order, by whatever face; for the fault catalogue."""

import json
from typing import Any

import pytest

from jupyter_kfcheck.run import runner

Statuses = dict[str, str]
_noted: list[Statuses] = []
_WORST = ("skip", "pass", "warn", "error", "fail")


def statuses(document: Any) -> Statuses | None:
    """Check id to status of a report, of an image's report the worst of its runs; None of anything else."""
    if not isinstance(document, dict) or "schema_version" not in document:
        return None
    reports = [run["report"] for run in document.get("runs", ())] or [document]
    found: Statuses = {}
    for report in reports:
        for check in report.get("checks", ()):
            found[check["id"]] = max(found.get(check["id"], "skip"), check["status"], key=_WORST.index)
    return found


def note(check: str, status: str) -> None:
    """A row of the panel has been seen with this status: in no report, for the browser alone knows it."""
    _noted.append({check: status})


def noted() -> list[Statuses]:
    """From now on each row that is noted is in the list."""
    _noted.clear()
    return _noted


def watch(monkeypatch: pytest.MonkeyPatch) -> list[Statuses]:
    """From now on each report that is read in this process, and each verdict that is made in it, is in the list."""
    seen: list[Statuses] = []
    loads, verdict = json.loads, runner.verdict

    def reading(*arguments: Any, **more: Any) -> Any:
        document = loads(*arguments, **more)
        if found := statuses(document):
            seen.append(found)
        return document

    def judging(check: Any, *arguments: Any, **more: Any) -> Any:
        said = verdict(check, *arguments, **more)
        seen.append({check.id: said.status.value})
        return said

    monkeypatch.setattr(json, "loads", reading)
    monkeypatch.setattr(runner, "verdict", judging)
    return seen
