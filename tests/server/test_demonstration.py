"""`make run` ends with its server: a password-free Jupyter must not outlive whoever started it."""

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


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_no_server_outlives_it(tmp_path, end):
    need("setpriv", "make")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    recipe = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "run-as-kubeflow" in line)
    (tmp_path / "Makefile").write_text(f"run:\n{recipe.replace('dev/run', str(ROOT / 'dev/run'))}\n")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = [shutil.which("make"), f"CURDIR={tmp_path}", "BIN=bin", "run"]
    env = {**os.environ, "PORT": str(port), "HOME": str(tmp_path), "PATH": path}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True) as made:
        said = ""
        while "Ctrl-C ends it" not in said:
            line = made.stdout.readline()
            assert line, said
            said += line
        assert listens(port)
        assert "This is a demonstration on your own machine" in said
        made.send_signal(end)
        deadline = time.monotonic() + 20
        while listens(port) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not listens(port)
