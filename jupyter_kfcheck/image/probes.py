"""A startup, a readiness and a liveness probe for an image: what fits its IDE, with numbers from its measured start."""

import json
import math
from collections.abc import Sequence
from typing import Any

from jupyter_kfcheck.image.pods import Pod
from jupyter_kfcheck.model import ImageRun, Status
from jupyter_kfcheck.platforms import KUBEFLOW_V2

STEP = 5  # seconds between two questions while it starts
LEAST = 60  # seconds that a start may take at least, however fast it was here
TIMES = 3  # how much slower a busy cluster may be than this machine
WHERE = {KUBEFLOW_V2.name: "below `probes:` of the WorkspaceKind's podTemplate"}
NOTEBOOK = "below the Notebook's container, beside `image:`"
ASK = (
    "import os,urllib.request as r;"
    "r.urlopen('http://127.0.0.1:{port}'+os.environ['NB_PREFIX'].rstrip('/')+'/api?no_track_activity=1',timeout=4)"
)


def block(pod: Pod, runs: Sequence[ImageRun], *, own: bool, python: str | None) -> str:
    """The YAML for this platform, or a comment that says why there is none.

    ``own``: the image has a kfcheck, whose probes tell the reason as well. ``python`` is the image's.
    """
    title = pod.platform.title
    times = [seconds for run in runs if (seconds := _answered(run)) is not None]
    if not times:
        return f"# {title}: no probes, for it never answered here\n"
    slowest = max(times)
    allowed = math.ceil(max(LEAST, TIMES * slowest) / STEP) * STEP
    kind = next((run.report.kind for run in runs if run.report.kind != "unknown"), "unknown")
    asked = {word: _question(word, kind, pod.port, own=own, python=python) for word in ("startupz", "readyz", "livez")}
    numbers: dict[str, dict[str, int]] = {
        "startupz": {"periodSeconds": STEP, "timeoutSeconds": 5, "failureThreshold": allowed // STEP},
        "readyz": {"periodSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 3},
        "livez": {"periodSeconds": 30, "timeoutSeconds": 10, "failureThreshold": 4},
    }
    lines = [
        f"# {title}: {WHERE.get(pod.platform.name, NOTEBOOK)}",
        f"# The slowest first answer here took {slowest:.1f} s; {allowed} s are allowed.",
    ]
    if not own:
        lines.append("# With kfcheck in the image, probes would also tell the reason in `kubectl describe pod`.")
    for word, name in (("startupz", "startupProbe"), ("readyz", "readinessProbe"), ("livez", "livenessProbe")):
        # JSON in one line is YAML too, whatever stands in a string.
        fields = [f"  {key}: {json.dumps(value)}" for key, value in {**asked[word], **numbers[word]}.items()]
        lines += [f"{name}:", *fields]
    return "\n".join(lines) + "\n"


def _question(word: str, kind: str, port: int, *, own: bool, python: str | None) -> dict[str, Any]:
    if own:
        return {"exec": {"command": ["kfcheck", "probe", word]}}
    if kind == "jupyter" and python:
        # Not `httpGet`: its path would have to name each notebook, and Kubeflow v2 has no words for that.
        return {"exec": {"command": [python, "-I", "-c", ASK.format(port=port)]}}
    if kind == "codeserver":
        return {"httpGet": {"path": "/healthz", "port": port}}
    return {"tcpSocket": {"port": port}}


def _answered(run: ImageRun) -> float | None:
    for result in run.report.checks:
        seconds = result.evidence.get("seconds") if result.id == "server.start" else None
        if result.status is not Status.SKIP and isinstance(seconds, (int, float)):
            return float(seconds)
    return None
