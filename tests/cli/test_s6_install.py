"""Installing the s6 scripts into an image's root, as a Dockerfile does."""

import os
import shutil
import stat
import subprocess
import sys

import pytest

from jupyter_kfcheck.cli import main
from jupyter_kfcheck.startup import bytecode
from tests.cli.test_cli import kfcheck
from tests.tools import ROOT, need

SCRIPTS = ["cont-init.d/00-kfcheck", "services.d/kfcheck/finish", "services.d/kfcheck/run"]


def installed(root):
    return sorted(str(path.relative_to(root / "etc")) for path in (root / "etc").rglob("*") if path.is_file())


def test_the_scripts_arrive_and_can_be_run(tmp_path, capsys):
    assert main(["s6", "install", "--root", str(tmp_path)]) == 0
    assert installed(tmp_path) == SCRIPTS
    for script in SCRIPTS:
        assert stat.S_IMODE((tmp_path / "etc" / script).stat().st_mode) == 0o755
        assert (tmp_path / "etc" / script).read_bytes() == (ROOT / "s6" / script).read_bytes()
    said = capsys.readouterr()
    assert said.out.count("written ") == 3
    assert "there is no s6-overlay in" in said.err


def test_a_second_time_changes_nothing_and_mends_what_was_changed(tmp_path, capsys):
    main(["s6", "install", "--root", str(tmp_path)])
    spoiled = tmp_path / "etc" / SCRIPTS[0]
    spoiled.chmod(0o644)
    kept = tmp_path / "etc" / SCRIPTS[1]
    before = kept.stat().st_mtime_ns, kept.stat().st_ino
    capsys.readouterr()
    assert main(["s6", "install", "--root", str(tmp_path)]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["written", "unchanged", "unchanged"]
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == before
    assert installed(tmp_path) == SCRIPTS


def test_a_dry_run_only_says_what_it_would_do(tmp_path, capsys):
    assert main(["s6", "install", "--root", str(tmp_path), "--dry-run"]) == 0
    assert capsys.readouterr().out.count("would write ") == 3
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("package/admin/s6-overlay-3.2.3.2/libexec", "s6-overlay 3.2.3.2 in"),
        ("etc/s6/init/init-stage1", "s6-overlay v2 in"),
    ],
)
def test_it_says_which_s6_overlay_it_found(tmp_path, capsys, path, words):
    (tmp_path / path).mkdir(parents=True)
    main(["s6", "install", "--root", str(tmp_path), "--dry-run"])
    assert words in capsys.readouterr().out


@pytest.mark.root
def test_the_scripts_belong_to_whom_their_folder_does(tmp_path):
    need("root")
    (tmp_path / "etc/services.d").mkdir(parents=True)
    os.chown(tmp_path / "etc/services.d", 1000, 0)
    main(["s6", "install", "--root", str(tmp_path)])
    assert (tmp_path / "etc" / SCRIPTS[2]).stat().st_uid == 1000


@pytest.mark.parametrize(
    ("root", "words"), [("/nowhere", "there is no such directory"), ("/proc/self", "cannot be written")]
)
def test_where_it_cannot_write_it_says_so_before_it_begins(capsys, root, words):
    assert main(["s6", "install", "--root", root]) == 2
    assert words in capsys.readouterr().err


def test_a_file_where_a_folder_belongs_is_named(tmp_path, capsys):
    (tmp_path / "etc").write_text("")
    assert main(["s6", "install", "--root", str(tmp_path)]) == 2
    assert f"{tmp_path}/etc is not a directory" in capsys.readouterr().err


def test_s6_alone_asks_for_its_command():
    done = kfcheck("s6")
    assert done.returncode == 2
    assert "for help: kfcheck s6 --help" in done.stderr


def compiled(folder) -> set[str]:
    """The modules that an import of the package there finds compiled already."""
    code = "import sys; sys.path.insert(0, sys.argv[1]); import jupyter_kfcheck.cli.startup as it; print(it.__file__)"
    command = [sys.executable, "-I", "-B", "-v", "-c", code, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert str(folder) in done.stdout
    found = [
        line for line in done.stderr.splitlines() if line.startswith("# code object from '") and str(folder) in line
    ]
    return {line.split("'")[1].rpartition("/")[2].partition(".")[0] for line in found}


def test_the_package_is_compiled_whatever_becomes_of_its_times(tmp_path):
    bare = shutil.ignore_patterns("__pycache__", "labextension")
    package = shutil.copytree(bytecode.PACKAGE, tmp_path / "jupyter_kfcheck", ignore=bare)
    assert bytecode.compiles(package)
    before = {file: file.stat().st_mtime_ns for file in package.rglob("*.pyc")}
    assert len(before) == len(list(package.rglob("*.py")))
    for file in package.rglob("*.py"):
        os.utime(file, (1, 1))
    assert "codec" in compiled(tmp_path)
    (package / "codec.py").write_text((package / "codec.py").read_text() + "# changed\n")
    found = compiled(tmp_path)
    assert "model" in found
    assert "codec" not in found, "what is another source is not taken for it"


def test_what_is_edited_in_place_is_left_alone_and_what_cannot_be_written_too(tmp_path, capsys):
    assert bytecode.installed() is False  # pip install -e
    main(["s6", "install", "--root", str(tmp_path)])
    assert "compile" not in capsys.readouterr().out
    assert not bytecode.compiles(tmp_path / "nowhere")
