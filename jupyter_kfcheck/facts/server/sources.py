"""What sets Jupyter's flags: its command line, files in HOME, the image and volumes, the environment.

A claim, not a fact: what holds is asked over the wire. It tells who can change what was seen there.
"""

import posixpath
import re

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import notebook
from jupyter_kfcheck.facts.packages import settings
from jupyter_kfcheck.host import files, trees
from jupyter_kfcheck.model import Struct

FLAG, HOME, IMAGE, VOLUME, VARIABLE = "flag", "home", "image", "volume", "variable"
TOKENS = ("JUPYTER_TOKEN", "JUPYTER_TOKEN_FILE")
SYSTEM = ("/usr/local/etc/jupyter", "/etc/jupyter")
READ = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH", *TOKENS)


class Source(Struct):
    """One setting: ``by`` whom (`FLAG` …), in which file ``at`` (empty for a flag or a variable), its ``name``.

    ``value`` is None where it may be a secret; ``empty`` says that it is set to nothing.
    """

    by: str
    at: str
    name: str
    value: str | None
    empty: bool


def look(contract: Contract, port: int) -> tuple[Source, ...]:
    """Of the server on ``port``. What wins comes first: the command line, then the files in Jupyter's own order, then
    the environment.
    """
    pid = (port and notebook.holding(port)) or contract.server_pid or notebook.find(contract)
    theirs = files.environment(pid, READ) if pid else None
    env = theirs if isinstance(theirs, dict) else {name: files.env(name) for name in READ}
    text = files.read_text(f"/proc/{pid}/cmdline", settings.TEXT_LIMIT) if pid else ""
    words = text.split("\0") if isinstance(text, str) else []
    variables = [Source(VARIABLE, "", name, None, empty=False) for name in TOKENS if env[name]]
    return (*_flags(words), *_files(env, words), *variables)


def _flags(words: list[str]) -> list[Source]:
    found = []
    for word, after in zip(words, [*words[1:], ""], strict=True):
        match = re.fullmatch(rf"--((?:\w+\.)?({'|'.join(settings.WATCHED)}))(?:=(.*))?", word, re.DOTALL)
        if match:
            value = match[3] if match[3] is not None else "" if after.startswith("--") else after
            value = value.strip("'\"")
            secret = match[2] in settings.SECRETS
            found.append(Source(FLAG, "", match[1], None if secret else value[: settings.VALUE_LIMIT], not value))
    return found


def _files(env: dict[str, str | None], words: list[str]) -> list[Source]:
    home = env["HOME"] or ""
    own = env["JUPYTER_CONFIG_DIR"] or f"{home}/{settings.FOLDER}"
    programs = [posixpath.dirname(posixpath.dirname(word)) for word in words[:2] if word.startswith("/")]
    named = (env["JUPYTER_CONFIG_PATH"] or "").split(":")
    folders = [own, *named, *(f"{place}/etc/jupyter" for place in programs), f"{home}/.local/etc/jupyter", *SYSTEM]
    return [
        Source(_whose(setting.file, home), setting.file, setting.name, setting.value, setting.empty)
        for folder in dict.fromkeys(folders)
        if folder.startswith("/")
        for name in settings.FILES
        for setting in settings.of(f"{folder}/{name}", f"{folder}/{name}")
    ]


def _whose(path: str, home: str) -> str:
    real = posixpath.realpath(path)
    if home and real.startswith(f"{posixpath.realpath(home)}/"):
        return HOME
    try:
        return IMAGE if trees.same_layer(real, "/") else VOLUME
    except OSError:
        return IMAGE
