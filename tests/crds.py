"""Kubeflow's own schemas of its resources, which refuse what a cluster would drop without a word."""

from typing import Any

import yaml

from tests.tools import shared


def schema(file: str, version: str) -> dict[str, Any]:
    """The schema of this version in a file of ../shared/kubeflow; unknown names are refused."""
    crd = yaml.safe_load((shared() / "kubeflow" / file).read_text("utf-8"))
    return closed(next(v["schema"]["openAPIV3Schema"] for v in crd["spec"]["versions"] if v["name"] == version))


def closed(part: Any) -> Any:
    """The schema with unknown names refused."""
    if isinstance(part, list):
        return [closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    made = {name: closed(one) for name, one in part.items()}
    if "properties" in part and part.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made
