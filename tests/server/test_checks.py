"""server.* on real Jupyter Servers: right flags pass, a wrong one fails where it must, its remedy mends."""

import re
import shlex

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.server.exchange import UNTRACKED
from jupyter_kfcheck.run import runner
from tests.faults import fuse
from tests.server.conftest import PREFIX, launch
from tests.tools import need, run

ALL = ("port", "prefix", "cors", "frame", "websocket", "auth", "culling", "xsrf", "start")
DENY = "{'headers': {'X-Frame-Options': 'DENY'}}"


def ask(monkeypatch, server, *only, prefix=PREFIX, **contract):
    """The report on ``server``, as a process in its container would make it."""
    for name, value in {"NB_PREFIX": prefix, "HOME": server.home, "JUPYTER_RUNTIME_DIR": server.runtime}.items():
        monkeypatch.setenv(name, str(value))
    checks = runner.select(list(only or ("server",)), [], "running")
    return runner.run(Contract(**({"port": server.port} | contract)), checks, "running")


def found(report):
    """What is not pass: name -> status. `server.start` is skipped, for Kubeflow v1 does not probe."""
    found = {r.id.removeprefix("server."): r.status.value for r in report.checks if r.status.value != "pass"}
    assert found.pop("start", "skip") == "skip"
    return found


def test_the_official_flags_pass_and_nothing_shows_that_we_asked(monkeypatch, server):
    log, before = server.log(), server.ask("api/status?no_track_activity=1").json()
    report = ask(monkeypatch, server, kind="jupyter")
    assert [r.id.removeprefix("server.") for r in report.checks] == list(ALL)
    assert found(report) == {}
    assert (report.container.base_url, report.container.cors_allow_origin) == (f"{PREFIX}/", "*")
    assert server.log() == log
    assert server.ask("api/status?no_track_activity=1").json() == before


def test_a_server_with_a_token_logs_one_refusal_on_a_platform_and_none_elsewhere(monkeypatch, guarded):
    before = len(guarded.log())
    report = ask(monkeypatch, guarded, kind="jupyter")
    assert found(report) == {"auth": "fail", "culling": "fail", "websocket": "skip"}
    said = guarded.log()[before:].splitlines()
    requests = [line for line in said if " GET " in line]
    assert len(requests) == 1, said
    assert len(said) <= 2, said  # Jupyter has two lines for it
    assert f"403 GET {PREFIX}/api/status" in requests[0]
    report = ask(monkeypatch, guarded, prefix="/", server_url=guarded.url, server_pid=guarded.process.pid)
    assert report.platform == "none"
    assert found(report).keys() >= {"auth", "culling", "websocket"}
    more = guarded.log()[before:].splitlines()[len(said) :]
    assert all(f" 404 GET /api{UNTRACKED}" in line for line in more), "where it serves another path than asked for"


@pytest.mark.parametrize(
    ("wrong", "statuses", "because"),
    [
        ({"base_url": None}, {"prefix": "fail", "culling": "fail"}, {"culling": "prefix"}),
        ({"allow_origin": None}, {"cors": "fail", "websocket": "fail"}, {"websocket": "cors"}),
        ({"token": "sesame"}, {"auth": "fail", "culling": "fail", "websocket": "skip"}, {"culling": "auth"}),
        ({"ip": "127.0.0.1", "allow_remote_access": "True"}, {"port": "fail"}, {}),
        ({"allow_remote_access": "False"}, {"websocket": "fail", "culling": "fail"}, {"culling": "websocket"}),
    ],
    ids=["base_url", "allow_origin", "token", "ip", "allow_remote_access"],
)
def test_a_wrong_flag_fails_where_it_must_and_the_remedy_mends(monkeypatch, start, wrong, statuses, because):
    report = ask(monkeypatch, start(**wrong, extension=False))
    assert found(report) == statuses
    causes = {r.id: r.because for r in report.checks if r.because}
    assert causes == {f"server.{effect}": f"server.{cause}" for effect, cause in because.items()}, "one flag, one cause"
    remedies = " ".join(advice.text for result in report.checks for advice in result.remedies)
    commands = " ".join(re.findall(r"`([^`]*)`", remedies))
    flags = dict(re.findall(r"--ServerApp\.(\w+)=(\"[^\"]*\"|'[^']*'|[\w.]+)", commands))
    assert flags.keys() >= {name for name, value in wrong.items() if value != "True"}
    mended = {name: "".join(shlex.split(value)).replace("${NB_PREFIX}", PREFIX) for name, value in flags.items()}
    assert found(ask(monkeypatch, start(**(wrong | mended), extension=False))) == {}


def test_a_refusal_of_frames_is_told_with_its_header(monkeypatch, start):
    report = ask(monkeypatch, start(tornado_settings=DENY, extension=False))
    assert found(report) == {"frame": "fail"}
    assert "ServerApp.tornado_settings" in report.checks[ALL.index("frame")].remedy
    policy = "{'headers': {'Content-Security-Policy': \"default-src 'self'; frame-ancestors 'none'\"}}"
    assert found(ask(monkeypatch, start(tornado_settings=policy, extension=False))) == {"frame": "fail"}


def test_an_xsrf_cookie_for_another_path_is_told_with_both_paths(monkeypatch, start):
    lost = start(tornado_settings="{'xsrf_cookie_kwargs': {'path': '/elsewhere'}}", extension=False)
    report = ask(monkeypatch, lost)
    assert found(report) == {"xsrf": "fail"}
    result = next(r for r in report.checks if r.id == "server.xsrf")
    assert (
        result.summary == f"the XSRF cookie does not come back: its path is /elsewhere, and the server's is {PREFIX}/"
    )
    assert "`ServerApp.tornado_settings`" in result.remedy
    mended = f"{{'xsrf_cookie_kwargs': {{'path': '{PREFIX}/'}}}}"
    assert found(ask(monkeypatch, start(tornado_settings=mended, extension=False))) == {}


def test_open_data_hubs_probe_is_asked_as_it_asks(monkeypatch, server):
    monkeypatch.setenv("NOTEBOOK_ARGS", "--ServerApp.port=8888")
    report = ask(monkeypatch, server, "server.start", "server.culling")
    assert [(r.id, r.status.value) for r in report.checks] == [("server.culling", "pass"), ("server.start", "pass")]
    assert f"answers Open Data Hub's probe of {PREFIX}/api in 0.0" in report.checks[1].summary


def test_a_server_on_another_port_is_found_by_its_file(monkeypatch, server):
    report = ask(monkeypatch, server, port=1)
    assert found(report) == {"port": "fail"}
    assert report.checks[0].summary == f"serves on port {server.port}, not on port 1"
    assert report.checks[0].remedy == "Start the server with `--ServerApp.port=1`."


def test_a_base_url_that_nobody_guesses_is_found_by_its_file(monkeypatch, start):
    report = ask(monkeypatch, start(base_url="/elsewhere", extension=False))
    assert found(report) == {"prefix": "fail", "culling": "fail"}
    assert report.checks[1].summary == f"serves /elsewhere/, not {PREFIX}"
    assert report.container.base_url == "/elsewhere/"


def test_a_server_that_says_where_it_is_needs_no_file(monkeypatch, server, tmp_path):
    monkeypatch.setattr(server, "runtime", tmp_path)
    assert found(ask(monkeypatch, server, port=1, server_url=server.url)) == {"port": "fail"}
    report = ask(monkeypatch, server, port=1, kind="jupyter")
    assert found(report) == {"port": "fail"} | dict.fromkeys(ALL[1:-1], "skip")
    assert report.checks[0].summary.startswith("nothing listens on port 1")
    assert any("`--ServerApp.port=1`" in advice.text for advice in report.checks[0].remedies)
    assert {r.summary for r in report.checks[1:-1]} == {"nothing answers HTTP on port 1 or anywhere else we looked"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    need("openssl")
    folder = tmp_path_factory.mktemp("tls")
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=demo",
        "-keyout", f"{folder}/key", "-out", f"{folder}/cert")  # fmt: skip
    return folder


def test_https_with_a_certificate_of_its_own_is_asked_like_http(monkeypatch, start, certificate):
    server = start(certfile=f"{certificate}/cert", keyfile=f"{certificate}/key", extension=False)
    report = ask(monkeypatch, server)
    assert found(report) == {"port": "warn"}
    assert "Leave out `--ServerApp.certfile`" in report.checks[0].remedy
    told = {"server_url": server.url.replace("http:", "https:"), "server_cafile": f"{certificate}/cert"}
    assert found(ask(monkeypatch, server, **told)) == {"port": "warn"}
    other = server.folder / "other"
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", f"{other}.key",
        "-out", str(other))  # fmt: skip
    report = ask(monkeypatch, server, **told | {"server_cafile": str(other)})
    assert found(report) == {"port": "fail"} | dict.fromkeys(ALL[1:-1], "skip")
    assert "did not agree on TLS" in report.checks[0].summary


def test_a_server_on_a_unix_socket_is_asked_there(monkeypatch, start, tmp_path):
    server = start(sock=f"{tmp_path}/s", ip=None, port=None, extension=False)
    report = ask(monkeypatch, server)
    assert found(report) == {"port": "fail"}
    assert report.checks[0].summary.startswith(f"serves on the socket {tmp_path}/s, not on port")
    assert "Leave out `--ServerApp.sock`" in report.checks[0].remedy


def test_a_listener_on_ipv6_alone_is_told_from_one_on_all_addresses(monkeypatch, start):
    server = start(ip="::", extension=False)
    report = ask(monkeypatch, server)
    assert found(report) in ({"port": "warn"}, {"port": "fail"})  # fail where this machine has no IPv6 address
    assert report.checks[0].remedy == "Start the server with `--ServerApp.ip=0.0.0.0`."


def test_without_nb_prefix_there_is_no_path_to_judge(monkeypatch, start):
    server = start(base_url=None, extension=False, env={"NB_PREFIX": "/"})
    for value in ("/", ""):
        report = ask(monkeypatch, server, prefix=value, platform="kubeflow-v1")
        assert found(report) == {"prefix": "skip"}
        assert report.container.base_url == "/"
    assert found(ask(monkeypatch, server, prefix=f"{PREFIX}/")) == {"prefix": "fail", "culling": "fail"}


def test_a_runtime_directory_that_cannot_chmod_fails_as_jupyter_itself_does(monkeypatch, server, tmp_path):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "share", kind="fuse.blobfuse", source="azurefile", file_mode=0o677) as share:
        (tmp_path / "new").mkdir()
        with pytest.raises(AssertionError, match=r"Permissions assignment failed for secure file.*Got '0o677'"):
            launch(tmp_path / "new", env={"JUPYTER_RUNTIME_DIR": str(share.folder)}, extension=False)
        monkeypatch.setattr(server, "runtime", share.folder)
        nowhere = {"port": 1, "kind": "jupyter"}  # it has not started, so nobody's environment says more than this one
        report = ask(monkeypatch, server, "runtime.dir", **nowhere)
        assert found(report) == {"runtime.dir": "fail"}
        result = next(r for r in report.checks if r.id == "runtime.dir")
        assert "JUPYTER_RUNTIME_DIR=/tmp/jupyter_runtime" in result.remedy
        assert (result.evidence["expected"], result.evidence["observed"]) == ("0600", "0677")
        monkeypatch.setattr(server, "runtime", tmp_path / "new")
        assert found(ask(monkeypatch, server, "runtime.dir", **nowhere)) == {}
        assert not list(share.folder.glob(".kfcheck*"))


def test_root_says_that_a_home_which_hangs_keeps_it_from_looking(monkeypatch, start, tmp_path):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk") as home:
        (home.folder / "runtime").mkdir()
        places = {"HOME": str(home.folder), "JUPYTER_RUNTIME_DIR": str(home.folder / "runtime")}
        server = start(env=places, extension=False)
        server.until("api")
        monkeypatch.setattr(server, "home", home.folder)
        monkeypatch.setattr(server, "runtime", home.folder / "runtime")
        with home.frozen():
            report = ask(monkeypatch, server, "server", "runtime.dir")
        # Whose HOME is cannot be told, and a link in it could lead root anywhere.
        assert set(found(report).values()) == {"error"}
        assert all(
            "HOME did not answer within" in said.summary for said in report.checks if said.status.value == "error"
        )
