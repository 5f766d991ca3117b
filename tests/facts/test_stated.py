"""What an IDE was told, from real processes and files."""

import os
import subprocess
import sys

import pytest

from jupyter_kfcheck.facts import stated
from jupyter_kfcheck.facts.stated import Stated
from jupyter_kfcheck.model import Unknown

SLEEP = "import sys; print(flush=True); sys.stdin.read()"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What a process with these words after its program's name was told, or a child of it where `child`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("CODE_SERVER_CONFIG", raising=False)
    program = tmp_path / "lib/code-server"
    program.parent.mkdir()
    program.write_text(SLEEP)

    def look(*words, kind="codeserver", child=False):
        command = [sys.executable, str(program), *words]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            if child:  # this very process is no code-server, and its parent is none either
                return stated.look(kind, os.getpid())
            found = stated.look(kind, process.pid)
            process.stdin.close()
        return found

    return look


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        (["--auth", "none", "--trusted-origins", "*"], {"auth": "none", "trusted-origins": "*"}),
        (["--auth=none", "--trusted-origins=a.example", "--trusted-origins=b.example", "--cert"],
         {"auth": "none", "trusted-origins": "a.example,b.example"}),
        (["--bind-addr", "0.0.0.0:8888", "--hashed-password=secret", "/home"], {}),
        (["--auth", "--verbose"], {"auth": ""}),
    ],
)  # fmt: skip
def test_flags_of_a_command_line(told, words, settings):
    assert told(*words) == Stated(settings)


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("bind-addr: 127.0.0.1:8080\nauth: password\npassword: secret\ncert: false\n", {"auth": "password"}),
        ('auth: none # as the platform wants\ntrusted-origins: ["*"]\n', {"auth": "none", "trusted-origins": "*"}),
        ("trusted-origins:\n  - a.example\n  - 'b'\nauth: none\n", {"auth": "none", "trusted-origins": "a.example,b"}),
        ("\0\n:::\n", {}),
    ],
)  # fmt: skip
def test_code_servers_own_file(told, tmp_path, text, settings):
    folder = tmp_path / ".config/code-server"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(text)
    assert told() == Stated(settings)
    assert told("--auth=other") == Stated(settings | {"auth": "other"}), "the command line comes first"


def test_another_file_that_the_command_line_names_and_one_that_cannot_be_read(told, tmp_path):
    (tmp_path / "mine.yaml").write_text("auth: none\n")
    assert told("--config", str(tmp_path / "mine.yaml")) == Stated({"auth": "none"})
    os.mkfifo(tmp_path / "pipe")
    assert told("--config", str(tmp_path / "pipe")) == Stated({}, complete=False)


def test_without_a_process_nothing_is_known(told):
    assert isinstance(told(child=True), Unknown)
    assert isinstance(stated.look("codeserver", None), Unknown)
    assert stated.look("jupyter", os.getpid()) is None


def test_rstudio_by_its_file_and_before_it_runs_by_its_service(tmp_path, monkeypatch):
    monkeypatch.setattr(stated, "RSTUDIO", str(tmp_path))
    monkeypatch.setattr(stated.scripts, "SERVICE", str(tmp_path / "services.d"))
    assert stated.look("rstudio", None) == Stated({})
    (tmp_path / "rserver.conf").write_text("# a comment=1\nserver-data-dir = /data\nwww-port=8888\nauth-none=1\n")
    assert stated.look("rstudio", None) == Stated({"server-data-dir": "/data"})
    run = tmp_path / "services.d/rstudio/run"
    run.parent.mkdir(parents=True)
    run.write_text('#!/bin/sh\nexec rserver --server-data-dir="/tmp/x" \\\n --database-config-file=$HOME/db.conf\n')
    assert stated.look("rstudio", None) == Stated({"server-data-dir": "/tmp/x"})
