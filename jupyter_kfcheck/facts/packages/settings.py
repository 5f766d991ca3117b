"""Jupyter's configuration in HOME, and what the command that starts the IDE sets, which wins over it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct

FOLDER = ".jupyter"
FILES = tuple(
    f"jupyter{app}_config{ending}" for app in ("", "_server", "_notebook", "_lab") for ending in (".json", ".py")
)
SECRETS = ("token", "password", "hashed_password", "certfile", "tornado_settings")
WATCHED = (*SECRETS, "base_url", "port", "ip", "allow_origin", "allow_remote_access")
CLASSES = ("ServerApp", "NotebookApp", "LabApp", "IdentityProvider", "PasswordIdentityProvider")
TEXT_LIMIT, VALUE_LIMIT = 256 << 10, 100
SERVICES = "/etc/services.d"
FREE = "tornado_settings"  # of which only the headers that say who may frame a page matter
_HEADERS = r"(?i)Content-Security-Policy|X-Frame-Options"
# Not compiled here: most HOMEs have no such file, and every start would pay.
_LINE = rf"(?m)^[ \t]*c\.({'|'.join(CLASSES)})\.({'|'.join(WATCHED)})[ \t]*=[ \t]*(.*)$"
_FLAG = rf"--(?:\w+\.)?({'|'.join(WATCHED)})\b"


class Setting(Struct):
    """One setting: its file relative to HOME, its name, and its value as text; None where that may be a secret.

    ``empty`` says that a secret is set to nothing.
    """

    file: str
    name: str
    value: str | None
    empty: bool = False


def found(home: str) -> tuple[Setting, ...]:
    """What the files in ``~/.jupyter`` set of what Kubeflow's gateway depends on."""
    return tuple(setting for name in FILES for setting in of(f"{home}/{FOLDER}/{name}", f"{FOLDER}/{name}"))


def of(path: str, file: str) -> list[Setting]:
    """What one file sets of it, to be called ``file``; nothing where it cannot be read."""
    text = files.read_text(path, TEXT_LIMIT)
    if not isinstance(text, str):
        return []
    return [_setting(file, *one) for one in (_json(text) if path.endswith(".json") else _python(text))]


def _python(text: str) -> Iterator[tuple[str, str, Any]]:
    for class_, name, value in re.findall(_LINE, text):
        if name == FREE and not re.search(_HEADERS, text):
            continue
        yield class_, name, value.partition("  #")[0].strip().strip("'\"")


def _json(text: str) -> Iterator[tuple[str, str, Any]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    for class_ in CLASSES:
        section = document.get(class_) if isinstance(document, dict) else None
        for name, value in section.items() if isinstance(section, dict) else ():
            if name in WATCHED and (name != FREE or re.search(_HEADERS, str(value))):
                yield class_, name, value


def _setting(file: str, class_: str, name: str, value: Any) -> Setting:
    text = str(value)
    secret = name in SECRETS
    return Setting(file, f"{class_}.{name}", None if secret else text[:VALUE_LIMIT], empty=not text)


def flags(contract: Contract) -> tuple[str, ...]:
    """The names of settings on the command line of the server, or in the scripts that start it."""
    names = files.names_in(SERVICES)
    texts = (
        [files.read_text(f"{SERVICES}/{name}/run", TEXT_LIMIT) for name in names] if isinstance(names, tuple) else []
    )
    if contract.server_pid:
        texts.append(files.read_text(f"/proc/{contract.server_pid}/cmdline", TEXT_LIMIT))
    return tuple(sorted({name for text in texts if isinstance(text, str) for name in re.findall(_FLAG, text)}))
