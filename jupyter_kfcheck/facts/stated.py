"""What an IDE other than Jupyter was told: by its command line and its configuration, of which a few settings are kept.

For what cannot be asked (of code-server: all but its health, since more counts as use) or shows too late (RStudio's
directories, without which it does not start). A claim, not a fact: where the IDE itself was asked, that counts.
"""

import posixpath
import re

from jupyter_kfcheck.facts.s6 import scripts
from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct, Unknown

KEPT = {
    "codeserver": ("auth", "trusted-origins", "config"),
    "rstudio": ("server-data-dir", "database-config-file"),
}
"""Kind -> the settings that are kept: no secret is among them."""
PROGRAMS = {"codeserver": "code-server", "rstudio": "rserver"}
RSTUDIO = "/etc/rstudio"
LIMIT = 64 << 10  # bytes of a file
VALUE_LIMIT = 200
_YAML = re.compile(r"^([a-z-]{1,40}):[ \t]*(\S[^\n]*)?$", re.MULTILINE)
_ITEM = re.compile(r"^[ \t]*-[ \t]*(\S[^\n]*)$", re.MULTILINE)
_FLAG = re.compile(r"--([a-z-]{2,40})(?:=|[ \t]+)([^\s\\]{1,200})")


class Stated(Struct):
    """``settings`` by name; one that was given more than once has its values with commas between.

    ``complete``: every place where one may stand was read, so what is not here has the IDE's default.
    """

    settings: dict[str, str]
    complete: bool = True


def look(kind: str, pid: int | None) -> Stated | Unknown | None:
    """What the IDE of this ``kind`` was told; ``pid`` serves it. None for a kind that is asked over the wire."""
    if kind == "rstudio":
        return Stated(_rserver(pid))
    return _codeserver(pid) if kind == "codeserver" else None


def _codeserver(pid: int | None) -> Stated | Unknown:
    given = _command_line("codeserver", pid)
    if given is None:
        return Unknown("no process of code-server shows its command line")
    settings, complete = dict(given), True
    if not {"auth", "trusted-origins"} <= set(given):
        home = files.env("XDG_CONFIG_HOME") or f"{files.env('HOME') or ''}/.config"
        path = given.get("config") or files.env("CODE_SERVER_CONFIG") or f"{home}/code-server/config.yaml"
        text = files.read_text(path, LIMIT)
        complete = isinstance(text, str) or not files.exists(path)
        settings = (_yaml(text) if isinstance(text, str) else {}) | settings
    return Stated({name: value for name, value in settings.items() if name != "config"}, complete)


def _rserver(pid: int | None) -> dict[str, str]:
    """From /etc/rstudio/rserver.conf, over it the command line; before it runs that of its s6 service."""
    given = _command_line("rstudio", pid)
    settings = conf(f"{RSTUDIO}/rserver.conf") | (_script() if given is None else given)
    return {name: settings[name][:VALUE_LIMIT] for name in KEPT["rstudio"] if name in settings}


def conf(path: str) -> dict[str, str]:
    """The ``name=value`` lines of one of RStudio's files; none where it cannot be read."""
    text = files.read_text(path, LIMIT)
    lines = [line.strip().partition("=") for line in text.splitlines()] if isinstance(text, str) else []
    return {name.strip(): value.strip() for name, equals, value in lines if equals and not name.startswith("#")}


def _command_line(kind: str, pid: int | None) -> dict[str, str] | None:
    """The settings that stand on it; None where no process shows it. code-server's listener is a child of that one."""
    for _ in range(2):
        if not pid:
            return None
        text = files.read_text(f"/proc/{pid}/cmdline", LIMIT)
        words = text.rstrip("\0").split("\0") if isinstance(text, str) else []
        if PROGRAMS[kind] in [posixpath.basename(word) for word in words[:2]]:
            return _flags(words, KEPT[kind])
        pid = _parent(pid)
    return None


def _parent(pid: int) -> int | None:
    stat = files.read_text(f"/proc/{pid}/stat", 4096)
    fields = stat.rpartition(")")[2].split() if isinstance(stat, str) else []
    return int(fields[1]) if len(fields) > 1 and fields[1].isdecimal() else None


def _flags(words: list[str], kept: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for word, after in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.removeprefix("--").partition("=")
        if word.startswith("--") and name in kept:
            found.setdefault(name, []).append(value if equals else "" if after.startswith("--") else after)
    return {name: ",".join(values)[:VALUE_LIMIT] for name, values in found.items()}


def _script() -> dict[str, str]:
    """The flags in the `run` script of RStudio's service, of those whose value is plain."""
    names = files.names_in(scripts.SERVICE)
    for name in names if isinstance(names, tuple) else ():
        text = files.read_text(f"{scripts.SERVICE}/{name}/run", LIMIT)
        if isinstance(text, str) and "rserver" in text:
            found = [(flag, value.strip("\"'")) for flag, value in _FLAG.findall(text)]
            return {flag: value for flag, value in found if "$" not in value}
    return {}


def _yaml(text: str) -> dict[str, str]:
    """The plain settings of code-server's own file: a value on the line, or a list below it or in brackets."""
    found = {}
    for match in _YAML.finditer(text):
        name, value = match[1], (match[2] or "").partition(" #")[0].strip()
        if name not in KEPT["codeserver"]:
            continue
        if not value:
            below = text[match.end() :].partition("\n")[2]
            end = re.search(r"^[a-z]", below, re.MULTILINE)
            value = ",".join(item.strip() for item in _ITEM.findall(below[: end.start()] if end else below))
        found[name] = ",".join(part.strip(" \"'") for part in value.strip("[]").split(","))[:VALUE_LIMIT]
    return found
