"""What the command says of itself fits the reader's terminal, and a wait says that it waits."""

import contextlib
import os
import pty
import re
import subprocess
import sys

import pytest

from jupyter_kfcheck.cli import fold, main
from jupyter_kfcheck.help import explanations
from tests.cli.test_cli import KFCHECK, kfcheck

PAGES = [["--help"], ["run", "--help"], ["list"], ["explain", *explanations.names(), "kfcheck", "browser"]]
COMMANDS = ["facts", "startup", "watch", "probe", "s6", "list", "explain"]


def shown(capsys, *words):
    with contextlib.suppress(SystemExit):  # as argparse ends after --help
        main([*words])
    return capsys.readouterr().out


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("words", [*PAGES, *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_it_folds_to_the_terminal(words, columns, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(columns))
    text = shown(capsys, *words)
    prose = [line for line in text.splitlines() if not line.startswith("    ") or words[0] != "explain"]
    assert [line for line in prose if len(line) > columns] == []
    if columns == 60:
        monkeypatch.setenv("COLUMNS", "120")
        assert len(shown(capsys, *words).splitlines()) <= len(text.splitlines())
        assert shown(capsys, *words).split() == text.split() or "usage:" in text


def test_a_row_of_the_list_goes_on_under_its_own_beginning(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    lines = shown(capsys, "list").splitlines()
    left = len(max(explanations.ids(), key=len)) + 2
    assert [line.split()[0] for line in lines if line[0] != " "] == explanations.ids()
    assert {len(line) - len(line.lstrip()) for line in lines if line[0] == " "} == {left}


def test_a_command_in_backticks_is_not_broken():
    words = "mend it: `chown -R 1000:100 /home/jovyan` and see"
    assert "`chown -R 1000:100 /home/jovyan`" in fold.fold(words, 40, "  ")
    assert max(map(len, fold.fold(words, 40, "  ").splitlines())) <= 40


@pytest.mark.parametrize(("environ", "columns"), [({}, 70), ({"COLUMNS": "50"}, 50), ({"COLUMNS": "x"}, 70)])
def test_the_width_is_that_of_the_terminal_unless_columns_says_another(environ, columns):
    import fcntl  # noqa: PLC0415 - only here
    import struct  # noqa: PLC0415
    import termios  # noqa: PLC0415

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 70, 0, 0))
    env = {k: v for k, v in os.environ.items() if k != "COLUMNS"} | environ
    code = "import sys; from jupyter_kfcheck.cli.fold import width; sys.stderr.write(str(width()))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, stdout=slave, stderr=subprocess.PIPE, text=True, check=True
    )
    os.close(slave)
    os.close(master)
    assert done.stderr == str(columns)


def test_help_needs_no_shutil():
    code = "import sys, jupyter_kfcheck.cli as c\ntry: c.main(['run', '--help'])\nfinally: print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False).stdout
    assert "argparse" in loaded.split()
    assert "shutil" not in loaded.split()


def test_explain_reads_what_ships_and_nothing_of_the_checks():
    code = "import sys, jupyter_kfcheck.cli as c; c.main(['explain', 'home']); print(*sys.modules, file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stderr
    assert not [name for name in loaded.split() if re.match(r"jupyter_kfcheck\.(checks|facts|host|run)", name)]


def test_explain_takes_several_ids_apart_or_with_commas(capsys):
    text = shown(capsys, "explain", "user.uid,home.path", "home.space")
    assert re.findall(r"^# (\S+)", text, re.MULTILINE) == ["user.uid", "home.path", "home.space"]


def test_only_takes_commas(tmp_path):
    done = kfcheck("--only", "home.path,user.uid", "home.space", "-f", "text", home=tmp_path)
    assert done.returncode in (0, 1)
    assert done.stderr == ""


@pytest.mark.parametrize(("fail_on", "words"), [("fail", "nothing fails"), ("warn", "nothing fails or warns")])
def test_a_wait_says_once_what_it_waits_for(tmp_path, fail_on, words):
    command = [*KFCHECK, "--only", "home.path", "--wait", "1.6", "--fail-on", fail_on, "-f", "json"]
    env = os.environ | {"HOME": str(tmp_path / "missing")}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.stderr == f"kfcheck: waiting until {words}, for at most 1.6 s; now: home.path\n"
    assert done.returncode == 1


def test_the_options_of_run_are_in_groups(capsys):
    text = shown(capsys, "run", "--help")
    assert [title for title in ("what to check:", "output:", "where and how long:") if title in text.splitlines()] == [
        "what to check:",
        "output:",
        "where and how long:",
    ]
