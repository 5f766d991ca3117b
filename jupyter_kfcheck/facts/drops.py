"""The start scripts that root runs and that go on as another user: which user, and with which HOME."""

import re

from jupyter_kfcheck.facts.s6 import scripts, services
from jupyter_kfcheck.host import files, process
from jupyter_kfcheck.model import Struct, Unknown

START = "/usr/local/bin/start.sh"  # docker-stacks: as root it becomes NB_USER, by `sudo --set-home`
# Programs that go on as another user; of the second those that set HOME to that user's own.
DROPS = ("s6-setuidgid", "s6-applyuidgid", "setuidgid", "chpst", "setpriv", "gosu", "su-exec", "runuser", "su", "sudo")
SET_HOME = ("gosu", "su-exec", "runuser", "su", "sudo")
NAMED_BY = ("-u", "--user", "--reuid", "-l", "--login", "-")  # an option, and the user after it
_HOME = re.compile(r"\bHOME[= ][\"']?([/$][^\s\"';]*)")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?-([^}]{0,256}))?\}|(\w+))")


class Drop(Struct):
    """``user`` is a name or a number, "" where the script does not say it plainly; ``home`` None where it stays."""

    script: str
    user: str = ""
    home: str | None = None


def look() -> tuple[Drop, ...]:
    """Every start script that goes on as another user than it is started as."""
    places = [
        f"{folder}/{name}/run"
        for folder in (scripts.SERVICE, scripts.NATIVE)
        for name in _listed(folder)
        if name != services.OURS
    ]
    found = [drop for path in places[: scripts.LIMIT] if (drop := read(path))]
    if files.exists(START):
        user = files.env("NB_USER") or "jovyan"
        found.append(Drop(START, user, _home_of(user)))
    return tuple(found)


def read(path: str) -> Drop | None:
    """What the script at ``path`` says of another user; None where it goes on as who it is."""
    text = files.read_text(path, 64 << 10)
    if isinstance(text, Unknown):
        return None
    home: str | None = None
    for line in text.splitlines():
        code = line.partition("#")[0]
        if said := _HOME.search(code):
            home = _filled(said[1])
        words = [word.strip("\"'") for word in code.split()]
        program = next((n for n, word in enumerate(words) if word.rpartition("/")[2] in DROPS), None)
        if program is None:
            continue
        name, rest = words[program].rpartition("/")[2], words[program + 1 :]
        if (user := _user(name, rest)) is None:
            continue
        user = _filled(user).partition(":")[0]
        keeps = name not in SET_HOME or (name == "sudo" and {"-E", "--preserve-env"} & {*rest} and not _fresh(rest))
        if home is None and not keeps and not (name == "runuser" and "-u" in rest):
            home = _home_of(user)
        return Drop(path, "" if "$" in user else user, home if home and "$" not in home else None)
    return None


def _fresh(options: list[str]) -> bool:
    return bool({"-H", "--set-home", "-i", "--login"} & {*options})


def _user(program: str, rest: list[str]) -> str | None:
    """The user that the words after the program name; None where it is no change of user at all."""
    for place, word in enumerate(rest):
        if word in NAMED_BY:
            named = (later for later in rest[place + 1 :] if not later.startswith("-"))
            return next(named, "")
        if word.startswith(("--user=", "--reuid=")):
            return word.partition("=")[2]
        if not word.startswith("-"):
            break
    else:
        return None
    if program == "s6-applyuidgid":  # -U: from variables of the environment
        return ""
    return None if program in ("sudo", "setpriv", "chpst") else word


def _filled(text: str) -> str:
    return _VARIABLE.sub(lambda found: files.env(found[1] or found[3]) or found[2] or found[0], text)


def _home_of(user: str) -> str | None:
    entry = process.named_entry(user)
    return entry[1] if entry else None


def _listed(folder: str) -> tuple[str, ...]:
    names = files.names_in(folder)
    return () if isinstance(names, Unknown) else names
