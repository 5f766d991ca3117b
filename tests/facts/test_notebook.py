"""As whom the IDE runs, from real processes and real files."""

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import notebook
from jupyter_kfcheck.model import Unknown
from jupyter_kfcheck.run import observe
from tests.tools import need


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


def test_a_server_of_another_container_is_not_this_notebooks(tmp_path):
    need("root", "unshare")
    server = tmp_path / "jupyter-lab"
    server.write_text(f"#!{sys.executable}\nimport time\nprint('up', flush=True)\ntime.sleep(60)\n")
    server.chmod(0o755)
    with subprocess.Popen(["unshare", "--mount", server], stdout=subprocess.PIPE) as process:
        try:
            process.stdout.readline()
            assert Path(f"/proc/{process.pid}/comm").read_text() == "jupyter-lab\n"
            assert not notebook._in_this_container(process.pid)
            found = notebook.serving(Contract())
            assert found is None or found.pid != process.pid
        finally:
            process.kill()


class Server:
    """A real process with a server's name, of another user, with an environment of its own."""

    def __init__(self, folder, **environ):
        program = folder / "jupyter-lab"
        program.write_text("#!/bin/sh\necho up\nread -r line\n")  # which its user can run, wherever Python is
        program.chmod(0o755)
        folder.chmod(0o755)
        self.process = subprocess.Popen(
            [program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            user=4321,
            group=0,
            extra_groups=[100],
            env=environ,
            cwd="/",
        )
        self.process.stdout.readline()


@pytest.fixture
def alice():
    """A folder that everybody can enter; the server of a user 4321 in it, with HOME there."""
    need("root")
    folder = Path(tempfile.mkdtemp())
    (folder / "home").mkdir(mode=0o700)
    os.chown(folder / "home", 4321, 0)
    server = Server(folder, HOME=str(folder / "home"), NB_PREFIX="/notebook/a/b", JUPYTER_RUNTIME_DIR="/tmp/x")
    yield folder, server.process.pid
    server.process.kill()
    server.process.wait()
    shutil.rmtree(folder)


def test_root_looks_with_the_eyes_and_the_environment_of_whoever_runs_the_ide(alice, monkeypatch):
    folder, pid = alice
    monkeypatch.setenv("NB_PREFIX", "/notebook/a/b")
    monkeypatch.setenv("HOME", "/root")
    found = observe.observe(Contract(server_pid=pid), {"user", "home", "runtime"})
    assert found.home.directory.env == str(folder / "home")
    assert found.home.trials[0].step is None
    assert (found.user.ids.uid, found.user.serving.ids.uid) == (0, 4321)
    assert found.runtime.directory.path == "/tmp/x"
    os.chown(folder / "home", 0, 0)
    found = observe.observe(Contract(server_pid=pid), {"user", "home"})
    assert found.home.directory.errno == errno.EACCES, "root could, the notebook's user cannot"
    assert os.environ["HOME"] == "/root"


def test_a_server_of_another_notebook_lends_nobody_its_home(alice, monkeypatch):
    monkeypatch.setenv("HOME", "/root")
    for prefix in ("/notebook/c/d", None):
        monkeypatch.setenv("NB_PREFIX", prefix) if prefix else monkeypatch.delenv("NB_PREFIX")
        assert observe.observe(Contract(server_pid=alice[1]), {"home"}).home.directory.env == "/root"


def test_the_port_tells_who_serves_unless_a_proxy_holds_it(tmp_path):
    for name, found in (("streamlit", True), ("nginx", False)):
        program = tmp_path / name
        program.write_text(f"#!{sys.executable}\nimport http.server as h\n"
                           "s = h.HTTPServer(('127.0.0.1', 0), h.BaseHTTPRequestHandler)\n"
                           "print(s.server_port, flush=True)\ns.serve_forever()\n")  # fmt: skip
        program.chmod(0o755)
        with subprocess.Popen([program], stdout=subprocess.PIPE) as process:
            try:
                port = int(process.stdout.readline())
                assert notebook._listening(Contract(port=port)) == (process.pid if found else None)
            finally:
                process.kill()
