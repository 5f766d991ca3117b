"""`make run` shows what it promises, and ends with its server: a password-free Jupyter outlives nobody."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tools import ROOT, need

pytestmark = pytest.mark.server


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Run:
    """`make run` in ``folder``, which has a Makefile of one recipe, the project's own."""

    def __init__(self, folder, **variables):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        recipe = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "run-as-kubeflow" in line)
        (folder / "Makefile").write_text(f"run:\n{recipe.replace('dev/run', str(ROOT / 'dev/run'))}\n")
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        command = [shutil.which("make"), f"CURDIR={folder}", "BIN=bin", "run"]
        env = {**os.environ, "PORT": str(self.port), "HOME": str(folder), "PATH": path, **variables}
        self.process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
        self.said = ""

    def __enter__(self):
        while "Ctrl-C ends it" not in self.said:
            line = self.process.stdout.readline()
            assert line, self.said
            self.said += line
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def ends_by(self, number) -> bool:
        assert listens(self.port)
        self.process.send_signal(number)
        deadline = time.monotonic() + 20
        while listens(self.port) and time.monotonic() < deadline:
            time.sleep(0.1)
        return not listens(self.port)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_it(tmp_path, end):
    need("setpriv", "make")
    with Run(tmp_path, POD="no") as run:
        assert "This is a demonstration on your own machine (POD=no was asked for)" in run.said
        assert run.ends_by(end)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_root_is_shown_a_pod_with_one_staged_fault(tmp_path, end):
    need("root", "unshare", "nsenter", "setpriv", "make", "mkfs.ext4", "/dev/loop-control")
    with Run(tmp_path) as run:
        findings = [
            line.split() for line in run.said.splitlines() if line.strip().startswith(("FAIL", "warn", "ERROR"))
        ]
        assert [(words[0], words[-1]) for words in findings] == [("warn", "home.space")]
        assert "jovyan (1000:100)" in run.said
        assert "One fault is staged: the volume is nearly full" in run.said
        assert run.ends_by(end)
    deadline = time.monotonic() + 20
    while in_use(ROOT / "build/pod/home.ext4") and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not in_use(ROOT / "build/pod/home.ext4")


def in_use(volume) -> bool:
    """Whether a loop device still holds the file: it goes with the last mount of it."""
    told = Path("/sys/block").glob("loop*/loop/backing_file")
    return str(volume) in {file.read_text().strip() for file in told if file.exists()}
