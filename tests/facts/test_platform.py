"""What the platform needs in the container, from real files, a real mount and a real socket."""

import http.server
import subprocess
import sys
import threading

import pytest

from jupyter_kfcheck.facts import platform
from jupyter_kfcheck.facts.platform import PodExec, Sidecar
from jupyter_kfcheck.model import Unknown
from tests.tools import need

# what is imported before the mount may lie in /tmp, as a clone does that somebody only tries
LOOK = """
import subprocess, sys
from jupyter_kfcheck.facts import platform
subprocess.run(["mount", "-t", "tmpfs", "-o", sys.argv[1], "tmpfs", "/tmp"], check=True)
found = platform.pod_exec(["/bin"])
print(found.no_exec, found.writable, found.errno)
"""


@pytest.fixture
def program(tmp_path):
    """Makes an executable in a folder of the test's own."""

    def make(name, mode=0o755):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(mode)
        return str(tmp_path)

    return make


def test_tools_are_looked_for_on_the_path(program):
    folder = program("cat")
    program("rm", 0o644)
    assert platform.pod_exec([folder]).missing == ("chmod", "rm")
    assert platform.pod_exec(["/bin", "/usr/bin"]) == PodExec((), free_bytes=platform.pod_exec(["/bin"]).free_bytes)


@pytest.mark.parametrize(
    ("options", "said"), [("exec,mode=1777", "False True None"), ("noexec,mode=1777", "True True None")]
)
def test_a_tmp_that_runs_no_programs_is_seen(options, said):
    need("root", "unshare")
    command = ["unshare", "--mount", "--propagation=private", sys.executable, "-c", LOOK, options]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == said


def test_jupyterhubs_program_is_found(program, monkeypatch):
    monkeypatch.setenv("PATH", program("jupyterhub-singleuser"))
    parts = dict(platform.gather(None))
    assert parts["singleuser"].endswith("/jupyterhub-singleuser")
    monkeypatch.setenv("PATH", "/nowhere")
    assert dict(platform.gather(None))["singleuser"] is None


@pytest.mark.parametrize("status", [200, 503])
def test_the_proxy_says_itself_whether_it_is_ready(status, monkeypatch):
    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status if self.path == "/healthz/ready" else 404)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        monkeypatch.setattr(platform, "SIDECAR_PORTS", (proxy.server_port,))
        monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.96.0.1")
        assert dict(platform.gather(None))["sidecar"] == Sidecar(proxy.server_port, status)
        monkeypatch.delenv("KUBERNETES_SERVICE_HOST")
        assert dict(platform.gather(None))["sidecar"] is None
        proxy.shutdown()
    assert platform.sidecar() is None


def test_a_proxy_that_does_not_answer_is_unknown(monkeypatch):
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as silent:
        monkeypatch.setattr(platform, "SIDECAR_PORTS", (silent.server_port,))
        monkeypatch.setattr(platform, "SIDECAR_SECONDS", 0.1)
        assert isinstance(platform.sidecar(), Unknown)
