"""`kfcheck serve` as a process of its own, asked over the wire."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from tests import rules
from tests.test_probe import answering, ok

pytestmark = pytest.mark.server
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: str


class Served(NamedTuple):
    process: subprocess.Popen
    port: int
    log: list[str]

    def ask(self, path, method="GET", data=None, **headers):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        url = f"http://127.0.0.1:{self.port}/{path}"
        request = urllib.request.Request(url, data, {k.replace("_", "-"): v for k, v in headers.items()}, method=method)
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=30) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, dict(refused.headers), refused.read().decode())


@contextmanager
def serving(state, python=sys.executable, **env):
    """A server on a port that it takes itself, once its first report is there."""
    given = {"KFCHECK_STATE_DIR": str(state), "KFCHECK_KIND": "codeserver", "KFCHECK_LISTEN": "127.0.0.1:0", **env}
    command = [python, "-I", "-m", "jupyter_kfcheck", "serve"]
    said: list[str] = []
    with subprocess.Popen(command, env={**os.environ, **given}, stderr=subprocess.PIPE, text=True) as process:
        try:
            while "serves the report" not in (line := process.stderr.readline()):
                assert line, f"it ended: {said}"
                said.append(line)
            served = Served(process, int(line.rpartition(":")[2].partition("/")[0]), [*said, line])
            end = time.monotonic() + 30
            while served.ask("kfcheck/startupz").status != 200 and time.monotonic() < end:
                time.sleep(0.05)
            yield served
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("state"), KFCHECK_TOKEN="s3cret") as served:
        yield served


@pytest.fixture(scope="module")
def open_to_all(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("state"), KFCHECK_TOKEN="s3cret", KFCHECK_LISTEN="0.0.0.0:0") as served:
        yield served


@pytest.mark.parametrize("probe", ["livez", "readyz", "startupz"])
def test_probes_answer_anybody(open_to_all, probe):
    answer = open_to_all.ask(f"kfcheck/{probe}", Host="10.1.2.3:9889")
    assert (answer.status, answer.body) == (200, "ok\n")
    assert open_to_all.ask(f"kfcheck/{probe}", method="HEAD").status == 200


def test_the_report_is_the_same_document_in_every_face(server):
    report = rules.held(json.loads(server.ask("kfcheck").body))
    assert report["kind"] == "codeserver"
    assert json.loads(server.ask("kfcheck/home").body)["checks"]
    assert server.ask("kfcheck/health").headers["Content-Type"] == "application/health+json"
    assert "Kubeflow notebook check" in server.ask("kfcheck?format=text").body
    assert 'kind="codeserver"' in server.ask("metrics").body
    assert server.ask("kfcheck/nonsense").status == 404


def test_who_has_the_report_already_gets_304(server):
    answer = server.ask("kfcheck")
    same = server.ask("kfcheck", **{"If-None-Match": answer.headers["Etag"]})
    assert (same.status, same.body) == (304, "")
    assert same.headers["Kfcheck-Max-Age"] == answer.headers["Kfcheck-Max-Age"]


def test_a_browser_gets_a_page_whose_links_are_relative(server):
    page = server.ask("kfcheck", **BROWSER)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert 'href="kfcheck/explain/home.writable"' in page.body
    assert 'href="explain/home.writable"' in server.ask("kfcheck/home", **BROWSER).body
    assert 'href="/' not in page.body
    assert 'href="http' not in page.body
    led = server.ask("kfcheck/?format=html")
    assert (led.status, led.headers["Location"]) == (302, "../kfcheck?format=html")
    assert server.ask("").headers["Location"] == "kfcheck"
    assert 'href="home.writable"' in server.ask("kfcheck/explain/", **BROWSER).body
    assert 'href="../../kfcheck"' in server.ask("kfcheck/explain/home.writable", **BROWSER).body


@pytest.mark.parametrize("host", ["127.0.0.1:9889", "localhost", "[::1]:9889"])
def test_a_loopback_name_is_trusted_on_the_loopback(server, host):
    assert "checks" in json.loads(server.ask("kfcheck", Host=host).body)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "[::2]", ""])
def test_another_name_gets_the_status_alone(server, host):
    assert set(json.loads(server.ask("kfcheck", Host=host).body)) == {"status"}
    assert "FAIL" not in server.ask("kfcheck?format=html", Host=host).body


@pytest.mark.parametrize("header", ["token s3cret", "Bearer s3cret"])
def test_the_token_opens_it_under_any_name(server, header):
    assert "checks" in json.loads(server.ask("kfcheck", Host="gateway.example", Authorization=header).body)
    assert "checks" in json.loads(server.ask("kfcheck?token=s3cret", Host="gateway.example").body)
    assert set(json.loads(server.ask("kfcheck?token=wrong", Host="gateway.example").body)) == {"status"}


def test_bound_to_more_than_loopback_only_the_token_opens_it(open_to_all):
    assert set(json.loads(open_to_all.ask("kfcheck", Host="127.0.0.1").body)) == {"status"}
    assert "checks" in json.loads(open_to_all.ask("kfcheck", Authorization="token s3cret").body)
    assert open_to_all.ask("metrics", Host="10.1.2.3").status == 200


def test_a_new_report_takes_the_token_or_an_own_page(server):
    before = json.loads(server.ask("kfcheck").body)
    assert server.ask("kfcheck", method="POST", data=b"").status == 403
    form = {"Content_Type": "application/x-www-form-urlencoded", "Sec_Fetch_Site": "same-origin"}
    assert server.ask("kfcheck", method="POST", data=b"a=b", **form).status == 403
    foreign = {"Content_Type": "application/json", "Sec_Fetch_Site": "cross-site"}
    assert server.ask("kfcheck", method="POST", data=b"{}", **foreign).status == 403
    own = {"Content_Type": "application/json", "Sec_Fetch_Site": "same-origin"}
    assert server.ask("kfcheck", method="POST", data=b"{}", Host="evil.example", **own).status == 403
    assert server.ask("kfcheck", method="POST", data=b"{}", **own).status == 200
    after = json.loads(server.ask("kfcheck", method="POST", data=b"", Authorization="token s3cret").body)
    assert after["duration_seconds"] != before["duration_seconds"]


def test_the_token_is_never_shown(server):
    everything = "".join(
        server.ask(path).body for path in ("kfcheck", "metrics", "kfcheck/health", "kfcheck?format=text")
    )
    assert "s3cret" not in everything


def test_a_taken_port_leads_to_a_free_one_and_the_probe_finds_it(tmp_path):
    with socket.socket() as taken, answering(ok()) as (ide, _):
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        env = {"KFCHECK_LISTEN": f"127.0.0.1:{number}", "JUPYTERHUB_SERVICE_URL": f"http://x:{ide[1]}/"}
        state = tmp_path / "state"
        given = {"KFCHECK_STATE_DIR": str(state), "KFCHECK_KIND": "codeserver", **env}
        command = [sys.executable, "-I", "-m", "jupyter_kfcheck"]
        with subprocess.Popen(
            [*command, "serve"], env={**os.environ, **given}, stderr=subprocess.PIPE, text=True
        ) as own:
            try:
                assert f"port {number} is taken" in own.stderr.readline()
                assert f":{number}/" not in own.stderr.readline()
                probe = [*command, "probe", "startupz", "--wait", "30"]
                done = subprocess.run(probe, env={**os.environ, **given}, capture_output=True, text=True, check=False)
                assert (done.returncode, done.stdout) == (0, "started: code-server answers /healthz\n")
            finally:
                own.kill()


def test_it_drains_and_takes_its_word_back(tmp_path):
    with serving(tmp_path / "state") as served:
        assert (tmp_path / "state/serve.json").exists()
        served.process.send_signal(signal.SIGTERM)
        end = time.monotonic() + 5
        while served.ask("kfcheck/readyz").status != 503 and time.monotonic() < end:
            time.sleep(0.01)
        assert served.ask("kfcheck/readyz").status == 503
        assert served.ask("kfcheck/livez").status == 200
        assert served.process.wait(10) == 0
    assert not (tmp_path / "state/serve.json").exists()


def test_the_file_with_the_token_is_read(tmp_path):
    file = tmp_path / "token"
    file.write_text("from-a-file\n")
    with serving(tmp_path / "state", KFCHECK_TOKEN_FILE=str(file), KFCHECK_LISTEN="0.0.0.0:0") as served:
        assert "checks" in json.loads(served.ask("kfcheck", Authorization="token from-a-file").body)
        assert set(json.loads(served.ask("kfcheck", Authorization="token ").body)) == {"status"}


def test_readyz_looks_at_the_checks_that_are_named_and_the_probe_says_which_failed(tmp_path):
    home = tmp_path / "no-such-home"
    with answering(ok()) as (ide, _):
        env = {"HOME": str(home), "KFCHECK_READY_CHECKS": "home.path", "KFCHECK_PLATFORM": "none"}
        env["JUPYTERHUB_SERVICE_URL"] = f"http://x:{ide[1]}/"
        with serving(tmp_path / "state", **env) as served:
            assert served.ask("kfcheck/readyz").status == 503
            assert served.ask("kfcheck/livez").status == 200
            given = os.environ | {"KFCHECK_STATE_DIR": str(tmp_path / "state"), "KFCHECK_KIND": "codeserver"} | env
            command = [sys.executable, "-I", "-m", "jupyter_kfcheck", "probe", "readyz"]
            done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
            assert done.returncode == 1
            assert done.stdout.startswith("not ready: home.path failed: ")
            home.mkdir()  # the remedy
            served.ask(
                "kfcheck", method="POST", data=b"{}", Content_Type="application/json", Sec_Fetch_Site="same-origin"
            )
            assert served.ask("kfcheck/readyz").status == 200


def test_the_report_is_refreshed_once_it_is_as_old_as_the_environment_says(tmp_path):
    with serving(tmp_path / "state", KFCHECK_MAX_AGE="1") as served:
        first = served.ask("kfcheck")
        assert first.headers["Kfcheck-Max-Age"] == "1"
        end = time.monotonic() + 30
        while (again := served.ask("kfcheck")).headers["Etag"] == first.headers["Etag"] and time.monotonic() < end:
            time.sleep(0.1)
        assert json.loads(again.body)["started_at"] != json.loads(first.body)["started_at"]


def test_mistakes_in_both_are_said_and_the_defaults_serve(tmp_path):
    with serving(tmp_path / "state", KFCHECK_MAX_AGE="soon", KFCHECK_READY_CHECKS="home.writeable") as served:
        assert "KFCHECK_MAX_AGE='soon': must be a number of seconds" in "".join(served.log)
        assert "(did you mean 'home.writable'?)" in "".join(served.log)
        assert served.ask("kfcheck").headers["Kfcheck-Max-Age"] == "300"
        assert served.ask("kfcheck/readyz").status == 200
