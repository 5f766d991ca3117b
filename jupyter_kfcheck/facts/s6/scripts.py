"""The scripts that s6-overlay runs: who may run them, with which interpreter, and whether that exists."""

import posixpath
import re
from collections.abc import Iterator
from errno import ENOENT

from jupyter_kfcheck.facts.s6 import commands
from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct, Unknown

INIT, SERVICE = "/etc/cont-init.d", "/etc/services.d"
NATIVE = "/etc/s6-overlay/s6-rc.d"  # v3's own format of services
LIMIT = 200
COMMAND_PATH = "/command"
_V2_PLACE = "/var/run/s6/services"


class Script(Struct):
    """One file. ``service`` is None for a script that runs once.

    ``interpreter`` is what the first line asks for, None without such a line; ``program`` what an
    interpreter like env or with-contenv is to start. ``binary`` is a program that needs no interpreter,
    ``command`` a command line of execline that s6-rc reads; ``missing`` a ``run`` that is not there;
    ``absent`` a command by which it is certain to end with 127.
    """

    path: str
    service: str | None
    uid: int
    gid: int
    mode: int
    binary: bool = False
    command: bool = False
    missing: bool = False
    interpreter: str | None = None
    interpreter_exists: bool = True
    program: str | None = None
    program_exists: bool = True
    carriage_return: bool = False
    v2_place: bool = False
    absent: str | None = None


def look() -> Iterator[Script]:
    """Every script that is there, at most `LIMIT`."""
    path = (files.env("PATH") or "").split(":")
    for _, (file, service) in zip(range(LIMIT), _places(), strict=False):
        script = _script(file, service, [COMMAND_PATH, *path])
        if script:
            yield script


def _places() -> Iterator[tuple[str, str | None]]:
    for name in _names(INIT):
        yield f"{INIT}/{name}", None
    for folder in (SERVICE, NATIVE):
        for service in _names(folder):
            for part in ("run", "finish", *(("up", "down") if folder == NATIVE else ())):
                yield f"{folder}/{service}/{part}", service


def _names(folder: str) -> tuple[str, ...]:
    names = files.names_in(folder)
    return () if isinstance(names, Unknown) else names


def _script(path: str, service: str | None, where: list[str]) -> Script | None:
    about, text = files.about(path), files.read_text(path, 64 << 10)
    if isinstance(about, Unknown):
        needed = about.errno == ENOENT and path.startswith(SERVICE) and path.endswith("/run")
        return Script(path, service, 0, 0, 0, missing=True) if needed else None
    known = Script(path, service, about.uid, about.gid, about.mode, command=path.endswith(("/up", "/down")))
    if isinstance(text, Unknown):
        return known
    return describe(known, text, where)


def describe(script: Script, text: str, where: list[str]) -> Script:
    """The script with what its text says; ``where`` are the folders of its PATH."""
    if text.startswith("\x7fELF"):
        return script._replace(binary=True)
    if script.command:
        return _describe_command(script, text)
    line = text.split("\n", 1)[0]
    words = line.removeprefix("#!").split() if line.startswith("#!") else []
    interpreter = words[0] if words else None
    program = _program(words)
    return script._replace(
        interpreter=interpreter,
        interpreter_exists=interpreter is None or files.exists(interpreter),
        program=program,
        program_exists=program is None or any(files.exists(posixpath.join(folder, program)) for folder in where),
        carriage_return=line.endswith("\r"),
        v2_place=_V2_PLACE in text,
        absent=commands.absent(text, interpreter, program, where),
    )


def _describe_command(script: Script, text: str) -> Script:
    """A command line runs what its first word names; only an absolute path is looked for."""
    line = next((line for line in text.split("\n") if line.strip() and not line.startswith("#")), "")
    program = line.split()[0] if line.startswith("/") else None
    return script._replace(
        program=program,
        program_exists=program is None or files.exists(program),
        carriage_return=line.endswith("\r"),
        v2_place=_V2_PLACE in text,
    )


def _program(words: list[str]) -> str | None:
    """What ``#!/usr/bin/env -S bash -e`` or ``#!/command/with-contenv bash`` starts."""
    if not words or not re.search(r"/(env|with-contenv)$", words[0]):
        return None
    return next((word for word in words[1:] if not word.startswith("-") and "=" not in word), None)
