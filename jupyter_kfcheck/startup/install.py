"""Copying the s6 scripts into an image's /etc. Doing it again changes nothing."""

import os
import stat
from importlib import metadata

from jupyter_kfcheck.model import Struct

MODE = 0o755
SHARE = "share/jupyter-kfcheck/s6/"


class ImpossibleError(Exception):
    """Nothing was written; the message says why and what to do."""


class Step(Struct):
    """One script: where it goes, what is in it, and whether that is not there yet."""

    path: str
    content: bytes
    needed: bool


def scripts() -> dict[str, bytes]:
    """The scripts that came with the package, by their path below /etc. Raises `ImpossibleError`."""
    try:
        files = metadata.files("jupyter-kfcheck") or []
    except metadata.PackageNotFoundError:
        files = []
    found = {}
    for file in files:
        _, share, path = file.as_posix().partition(SHARE)
        if share:
            found[path] = file.read_binary()
    if not found:
        raise ImpossibleError("the s6 scripts are missing from this installation: reinstall jupyter-kfcheck with pip")
    return found


def plan(wanted: dict[str, bytes], root: str) -> list[Step]:
    """What there is to do in ``root``. Raises `ImpossibleError` before anything is written."""
    if not os.path.isdir(root):
        raise ImpossibleError(f"--root {root}: there is no such directory")
    steps = []
    for path, content in sorted(wanted.items()):
        target = os.path.join(root, "etc", path)
        steps.append(Step(target, content, needed=not _is(target, content)))
    for step in steps:
        if step.needed:
            _must_be_writable(step.path)
    return steps


def carry_out(steps: list[Step]) -> None:
    """Write what is needed, each file whole or not at all. Raises OSError."""
    for step in steps:
        if not step.needed:
            continue
        folder, name = os.path.split(step.path)
        owner = os.stat(_existing(folder))
        os.makedirs(folder, exist_ok=True)
        draft = f"{folder}/.{name}.{os.getpid()}"
        with open(draft, "wb") as file:
            file.write(step.content)
            os.fchmod(file.fileno(), MODE)
        if os.geteuid() == 0:  # s6-overlay v2 tries to chmod its scripts at start, as whom the container runs
            for path in (folder, draft):
                os.chown(path, owner.st_uid, owner.st_gid)
        os.replace(draft, step.path)


def _is(path: str, content: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read() == content and stat.S_IMODE(os.fstat(file.fileno()).st_mode) == MODE
    except OSError:
        return False


def _existing(folder: str) -> str:
    """The folder, or the nearest one above it that exists."""
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    return folder


def _must_be_writable(path: str) -> None:
    folder = _existing(os.path.dirname(path))
    if not os.path.isdir(folder):
        raise ImpossibleError(f"cannot write {path}: {folder} is not a directory")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImpossibleError(
            f"cannot write {path}: {folder} cannot be written by UID {os.geteuid()}\n"
            "run `kfcheck s6 install` as root in the Dockerfile: USER root before it, USER 1000 after it"
        )
