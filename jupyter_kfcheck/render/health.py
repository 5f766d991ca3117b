"""``application/health+json``: draft-inadarei-api-health-check-06, for monitors that read it.

The draft knows pass, warn and fail. An `error` is a fail there, because it must never look healthy; a
`skip` is a pass whose ``output`` says why it was skipped.
"""

import json
from typing import Any

from jupyter_kfcheck.model import Report, Result, Status

STATUS = {
    Status.PASS: "pass",
    Status.WARN: "warn",
    Status.FAIL: "fail",
    Status.SKIP: "pass",
    Status.ERROR: "fail",
}


def render(report: Report) -> str:
    """Draw a report; every check is a component whose one measurement is its status."""
    document: dict[str, Any] = {
        "status": STATUS[report.status],
        "version": str(report.schema_version),
        "releaseId": report.kfcheck_version,
        "serviceId": report.container.nb_prefix or "",
        "description": "Kubeflow notebook check",
        "checks": {check.id.replace(".", ":"): [_check(check, report)] for check in report.checks},
    }
    return json.dumps(document)


def _check(check: Result, report: Report) -> dict[str, Any]:
    measurement = {
        "componentId": check.id,
        "componentType": "system",
        "observedValue": check.status.value,
        "status": STATUS[check.status],
        "time": report.started_at,
    }
    # The draft wants no output with a pass.
    return measurement if check.status is Status.PASS else measurement | {"output": _output(check)}


def _output(check: Result) -> str:
    prefix = {Status.SKIP: "skipped: ", Status.ERROR: "error: "}.get(check.status, "")
    remedy = f" ({'; '.join(f'{advice.by}: {advice.text}' for advice in check.remedies)})" if check.remedies else ""
    return f"{prefix}{check.summary}{remedy}"
