"""As whom the IDE runs, from real processes and real files."""

import os
import subprocess
import sys

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import notebook
from jupyter_kfcheck.model import Unknown


@pytest.fixture
def sleeper():
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process.pid
        process.kill()


def test_a_process_tells_its_credentials(sleeper):
    found = notebook.runner(sleeper)
    assert found.ids.uid == os.geteuid()
    assert found.ids.groups == tuple(sorted({*os.getgroups(), os.getegid()}))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a process of another user")
def test_a_process_of_another_user_is_that_users():
    with subprocess.Popen(["sleep", "60"], user=4321, group=0, extra_groups=[100]) as process:
        try:
            found = notebook.serving(Contract(server_pid=process.pid))
            assert found == notebook.Runner(process.pid, notebook.Ids(4321, 0, (0, 100)), None)
        finally:
            process.kill()


def test_a_process_that_is_gone_is_unknown():
    done = subprocess.Popen(["true"])
    done.wait()
    assert isinstance(notebook.runner(done.pid), Unknown)


def test_what_a_shell_started_in_its_place_is_the_server():
    with subprocess.Popen(["sh", "-c", "sleep 60; true"]) as shell:
        try:
            while "sleep" not in open(f"/proc/{notebook._below(shell.pid)}/comm").read():  # noqa: SIM115 - a moment
                pass
            assert notebook._below(shell.pid) != shell.pid
        finally:
            subprocess.run(["kill", str(notebook._below(shell.pid)), str(shell.pid)], check=False)


def test_a_server_is_found_by_its_name(tmp_path):
    server = tmp_path / "jupyter-lab"
    server.write_text(f"#!{sys.executable}\nimport time\nprint('up', flush=True)\ntime.sleep(60)\n")
    server.chmod(0o755)
    with subprocess.Popen([server], stdout=subprocess.PIPE) as process:
        try:
            process.stdout.readline()
            assert isinstance(notebook.serving(Contract()), notebook.Runner)
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("line", "drops"),
    [
        ("exec s6-setuidgid jovyan jupyter lab", True),
        ("exec gosu alice jupyter lab", True),
        ("# s6-setuidgid would be better", False),
        ("exec jupyter lab", False),
        ("su - alice -c 'jupyter lab'", True),
        ("echo result", False),
    ],
)
def test_a_script_that_goes_on_as_another_user_is_known_by_its_commands(tmp_path, line, drops):
    run = tmp_path / "run"
    run.write_text(f"#!/bin/sh\n{line}\n")
    assert notebook._drops(str(run)) is drops
