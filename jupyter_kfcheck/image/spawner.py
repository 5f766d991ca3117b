"""Kubeflow v1's spawner_ui_config.yaml: in which of its three groups an image belongs, and whether it stands there."""

import importlib
from collections.abc import Sequence
from typing import Any

from jupyter_kfcheck.model import ImageRun, Listed, Status, Struct

JUPYTER, CODESERVER, RSTUDIO = "image", "imageGroupOne", "imageGroupTwo"
GROUPS = {
    JUPYTER: "what serves below NB_PREFIX, as Jupyter does",
    CODESERVER: "what serves / and gets its path rewritten, as code-server does",
    RSTUDIO: "what serves / and reads X-RStudio-Root-Path, as RStudio does",
}
BY_KIND = {"jupyter": JUPYTER, "codeserver": CODESERVER, "rstudio": RSTUDIO}
FILE = "spawner_ui_config.yaml"  # its name in Kubeflow's ConfigMap


class SpawnerError(Exception):
    """The file cannot be read, or is none of the spawner's. The message is a sentence."""


class Config(Struct):
    """The images that each group offers. ``path`` is the file, for people."""

    path: str
    offered: dict[str, list[str]]


def read(path: str) -> Config:
    """The spawner's configuration, also where it is wrapped in its ConfigMap. Raises `SpawnerError`."""
    try:
        yaml: Any = importlib.import_module("yaml")  # no dependency of ours; Jupyter brings it
    except ImportError:
        raise SpawnerError("--spawner-config needs PyYAML to read it: `pip install pyyaml`") from None
    try:
        with open(path, encoding="utf-8") as file:
            document = yaml.safe_load(file)
    except OSError as problem:
        raise SpawnerError(f"--spawner-config: cannot read {path}: {problem.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        where = getattr(problem, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise SpawnerError(f"--spawner-config: {path} is no YAML{line}") from None
    try:
        if document.get("kind") == "ConfigMap":
            document = yaml.safe_load(document["data"][FILE])
        defaults = document["spawnerFormDefaults"]
        offered = {group: _images(defaults.get(group) or {}) for group in GROUPS}
    except (KeyError, TypeError, AttributeError, yaml.YAMLError):
        raise SpawnerError(
            f"--spawner-config: {path} has no spawnerFormDefaults with {', '.join(GROUPS)}: is it Kubeflow's {FILE}?"
        ) from None
    return Config(path, offered)


def _images(group: dict[str, Any]) -> list[str]:
    """What is offered, and what is chosen beforehand, which may be another."""
    return list(dict.fromkeys(str(name) for name in [*(group.get("options") or []), group.get("value")] if name))


def place(config: Config, image: str, runs: Sequence[ImageRun]) -> Listed:
    """Where the image belongs and stands, in one sentence, and the lines to add."""
    group = _group(runs)
    stands = [name for name, images in config.offered.items() if image in images]
    if group is None:
        return Listed(None, stands, "it never answered, so its group in the spawner's form is not known", "")
    belongs = f"belongs to `{group}` of the spawner's form ({GROUPS[group]})"
    if stands == [group]:
        return Listed(group, stands, f"{belongs}, and stands there", "")
    wrong = [name for name in stands if name != group]
    moved = f"; take it out of `{'` and `'.join(wrong)}`, where it would not work" if wrong else ""
    if group in stands:
        return Listed(group, stands, belongs + moved, "")
    lines = ("spawnerFormDefaults:", f"  {group}:", "    options:", f"    - {image}")
    return Listed(group, stands, f"{belongs}, and is not there{moved}: add it", "\n".join(lines) + "\n")


def _group(runs: Sequence[ImageRun]) -> str | None:
    """By the IDE, else by the path under which something answers."""
    for run in runs:
        if run.report.kind in BY_KIND:
            return BY_KIND[run.report.kind]
    for run in runs:
        for result in run.report.checks:
            if result.id == "server.prefix" and result.status in (Status.PASS, Status.WARN):
                return CODESERVER if result.evidence.get("base_url") == "/" else JUPYTER
    return None
