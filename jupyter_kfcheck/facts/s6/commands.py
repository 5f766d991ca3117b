"""The command that a start-up script is certain to end on, because it is not there: exit code 127.

Only what a glance at the text makes certain is told. A script with functions, here-documents, a PATH of its own or
quotes over several lines is not read, and of the rest only lines outside of any `if` or loop.
"""

import posixpath
import re
from collections.abc import Iterator

from jupyter_kfcheck.host import files

SHELLS = ("sh", "bash", "dash")
_TOO_MUCH = re.compile(
    r"<<|\(\)|\bPATH=|\balias\b|\beval\b|\bsource\b|\btrap\b|^\s*\. |\bfunction\b|\bcase\b|\bhash\b", re.MULTILINE
)
_OPENS = re.compile(r"(?:if|for|while|until|select)\b|[{(]")
_CLOSES = re.compile(r"(?:fi|done)\b|[})]")
_STOPS = re.compile(r"set\s+-\w*e|set\s+-o\s+errexit")
_ASSIGNMENT = re.compile(r"\w+=\S*\s+")
_WORD = re.compile(r"[A-Za-z0-9_./+-]+")
_BUILTIN = (
    " then else elif do in [ [[ ! : . alias bg bind break builtin caller cd command compgen complete continue declare "
    "dirs disown echo enable exit export false fc fg getopts help history jobs kill let local logout mapfile popd "
    "printf pushd pwd read readarray readonly return set shift shopt suspend test time times true type typeset ulimit "
    "umask unalias unset wait "
)


def absent(text: str, interpreter: str | None, program: str | None, where: list[str]) -> str | None:
    """The command by which the script ``text`` is certain to end with 127; ``where`` are the folders of its PATH.

    Without a PATH, or with the working directory in it, nothing is certain.
    """
    if posixpath.basename(program or interpreter or "") not in SHELLS or "" in where or _TOO_MUCH.search(text):
        return None
    first, _, rest = text.partition("\n")
    lines = list(_lines(rest))
    if any(line.count("'") % 2 or line.count('"') % 2 for line in lines):
        return None
    stops, depth = bool(re.search(r"\s-\w*e", first)), 0
    for number, line in enumerate(lines):
        if _CLOSES.match(line):
            depth -= 1
            continue
        if _OPENS.match(line):
            depth += not re.search(r"\b(?:fi|done)\b|[})]\s*$", line)
            continue
        if depth:
            continue
        stops = stops or bool(_STOPS.match(line))
        if (stops or number == len(lines) - 1) and (word := _command(line)) and not _there(word, where):
            return word
        if re.match(r"(?:exec|exit)\b", line):
            return None
    return None


def _lines(text: str) -> Iterator[str]:
    """Whole lines without comments."""
    for line in text.replace("\\\n", " ").splitlines():
        if (line := line.strip()) and not line.startswith("#"):
            yield line


def _command(line: str) -> str | None:
    """The program that a line surely runs, None where it is the shell's own, or not that plain."""
    if "||" in line or "&" in line.replace("&&", "").replace(">&", "").replace("&>", ""):
        return None
    line = _ASSIGNMENT.sub("", line, count=1) if _ASSIGNMENT.match(line) else line
    words = line.removeprefix("exec ").split(None, 1)
    word = words[0].rstrip(";") if words else ""
    return word if _WORD.fullmatch(word) and f" {word} " not in _BUILTIN and not word.startswith("-") else None


def _there(word: str, where: list[str]) -> bool:
    return files.exists(word) if "/" in word else any(files.exists(posixpath.join(folder, word)) for folder in where)
