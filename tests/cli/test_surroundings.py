"""The command where the process that starts it has left it little."""

import io
import json
import os
import shutil
import subprocess
import sys

import pytest

from jupyter_kfcheck.cli import common
from tests.tools import ROOT

KFCHECK = [sys.executable, "-I", "-m", "jupyter_kfcheck", "--only", "home.path", "user"]


def statuses(report):
    return [check["status"] for check in json.loads(report)["checks"]]


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_take_no_fact_away(tmp_path, closed):
    whole = subprocess.run([*KFCHECK, "-f", "json"], capture_output=True, check=False).stdout
    subprocess.run(["bash", "-c", f'"$@" {closed}', "-", *KFCHECK, "-o", f"json={tmp_path}/report.json"], check=False)
    assert statuses((tmp_path / "report.json").read_bytes()) == statuses(whole)


def test_facts_from_a_closed_stdin_are_refused():
    command = ["bash", "-c", '"$@" <&-', "-", *KFCHECK[:4], "--facts", "-"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (2, "kfcheck: --facts -: stdin is closed\n")


def test_a_parent_that_ignores_the_end_of_children_changes_nothing():
    program = (
        "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = [sys.executable, "-c", program, *KFCHECK, "-f", "json"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert "error" not in statuses(done.stdout)


def test_few_open_files_are_an_error_of_the_checks_and_no_crash():
    command = ["bash", "-c", 'ulimit -n 5; "$@"', "-", *KFCHECK, "-f", "json"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert "Traceback" not in done.stderr
    assert done.returncode in (1, 3)


@pytest.mark.parametrize("path", [{}, {"PATH": ""}])
def test_the_command_needs_no_path(tmp_path, path):
    shutil.copy(ROOT / "jupyter_kfcheck/bin/kfcheck", tmp_path)
    (tmp_path / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (tmp_path / "python3").chmod(0o755)
    (tmp_path / "a link").symlink_to("kfcheck")
    done = subprocess.run([tmp_path / "a link", "list"], env=path, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_locale_without_symbols_does_not_break_a_document(monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="latin-1"))
    common.write_stdout("√ §\n")
    assert written.getvalue() == b"\\u221a \xa7\n"


def test_a_file_that_a_link_in_dev_stands_for_keeps_its_name(tmp_path):
    with open(tmp_path / "log", "wb") as log:
        subprocess.run([*KFCHECK, "-o", "json=/dev/stderr"], stdout=subprocess.DEVNULL, stderr=log, check=False)
    assert os.path.islink("/dev/stderr")
    assert statuses((tmp_path / "log").read_bytes())
