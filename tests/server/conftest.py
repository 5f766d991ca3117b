"""A real Jupyter Server in a process of its own, started as Kubeflow's images start it.

``start`` (a factory) gives a server of its own to a test that needs special flags; ``server`` is the
healthy one that a whole session shares.
"""

import contextlib
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest

from tests import rules

PREFIX = "/notebook/ns/name"
TOKEN = "a-token-for-tests"
# What Kubeflow's example images pass, but for the port and the folder.
FLAGS = {
    "ip": "0.0.0.0",
    "token": "",
    "password": "",
    "allow_origin": "*",
    "allow_remote_access": "True",
    "authenticate_prometheus": "False",
    "base_url": PREFIX,
}


class Answer(NamedTuple):
    """One HTTP answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self):
        said = json.loads(self.body)
        return rules.held(said) if isinstance(said, dict) and "schema_version" in said else said


class Server:
    """A running server. ``base`` is the path it serves below, without a trailing slash."""

    def __init__(self, process: subprocess.Popen, port: int, base: str, folder: Path):
        self.process, self.port, self.base, self.folder = process, port, base, folder
        self.home, self.state, self.runtime = folder / "home", folder / "state", folder / "runtime"
        self.url = f"http://127.0.0.1:{port}{base}/"

    def ask(self, path="", method="GET", body=None, **headers) -> Answer:
        """Ask below the base URL; ``headers`` by their names, ``_`` for ``-``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, f"{self.base}/{path}", body=body, headers=named)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def until(self, path, wanted=lambda answer: answer.status == 200, seconds=30, **headers) -> Answer:
        """Ask until the answer is as ``wanted``."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.ask(path, **headers)
            if wanted(answer):
                return answer
            assert time.monotonic() < deadline, f"{path} still {answer.status}: {answer.body[:500]!r}"
            time.sleep(0.05)

    def log(self) -> str:
        return re.sub(r"\x1b\[\d*m", "", (self.folder / "log").read_text(errors="replace"))

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)


def free_port() -> int:
    """A port that nobody listens on, below those that the kernel gives to outgoing connections meanwhile."""
    while True:
        port = random.randrange(12000, 32000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("0.0.0.0", port))
            return port


def launch(
    folder: Path, *arguments: str, env=None, config: str = "", extension=True, python=sys.executable, **flags
) -> Server:
    """Start a server in ``folder`` and wait until it listens.

    ``flags`` override `FLAGS` (None leaves one out); ``env`` goes over a clean environment with
    ``NB_PREFIX``; ``config`` is the text of a ``jupyter_server_config.py``; ``arguments`` follow as given.
    ``extension`` enables or disables kfcheck, None leaves that to what is installed.
    """
    chosen = {name: value for name, value in (FLAGS | flags).items() if value is not None}
    port = 0 if "sock" in chosen else int(chosen.setdefault("port", str(free_port())))  # Jupyter takes one of them
    for name in ("home", "config", "runtime", "data"):
        (folder / name).mkdir(exist_ok=True)
    if extension is not None:
        config = f"c.ServerApp.jpserver_extensions = {{'jupyter_kfcheck': {extension}}}\n{config}"
    (folder / "config" / "jupyter_server_config.py").write_text(config)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "LANG": "C.UTF-8",
        "NB_PREFIX": PREFIX,
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "KFCHECK_STATE_DIR": str(folder / "state"),
    } | (env or {})
    command = [str(python), "-m", "jupyter_server", "--allow-root", "--no-browser"]
    command += [f"--ServerApp.root_dir={folder / 'home'}", "--ServerApp.port_retries=0"]
    command += [f"--ServerApp.{name}={value}" for name, value in chosen.items()]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen([*command, *arguments], env=environment, cwd=folder / "home", stdout=log, stderr=log)
    base = quote((chosen.get("base_url") or "").rstrip("/"))
    server = Server(process, port, base, folder)
    deadline = time.monotonic() + 60
    while not listens(chosen.get("sock"), port, "::1" if chosen.get("ip") == "::" else "127.0.0.1"):
        if process.poll() is not None or time.monotonic() > deadline:
            server.stop()  # nobody gets it who could
            raise AssertionError(server.log())
        time.sleep(0.05)
    return server


def listens(path: str | None, port: int, host: str = "127.0.0.1") -> bool:
    """Does something listen on the unix socket ``path``, or else on the TCP port of the loopback?"""
    family = socket.AF_UNIX if path else socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.connect(path or (host, port))
    except OSError:
        return False
    return True


@pytest.fixture
def start(tmp_path):
    """Start servers for one test: ``start(**what `launch` takes)``."""
    running = []

    def begin(*arguments, **options) -> Server:
        folder = tmp_path / f"server{len(running)}"
        folder.mkdir()
        running.append(launch(folder, *arguments, **options))
        return running[-1]

    yield begin
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The healthy server with the official flags under ``NB_PREFIX``, shared by the session."""
    running = launch(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def guarded(tmp_path_factory):
    """The same server with the token `TOKEN`, which Kubeflow's never have; shared by the session."""
    running = launch(tmp_path_factory.mktemp("guarded"), token=TOKEN)
    running.until("kfcheck/startupz")
    yield running
    running.stop()
