"""The command finds its package, wherever pip has put the two."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools import ROOT

SCRIPT = ROOT / "jupyter_kfcheck" / "bin" / "kfcheck"
VERSION = f"python3.{sys.version_info.minor}"


def install(script: Path, packages: Path) -> Path:
    """What pip leaves: the command and the package."""
    script.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(SCRIPT, script)
    shutil.copytree(
        ROOT / "jupyter_kfcheck", packages / "jupyter_kfcheck", ignore=shutil.ignore_patterns("__pycache__")
    )
    return script


def foreign_python(folder: Path) -> None:
    """A python3 that knows nothing of the package, and says so."""
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / "python3"
    python.write_text("#!/bin/sh\necho a foreign python3 >&2\nexit 9\n")
    python.chmod(0o755)


def ask(script: Path, path: str) -> str:
    done = subprocess.run([script, "--version"], env={"PATH": path}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def right(tmp_path):
    """A folder whose python3.X is this one."""
    folder = tmp_path / "right"
    folder.mkdir()
    (folder / VERSION).symlink_to(sys.executable)
    (folder / "python3").symlink_to(sys.executable)
    return folder


@pytest.mark.parametrize("packages", ["site-packages", "dist-packages"])
def test_another_python3_comes_first_on_path_or_lies_beside_it(tmp_path, right, packages):
    script = install(tmp_path / "usr/bin/kfcheck", tmp_path / f"usr/lib/{VERSION}" / packages)
    foreign_python(tmp_path / "other")
    assert ask(script, f"{tmp_path}/other:{right}:/usr/bin:/bin").startswith("kfcheck ")
    foreign_python(tmp_path / "usr/bin")
    assert ask(script, f"{tmp_path}/other:{right}:/usr/bin:/bin").startswith("kfcheck ")


def test_pip_install_target(tmp_path, right):
    script = install(tmp_path / "target/bin/kfcheck", tmp_path / "target")
    assert ask(script, f"{right}:/usr/bin:/bin").startswith("kfcheck ")


def test_both_names_of_the_command_are_the_same_script():
    assert SCRIPT.read_bytes() == SCRIPT.with_name("jupyter-kfcheck").read_bytes()
