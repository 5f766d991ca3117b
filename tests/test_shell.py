import subprocess
from pathlib import Path

import pytest

from tests.tools import ROOT, need


def shell_scripts() -> list[Path]:
    """Every tracked file whose first line asks for a POSIX shell, bash or s6's shell wrapper."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    return [file for file in files if file.is_file() and _is_shell(file)]


def _is_shell(file: Path) -> bool:
    with open(file, "rb") as script:
        first = script.readline()
    return first.startswith(b"#!") and first.split()[-1].rpartition(b"/")[2] in {b"sh", b"bash"}


@pytest.mark.parametrize("script", shell_scripts(), ids=lambda script: str(script.relative_to(ROOT)))
def test_shellcheck_finds_nothing(script):
    need("shellcheck")
    dialect = "bash" if b"bash" in script.read_bytes().split(b"\n", 1)[0] else "sh"
    found = subprocess.run(["shellcheck", f"--shell={dialect}", script], check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
