"""What holds for every verdict that the suite makes, whatever it is about: `check` says how it breaks a rule."""

import re
from typing import Any

COMMAND = re.compile(r"`([^`]*)`")
SETTING = re.compile(r"(?:^|\s)(?:--)?([\w.]+)=('[^']*'|\"[^\"]*\"|\S+)")
CLASS_NAME = re.compile(r"\b(?:[A-Z]\w+(?:Error|Exception)\b|NoneType|Unknown\()|<\w+ object|\bNone\b")
EMPTY = re.compile(r"  |^ | [,;:.](?: |$)|(?<!=)''|\(\)")
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


def check(summary: str, evidence: dict[str, Any], remedies: list[str]) -> list[str]:
    """The rules that a verdict breaks, in words; none where all is well."""
    said = (summary, str(evidence.get("detail", "")))
    broken = [f"an empty name or a Python word: {s!r}" for s in said if CLASS_NAME.search(s) or EMPTY.search(s)]
    if not summary:
        broken.append("no summary")
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
