"""Open Data Hub's code-server: nginx on the platform's port serves NB_PREFIX, in front of a real code-server."""

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.run import runner
from tests import codeserver
from tests.server.conftest import free_port, listens
from tests.tools import SYSTEM_PATH, need

PREFIX = "/notebook/team-a/demo"
KERNEL = '[{"id":"1","execution_state":"idle","connections":0,"last_activity":"2026-01-31T12:00:00Z"}]'
# As in its image, which makes this answer from code-server's heartbeat by a CGI script: a fixed kernel stands for that.
CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log; absolute_redirect off;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{
        listen {port};
        {extra}
        location = {prefix} {{ return 302 {prefix}/codeserver/; }}
        location = {prefix}/ {{ return 302 {prefix}/codeserver/; }}
        location {prefix}/codeserver/ {{
            proxy_pass http://127.0.0.1:{behind}/; proxy_http_version 1.1; proxy_set_header Host $host;
            proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
        }}
    }}
}}
"""
API = f"location = {PREFIX}/api {{ return 302 {PREFIX}/codeserver/healthz/; }}"
# nginx leads from a folder's name to the folder, where a CGI answers.
KERNELS = (
    f"location = {PREFIX}/api/kernels {{ return 301 {PREFIX}/api/kernels/; }}"
    f"location {PREFIX}/api/kernels/ {{ default_type application/json; return 200 '{KERNEL}'; }}"
)


@pytest.fixture(scope="module")
def code_server(tmp_path_factory):
    """A real code-server on the loopback, and its port."""
    cache = Path(os.environ.get("TEST_CACHE") or Path.home() / ".cache/kfcheck-tests")
    folder, port = tmp_path_factory.mktemp("code-server"), free_port()
    flags = ("--bind-addr", f"127.0.0.1:{port}", "--auth", "none", "--disable-telemetry", "--disable-update-check")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    command = codeserver.command(cache, *flags, str(folder))
    with (
        open(folder / "log", "wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        yield port if _until(port) else None
        process.terminate()


def _until(port):
    end = time.monotonic() + 60
    while not listens(None, port):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return True


@contextlib.contextmanager
def nginx(folder, behind, *locations):
    """nginx in front of it, and its port."""
    need("nginx")
    port = free_port()
    text = CONFIGURATION.format(folder=folder, port=port, behind=behind, prefix=PREFIX, extra="\n".join(locations))
    (folder / "nginx.conf").write_text(text)
    program = str(shutil.which("nginx", path=SYSTEM_PATH))
    with subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]) as process:
        try:
            _until(port)
            yield port
        finally:
            process.terminate()


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """The server's part of the report, by check, as an image of Open Data Hub would get it."""
    environment = {"NB_PREFIX": PREFIX, "NOTEBOOK_ARGS": "--ServerApp.port=8888", "HOME": str(tmp_path)}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(port, kind):
        checks = runner.select(["server"], [], "running")
        report = runner.run(Contract(port=port, kind=kind), checks, "running")
        assert report.platform == "opendatahub"
        return {result.id.removeprefix("server."): result for result in report.checks}

    return run


def test_it_serves_the_prefix_and_answers_the_culler(ask, code_server, tmp_path):
    with nginx(tmp_path, code_server, API, KERNELS) as port:
        results = ask(port, "codeserver")
        asked = (tmp_path / "access.log").read_text()
    assert not {name: r.summary for name, r in results.items() if r.status.value not in ("pass", "skip")}
    assert results["prefix"].summary == f"answers under {PREFIX}"
    assert results["culling"].summary == "Open Data Hub can read its activity"
    assert f"probe of {PREFIX}/api in 0." in results["start"].summary
    assert f"GET {PREFIX}/codeserver/ " not in asked, "a page counts as its user's activity"


def test_without_the_culler_s_answer_the_work_is_stopped_until_a_proxy_gives_it(ask, code_server, tmp_path):
    with nginx(tmp_path, code_server, API) as port:
        culling = ask(port, "codeserver")["culling"]
    assert culling.status.value == "fail"
    assert culling.summary == "Open Data Hub cannot read its activity and will stop it as idle: HTTP 404"
    assert f"`GET {PREFIX}/api/kernels` with what `kfcheck activity --as kernels` prints" in culling.remedy


def test_without_an_answer_to_its_probe_open_data_hub_kills_it(ask, code_server, tmp_path):
    with nginx(tmp_path, code_server, f"location = {PREFIX}/api {{ return 404; }}", KERNELS) as port:
        start = ask(port, "codeserver")["start"]
    assert start.status.value == "fail"
    assert start.summary == f"Open Data Hub would stop the container: GET {PREFIX}/api is answered with 404"
    assert f"`GET {PREFIX}/api` with 2xx or 3xx within 1 s, with a proxy such as nginx" in start.remedy
