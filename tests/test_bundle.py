"""The panel's bundle: small, of the package's version, and built by pip alone whenever it must be."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jupyter_kfcheck import __version__
from tests.tools import ROOT

BUNDLE = ROOT / "jupyter_kfcheck" / "labextension"
SHARED = f"jupyter_kfcheck-{__version__}.data/data/share/jupyter/labextensions/jupyter-kfcheck/"
MARK = "All is well"


def test_the_version_is_the_packages():
    assert json.loads((ROOT / "labextension" / "package.json").read_text())["version"] == __version__


def test_it_is_at_most_60_kb():
    assert sum(path.stat().st_size for path in (BUNDLE / "static").iterdir()) <= 60_000


def test_no_code_of_others_is_in_it():
    licences = json.loads((BUNDLE / "static" / "third-party-licenses.json").read_text())
    assert licences == {"packages": []}


def test_the_lock_file_names_no_host():
    assert "http" not in (ROOT / "labextension" / "yarn.lock").read_text()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of what is tracked: neither bundle nor packages of npm."""
    folder = tmp_path_factory.mktemp("build") / "project"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, tracked.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def build(source: Path, into: Path) -> tuple[dict[str, bytes], str]:
    """Have pip build a wheel on a machine without Node.js: the files of the panel in it, and what was said."""
    programs = into / "programs"
    programs.mkdir(parents=True)
    for name in ("sh", "env", "git", "uname", "dirname", "readlink", "sed", "cat", "basename"):
        (programs / name).symlink_to(shutil.which(name))
    command = [sys.executable, "-m", "pip", "wheel", "-v", "--no-deps", f"--wheel-dir={into}", str(source)]
    done = subprocess.run(
        command, env={**os.environ, "PATH": str(programs)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = into.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(SHARED)]
        return {name.removeprefix(SHARED): archive.read(name) for name in names}, done.stdout + done.stderr


@pytest.mark.network
def test_pip_builds_it_without_node_anew_when_its_source_changed_and_only_then(checkout, tmp_path):
    files, said = build(checkout, tmp_path / "missing")
    script = b"".join(content for name, content in files.items() if name.endswith(".js"))
    assert MARK.encode() in script
    assert "jupyterlab" in json.loads(files["package.json"])
    assert "install.json" in files
    assert "schemas/jupyter-kfcheck/plugin.json" in files
    assert "Installing build dependencies" in said

    _, said = build(checkout, tmp_path / "fresh")
    assert "No build required" in said

    words = checkout / "labextension" / "src" / "words.ts"
    words.write_text(words.read_text().replace(MARK, "Nothing to mend"))
    files, _ = build(checkout, tmp_path / "stale")
    script = b"".join(content for name, content in files.items() if name.endswith(".js"))
    assert b"Nothing to mend" in script
    assert MARK.encode() not in script
