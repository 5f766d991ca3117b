"""What holds for every verdict that the suite makes, whatever it is about: `check` says how it breaks a rule."""

import re
from collections.abc import Iterable
from typing import Any

COMMAND = re.compile(r"`([^`]*)`")
SETTING = re.compile(r"(?:^|\s)(?:--)?([\w.]+)=('[^']*'|\"[^\"]*\"|\S+)")
CLASS_NAME = re.compile(r"\b(?:[A-Z]\w+(?:Error|Exception)\b|NoneType|Unknown\()|<\w+ object|\bNone\b")
EMPTY = re.compile(r"  |^ | $| [,;:.](?: |$)|(?<!=)''|\(\)")
NO_REMEDY = re.compile(r"\b[Nn]othing (?:is )?(?:to (?:be )?do(?:ne)?|needed)\b|^\W*$")
# Where evidence holds the value in force of what a remedy would set.
IN_FORCE = {
    "HOME": "observed",
    "JUPYTER_RUNTIME_DIR": "path",
    "S6_BEHAVIOUR_IF_STAGE2_FAILS": "behaviour_if_stage2_fails",
    "S6_CMD_WAIT_FOR_SERVICES_MAXTIME": "max_time_ms",
    "S6_READ_ONLY_ROOT": "read_only_root",
    "ServerApp.base_url": "base_url",
    "ServerApp.port": "found",
    "ServerApp.allow_origin": "access_control_allow_origin",
    "www-port": "found",
    "NVIDIA_VISIBLE_DEVICES": "NVIDIA_VISIBLE_DEVICES",
}


def held(document: dict[str, Any]) -> dict[str, Any]:
    """The report, or a part of one, which keeps all rules; of `kfcheck image` each of its runs. AssertionError else."""
    for run in document.get("runs", ()):
        held(run["report"])
    broken = report(document.get("checks", ()))
    assert not broken, "\n".join(broken)
    return document


def report(results: Iterable[dict[str, Any]]) -> list[str]:
    """The rules that results break, each alone and all of them together."""
    broken, results = [], list(results)
    settings: dict[str, dict[str, str]] = {}
    for said in results:
        remedies = [advice["text"] for advice in said["remedies"]]
        broken += [f"{said['id']}: {wrong}" for wrong in check(said["summary"], said["evidence"], remedies)]
        if said["status"] in ("warn", "fail") and not remedies:
            broken.append(f"{said['id']}: {said['status']} without a remedy")
        for name, value in SETTING.findall(" ".join(" ".join(COMMAND.findall(text)) for text in remedies)):
            settings.setdefault(name, {}).setdefault(value.strip("'\""), said["id"])
    broken += [f"remedies undo each other: {name} is to be {values}" for name, values in settings.items()
               if len(values) > 1 and len(set(values.values())) > 1]  # fmt: skip
    stored = next((said["evidence"] for said in results if said["id"] == "home.persistent"), {})
    place = str(stored.get("mount", "")).split(" ")[2:3]
    if stored.get("storage") == "persistent" and place != ["/"] and "HOME" in settings:
        broken += [f"HOME is led off its volume {place}: {settings['HOME']}"] if place != list(settings["HOME"]) else []
    return broken


def check(summary: str, evidence: dict[str, Any], remedies: list[str]) -> list[str]:
    """The rules that a verdict breaks, in words; none where all is well."""
    said = (summary, str(evidence.get("detail", "")))
    broken = [f"an empty name or a Python word: {s!r}" for s in said if CLASS_NAME.search(s) or EMPTY.search(s)]
    if not summary:
        broken.append("no summary")
    if "crash" in evidence:
        broken.append(f"an exception of ours: {evidence['crash']}")
    broken += [f"a remedy that is none: {text!r}" for text in remedies if NO_REMEDY.search(text)]
    for remedy in remedies:
        for command in COMMAND.findall(remedy):
            broken += [
                f"the remedy names what is in force: {command!r}"
                for name, value in SETTING.findall(command)
                if value.strip("'\"") == str(evidence.get(IN_FORCE.get(name, "")))
            ]
            if (mode := re.match(r"(?:RUN )?chmod ([0-7]{3,4}) ", command)) and mode[1].zfill(4) == evidence.get(
                "mode"
            ):
                broken.append(f"the remedy sets the mode that is there: {command!r}")
            owner = re.match(r"(?:RUN )?chown (?:-R )?(\w+:\w+) ", command)
            if owner and owner[1].replace("root", "0") == evidence.get("owner"):
                broken.append(f"the remedy sets the owner that is there: {command!r}")
    return broken
