"""SARIF 2.1.0, for code scanning: a rule a check, with its explanation as help; a result a finding of a run."""

import hashlib
import json
import urllib.parse
from typing import Any

from jupyter_kfcheck.help import explanations
from jupyter_kfcheck.model import ImageReport, ImageRun, Result, Status
from jupyter_kfcheck.render.findings import UNWELL, advised, detail
from jupyter_kfcheck.render.safe import printable

VERSION = "2.1.0"
LEVELS = {Status.FAIL: "error", Status.ERROR: "error", Status.WARN: "warning"}


def render_image(image: ImageReport) -> str:
    """One document in ASCII."""
    found = [(run, result) for run in image.runs for result in run.report.checks if result.status in UNWELL]
    ids = sorted({result.id for _, result in found})
    broken = any(result.id == "kfcheck.run" for _, result in found)
    run = {
        "tool": {
            "driver": {
                "name": "kfcheck",
                "semanticVersion": image.kfcheck_version,
                "rules": [_rule(id_) for id_ in ids],
            }
        },
        "invocations": [{"executionSuccessful": not broken, "startTimeUtc": image.started_at}],
        "results": [_result(image, run, result, ids.index(result.id)) for run, result in found],
        "properties": {"image": image.image, "imageId": image.image_id, "engine": image.engine},
    }
    return json.dumps({"version": VERSION, "runs": [run]}, indent=2) + "\n"


def _rule(id_: str) -> dict[str, Any]:
    known = explanations.load().get(id_)
    if known is None:  # a check of the image's own kfcheck, which is newer than this one
        return {"id": id_}
    return {
        "id": id_,
        "name": id_.title().replace(".", "").replace("_", ""),
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.question},
        "help": {"text": known.text, "markdown": known.text},
    }


def _result(image: ImageReport, run: ImageRun, result: Result, index: int) -> dict[str, Any]:
    """What another finding causes is a note. The place is the image: what has to be changed stands in no file here."""
    caused = result.because is not None
    said = [f"{result.summary} ({run.platform}, run {run.name})", detail(result), *advised(result)]
    same = hashlib.sha256(f"{run.platform} {run.name} {result.id}".encode()).hexdigest()
    return {
        "ruleId": result.id,
        "ruleIndex": index,
        "level": "note" if caused else LEVELS[result.status],
        "message": {"text": "\n".join(printable(line) for line in said if line)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": urllib.parse.quote(image.image, safe="/")},
                    "region": {"startLine": 1},
                },
                "logicalLocations": [{"fullyQualifiedName": image.image, "kind": "image"}],
            }
        ],
        "partialFingerprints": {"kfcheck/v1": same},
        "properties": {
            "run": run.name,
            "platform": run.platform,
            "status": result.status.value,
            "because": result.because,
            "evidence": result.evidence,
        },
    }
