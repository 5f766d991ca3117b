"""What a test needs besides Python: asked for in one place, so that nothing is left out silently."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"])


def missing(*things: str) -> list[str]:
    """What of `things` is not to be had here.

    A thing is a program's name, the absolute path of a file, or `root`: user 0 with the right to
    mount, which root in an unprivileged container lacks.
    """
    return [thing for thing in things if not _have(thing)]


def need(*things: str) -> None:
    """Leave the test out where one of `things` is missing, saying which.

    With TEST_ALL=1 it fails instead: a suite that has skipped its way to green shows nothing.
    """
    if absent := missing(*things):
        _leave_out(f"needs {', '.join(absent)}")


def shared() -> Path:
    """The folder with the specification's corpus, beside a checkout or where TEST_SHARED says.

    A plain clone has none and needs none: the test is left out with that reason, under TEST_ALL=1 too.
    """
    folder = Path(os.environ.get("TEST_SHARED") or ROOT.parent / "shared")
    if not (folder / "corpus").is_dir():
        pytest.skip(f"needs the shared corpus at {folder} (TEST_SHARED names another place)")
    return folder


def run(*command: str) -> str:
    """Run a program and return its stdout; where it fails, RuntimeError with its own words."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, "PATH": SYSTEM_PATH})
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def _have(thing: str) -> bool:
    if thing == "root":
        return os.geteuid() == 0 and _may_mount()
    if thing.startswith("/"):
        return os.path.exists(thing)
    return shutil.which(thing, path=SYSTEM_PATH) is not None


def _may_mount() -> bool:
    with open("/proc/self/status", encoding="ascii") as status:
        effective = next(int(line.split()[1], 16) for line in status if line.startswith("CapEff:"))
    return bool(effective >> 21 & 1)  # CAP_SYS_ADMIN


def _leave_out(reason: str) -> None:
    if os.environ.get("TEST_ALL") == "1":
        pytest.fail(f"{reason}, and TEST_ALL=1 lets no test be left out", pytrace=False)
    pytest.skip(reason, allow_module_level=True)
