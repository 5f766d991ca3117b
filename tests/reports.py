"""Plain reports for tests: what a run might have brought."""

import json

from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.model import SCHEMA_VERSION, Advice, Container, Report, Result, Status


def result(id_="home.writable", status=Status.PASS, **fields) -> Result:
    unwell = status in (Status.WARN, Status.FAIL)
    advice = {"remedies": [Advice("platform", "Grow the PVC.")], "remedy": "Grow the PVC.", "remedy_by": "platform"}
    remedy = advice if unwell else {}
    given = {"title": "a title", "summary": f"it is {status.value}", "evidence": {"path": "/home/jovyan"}} | remedy
    return Result(id=id_, category=id_.partition(".")[0], status=status, **given | fields)


def report(*results, **fields) -> Report:
    results = list(results) or [result()]
    statuses = [r.status for r in results]
    given = {
        "schema_version": SCHEMA_VERSION,
        "kfcheck_version": "0.1.0",
        "status": Status.worst(statuses),
        "phase": "running",
        "kind": "jupyter",
        "platform": "none",
        "started_at": "2026-01-02T03:04:05Z",
        "duration_seconds": 0.25,
        "counts": {status.value: statuses.count(status) for status in Status},
        "container": Container(user="jovyan", uid=1000),
        "checks": results,
    }
    return Report(**given | fields)


def document(*results, **fields) -> str:
    return json.dumps(encode(report(*results, **fields)))
