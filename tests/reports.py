"""Plain reports for tests: what a run might have brought."""

import json

from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.model import SCHEMA_VERSION, Advice, Container, Fit, ImageReport, ImageRun, Report, Result, Status


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


def image(*runs, **fields) -> ImageReport:
    """What `kfcheck image` might have found: the reports by the names of their runs, on Kubeflow v1."""
    given = {
        "schema_version": SCHEMA_VERSION,
        "kfcheck_version": "0.1.0",
        "image": "registry.example/team/notebook:1.2",
        "image_id": "sha256:0123",
        "engine": "podman 5.4.1",
        "status": Status.worst([found.status for _, found in runs]),
        "started_at": "2026-01-02T03:04:05Z",
        "duration_seconds": 21.5,
        "runs": [ImageRun(name, "kubeflow-v1", found) for name, found in runs],
        "fits": {"kubeflow-v1": Fit(ok=False, because=["server.cors"])},
    }
    return ImageReport(**given | fields)
