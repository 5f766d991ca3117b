"""server.* on what is not Jupyter: code-server and RStudio as measured, and servers of no known kind."""

import time

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import server
from jupyter_kfcheck.facts.server import Server
from jupyter_kfcheck.model import Status
from jupyter_kfcheck.run.runner import judge, select
from tests.build import HEALTHY
from tests.server.conftest import PREFIX
from tests.server.fakes import HTML, CodeServer, RStudio, serve

CHECKS = select(["server"], [], "running")
WARN, SKIP, FAIL = "warn", "skip", "fail"


@pytest.fixture
def report(monkeypatch):
    """The report on what answers at a port; gathered in this process, whose threads serve."""
    monkeypatch.setenv("NB_PREFIX", PREFIX)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "/nonexistent")
    monkeypatch.setenv("HOME", "/nonexistent")

    def make(port, kind="auto", **more):
        contract = Contract(port=port, kind=kind, **more)
        container = HEALTHY.container._replace(nb_prefix=PREFIX, signals={"NB_PREFIX": PREFIX})
        facts = HEALTHY._replace(container=container, server=Server(**dict(server.gather(contract))))
        return judge(facts, contract, CHECKS, "running", time.time())

    return make


def found(report):
    found = {r.id.removeprefix("server."): r.status.value for r in report.checks if r.status is not Status.PASS}
    assert (found.pop("start"), found.pop("xsrf")) == (SKIP, SKIP), "these are Open Data Hub's and Jupyter's alone"
    return found


def summary(report, name):
    return next(r.summary for r in report.checks if r.id == f"server.{name}")


def remedy(report, name):
    return next(r.remedy for r in report.checks if r.id == f"server.{name}")


def test_kubeflows_code_server_fails_nothing(report):
    fake = CodeServer()
    with serve(fake) as port:
        made = report(port, open_editor=True)
    assert found(made) == {"culling": SKIP}
    assert (made.kind, made.container.base_url, made.container.cors_allow_origin) == ("codeserver", "/", None)
    assert "can rewrite the path" in summary(made, "prefix")
    assert "code-server has no activity API" in summary(made, "culling")
    assert not [path for path in fake.asked if path.startswith("/?") or path.endswith("?")], "its settings are kept"


def test_code_server_with_a_login_or_without_trust_is_told_the_flag(report):
    with serve(CodeServer(login=True)) as port:
        made = report(port, open_editor=True)
    assert found(made) == {"culling": SKIP, "auth": FAIL, "websocket": SKIP}
    assert "`--auth none`" in remedy(made, "auth")
    with serve(CodeServer(trusting=False)) as port:
        made = report(port, open_editor=True)
    assert found(made) == {"culling": SKIP, "websocket": FAIL}
    assert remedy(made, "websocket") == "Start the server with `--trusted-origins '*'`."


@pytest.mark.parametrize("kind", ["auto", "codeserver"])
@pytest.mark.parametrize("beat", [0, 1795534795592])
def test_code_server_is_asked_for_its_health_alone(report, kind, beat):
    fake = CodeServer(heart=b'{"status":"expired","lastHeartbeat":%d}' % beat)
    with serve(fake) as port:
        made = report(port, kind)
    assert set(fake.asked) == {"/healthz"}, "anything else would count as its user's activity"
    assert found(made) == {"culling": SKIP, "auth": SKIP, "websocket": SKIP}
    assert "was asked for its health alone" in summary(made, "websocket")


def nginx(fake):
    """Open Data Hub's way to code-server: below the prefix, where `api` leads to its health."""

    def reply(path, headers):
        bare = path.partition("?")[0]
        if bare == f"{PREFIX}/api":
            return 302, {"Location": f"{PREFIX}/codeserver/healthz"}, b""
        if bare.startswith(f"{PREFIX}/codeserver/"):
            return fake(bare.removeprefix(f"{PREFIX}/codeserver"), headers)
        return 302, {"Location": f"{PREFIX}/codeserver/"}, b""

    return reply


def test_behind_a_proxy_too(report):
    fake = CodeServer()
    with serve(nginx(fake)) as port:
        made = report(port, "codeserver")
    assert set(fake.asked) == {"/healthz"}
    assert summary(made, "prefix") == f"answers under {PREFIX}"


def test_kubeflows_rstudio_fails_nothing(report):
    with serve(RStudio()) as port:
        made = report(port, "rstudio")
    assert found(made) == {"culling": SKIP, "websocket": SKIP}
    assert made.container.base_url == "/"


def test_rstudio_with_its_own_login_or_frames_forbidden_is_told_the_flag(report):
    with serve(RStudio(login=True, options="DENY")) as port:
        made = report(port, "rstudio")
    assert found(made) == {"culling": SKIP, "websocket": SKIP, "auth": FAIL, "frame": FAIL}
    assert "`--auth-none=1`" in remedy(made, "auth")
    assert "`www-frame-origin=same`" in remedy(made, "frame")


def page(**headers):
    return lambda path, _: (200, HTML | headers, b"<p>") if path.partition("?")[0] == "/" else (404, HTML, b"")


def test_a_server_of_no_known_kind_needs_the_rewriting_too(report):
    with serve(page()) as port:
        made = report(port)
    assert (made.kind, found(made)) == ("unknown", {"prefix": WARN, "websocket": SKIP, "culling": SKIP})
    assert "http-rewrite-uri: /" in remedy(made, "prefix")
    with serve(lambda *_: (200, HTML | {"Access-Control-Allow-Origin": "*"}, b"<p>")) as port:
        assert found(report(port)) == {"websocket": SKIP, "culling": SKIP}


def test_what_serves_nothing_but_404_fails_the_prefix_alone(report):
    with serve(lambda *_: (404, {}, b"")) as port:
        made = report(port, "jupyter")
    assert {name: status for name, status in found(made).items() if status == FAIL} == {"prefix": FAIL}


@pytest.mark.parametrize(
    "location", ["/", "/auth", "https://elsewhere.invalid/login?secret=1", "//[", "http:///", "\\"]
)
def test_redirects_end_somewhere_and_lead_nowhere_else(report, location):
    with serve(lambda *_: (302, {"Location": location}, b"")) as port:
        made = report(port)
    assert "secret" not in str(made)
    assert {r.status for r in made.checks} <= set(Status)
    assert summary(made, "port") == f"answers on all addresses, port {port}"
