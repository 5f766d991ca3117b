"""The example for nginx before code-server: a real nginx, fcgiwrap and code-server, asked as culler and browser do."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from tests import codeserver
from tests.container.podman import store
from tests.tools import ROOT, SYSTEM_PATH, need

pytestmark = [pytest.mark.server, pytest.mark.network]
PREFIX = "/notebook/team-a/demo"
CONF = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; user root;
events {{ }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/notebook.conf;
}}
"""
UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: kubeflow.example\r\nOrigin: https://kubeflow.example\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: a2ZjaGVja2tmY2hlY2trZg==\r\n\r\n"
)


class Behind(NamedTuple):
    """code-server behind nginx."""

    port: int
    ide: subprocess.Popen

    def get(self, path):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        try:
            with urllib.request.build_opener(Stay).open(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers, refused.read().decode()

    def kernel(self):
        """What a culler gets: it must be 200, JSON, and one kernel."""
        status, headers, body = self.get(f"{PREFIX}/api/kernels")
        assert (status, headers["Content-Type"]) == (200, "application/json")
        (kernel,) = json.loads(body)
        return kernel


def free():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def wait(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def listens(port):
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    need("root", "nginx", "fcgiwrap")
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "home").mkdir()
    (folder / "kfcheck").write_text(f'#!/bin/sh\nexec {sys.executable} -I -m jupyter_kfcheck "$@"\n')
    (folder / "kfcheck").chmod(0o755)
    front, back = free(), free()
    text = (ROOT / "examples/kernels.nginx.conf").read_text()
    for was, now in (
        ("${NB_PREFIX}", PREFIX),
        ("listen 8888;", f"listen 127.0.0.1:{front};"),
        ("127.0.0.1:8080", f"127.0.0.1:{back}"),
        ("/opt/kfcheck/kernels.cgi", str(ROOT / "examples/kernels.cgi")),
        ("unix:/tmp/fcgiwrap.sock", f"unix:{folder}/fcgiwrap.sock"),
        ("include fastcgi_params", "include /etc/nginx/fastcgi_params"),
    ):
        assert was in text
        text = text.replace(was, now)
    (folder / "notebook.conf").write_text(text)
    (folder / "nginx.conf").write_text(CONF.format(folder=folder))
    own = {"HOME": str(folder / "home"), "PATH": f"{folder}{os.pathsep}{SYSTEM_PATH}", "KFCHECK_KIND": "codeserver"}
    own |= {"JUPYTERHUB_SERVICE_URL": f"http://x:{front}/", "KFCHECK_STATE_DIR": str(folder / "state")}
    flags = ("--bind-addr", f"127.0.0.1:{back}", "--auth=none", "--trusted-origins=*", "--disable-update-check")
    commands = (
        codeserver.command(store().folder, *flags, str(folder / "home")),
        ["fcgiwrap", "-s", f"unix:{folder}/fcgiwrap.sock"],
        ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")],
    )
    with ExitStack() as stack:
        running = []
        for command in commands:
            log = stack.enter_context(open(folder / "output.log", "ab"))
            running.append(subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log))
            stack.callback(running[-1].wait, 30)
            stack.callback(running[-1].terminate)
        wait(lambda: listens(front) and listens(back) and (folder / "fcgiwrap.sock").exists())
        yield Behind(front, running[0])


def test_an_editor_that_nobody_used_is_an_idle_kernel_and_no_question_here_is_a_use(behind):
    first = behind.kernel()
    assert (first["execution_state"], first["connections"]) == ("idle", 0)
    assert behind.get(f"{PREFIX}/api/terminals")[2] == "[]"
    assert behind.get(f"{PREFIX}/api")[0] == 200
    assert json.loads(behind.get("/healthz")[2]) == {"status": "expired", "lastHeartbeat": 0}
    assert behind.kernel()["execution_state"] == "idle"


def test_the_editor_is_served_below_the_prefix_and_its_use_is_told(behind):
    status, headers, _ = behind.get(PREFIX)
    assert (status, headers["Location"]) == (302, f"{PREFIX}/")
    status, headers, _ = behind.get(f"{PREFIX}/")
    assert (status, headers["Location"].startswith("./?folder=")) == (302, True)
    assert behind.get(f"{PREFIX}/{headers['Location'][2:]}")[0] == 200
    with socket.create_connection(("127.0.0.1", behind.port), 30) as browser:
        browser.sendall(UPGRADE.format(path=f"{PREFIX}/").encode())
        assert browser.recv(4096).startswith(b"HTTP/1.1 101 ")
    used = behind.kernel()
    assert (used["execution_state"], used["connections"]) == ("busy", 1)


def test_a_code_server_that_is_gone_is_busy_so_that_nobody_stops_what_cannot_be_asked(behind):
    behind.ide.terminate()
    behind.ide.wait(30)
    assert behind.get(f"{PREFIX}/")[0] == 502
    assert behind.kernel()["execution_state"] == "busy"
