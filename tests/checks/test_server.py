"""server.*, judged on plain facts: what real servers rarely do, or no test can have on this machine."""

from errno import ECONNREFUSED, ECONNRESET, EPROTO, ETIMEDOUT

import pytest

from jupyter_kfcheck.checks.server.auth import auth
from jupyter_kfcheck.checks.server.cors import cors
from jupyter_kfcheck.checks.server.culling import culling
from jupyter_kfcheck.checks.server.frame import frame
from jupyter_kfcheck.checks.server.port import port
from jupyter_kfcheck.checks.server.prefix import prefix
from jupyter_kfcheck.checks.server.websocket import websocket
from jupyter_kfcheck.facts.server.places import Place
from jupyter_kfcheck.model import Status
from tests.build import BASE, CONTRACT, HEALTHY, OFFICIAL, answer, facts

LOOPBACK, OWN, OWN6 = "127.0.0.1:8888", "10.0.0.7:8888", "[fd00::7]:8888"
REFUSED = {"status": None, "problem": "refused the connection", "errno": ECONNREFUSED}
LATE = {"status": None, "problem": "did not answer within 1.5 s", "errno": ETIMEDOUT}
NO_HTTP = {"status": None, "problem": "did not answer in HTTP", "errno": EPROTO}
CLOSED = {"status": None, "problem": "closed the connection without an answer", "errno": ECONNRESET}
ELSEWHERE = HEALTHY.server.place._replace(at="127.0.0.1:8889", port=8889)
UNKNOWN_KIND = HEALTHY.server.place._replace(base="/", product="")


def tried(*outcomes, place=None, kind=None):
    """What came of each address: (address, changes)."""
    server = {"tried": tuple(answer(at=at, **more) for at, more in outcomes), "place": place}
    return facts(server=server, container={"services": (kind,) if kind else ()})


@pytest.mark.parametrize(
    ("found", "status", "words", "flag"),
    [
        (HEALTHY, "pass", "answers on all addresses, port 8888", ""),
        (tried((LOOPBACK, {}), (OWN, {"status": 404})), "pass", "all addresses", ""),
        (tried((LOOPBACK, {}), (OWN, REFUSED)), "fail", "127.0.0.1:8888 only", "--ServerApp.ip=0.0.0.0"),
        (tried((LOOPBACK, {}), (OWN6, REFUSED)), "fail", "127.0.0.1:8888 only", "--ServerApp.ip='::'"),
        (tried((LOOPBACK, {}), (OWN, REFUSED), kind="code-server"), "fail", "only", "--bind-addr 0.0.0.0:8888"),
        (tried((LOOPBACK, {}), (OWN, REFUSED), kind="rstudio"), "fail", "only", "--www-address=0.0.0.0"),
        (
            tried((LOOPBACK, REFUSED), ("[::1]:8888", {}), (OWN, REFUSED), (OWN6, {})),
            "warn",
            "over IPv6 only",
            "0.0.0.0",
        ),
        (tried((LOOPBACK, REFUSED), ("[::1]:8888", REFUSED), (OWN, {})), "warn", "not on the loopback", "0.0.0.0"),
        (
            tried((LOOPBACK, {}), (OWN, {"tls": True}), kind="jupyterlab"),
            "warn",
            "answers HTTPS",
            "--ServerApp.certfile",
        ),
        (tried((LOOPBACK, REFUSED), (OWN, REFUSED)), "fail", "nothing listens on port 8888", "--ServerApp.port=8888"),
        (
            tried((LOOPBACK, REFUSED), (OWN, REFUSED), place=ELSEWHERE),
            "fail",
            "port 8889, not on port 8888",
            "port=8888",
        ),
        (tried((LOOPBACK, NO_HTTP), (OWN, NO_HTTP)), "fail", "did not answer in HTTP", "free port 8888"),
        (tried((LOOPBACK, CLOSED), (OWN, CLOSED)), "fail", "closed the connection", "free port 8888"),
        (tried((LOOPBACK, LATE), (OWN, LATE)), "error", "127.0.0.1:8888 did not answer within 1.5 s", ""),
        (tried((LOOPBACK, {}), (OWN, LATE)), "error", "10.0.0.7:8888 did not answer", ""),
    ],
)
def test_port(found, status, words, flag):
    verdict = port(found, CONTRACT)
    assert (verdict.status, words in verdict.summary, flag in (verdict.remedy or "")) == (Status(status), True, True)


@pytest.mark.parametrize("check", [prefix, cors, frame, websocket, auth, culling])
def test_where_nothing_answers_the_others_say_why_they_were_not_asked(check):
    nobody = {"place": None, "front": None, "entrance": None, "upgrades": {}, "kernels": None}
    refused = facts(server=nobody | {"tried": (answer(**REFUSED),)})
    verdict = check(refused, CONTRACT)
    assert (verdict.status, verdict.summary) == (Status.SKIP, "not asked, because server.port failed")
    verdict = check(facts(server=nobody | {"tried": (answer(**LATE),)}), CONTRACT)
    assert (verdict.status, verdict.summary) == (Status.SKIP, "not asked, because server.port could not be judged")


def front(status=200, **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return facts(server={"front": answer(status=status, headers=given)})


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        (HEALTHY, "pass", "*"),
        (front(access_control_allow_origin="https://kf.example"), "fail", "https://kf.example, not *"),
        (front(), "fail", "no Access-Control-Allow-Origin"),
        (front(404), "skip", "status 200"),
    ],
)
def test_cors(found, status, words):
    verdict = cors(found, CONTRACT)
    assert (verdict.status, words in verdict.summary) == (Status(status), True)
    assert (status == "fail") == ("--ServerApp.allow_origin='*'" in (verdict.remedy or ""))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, "pass"),
        (OFFICIAL, "pass"),
        ({"x-frame-options": "SAMEORIGIN"}, "pass"),
        ({"x-frame-options": "deny"}, "fail"),
        ({"x-frame-options": "SAMEORIGIN, DENY"}, "fail"),
        ({"content-security-policy": "frame-ancestors *"}, "pass"),
        ({"content-security-policy": "frame-ancestors https:"}, "pass"),
        ({"content-security-policy": "frame-ancestors 'none'"}, "fail"),
        ({"content-security-policy": "frame-ancestors"}, "fail"),
        ({"content-security-policy": "frame-ancestors 'self', frame-ancestors 'none'"}, "fail"),
        ({"content-security-policy": "frame-ancestors https://hub.example"}, "warn"),
        ({"content-security-policy": "Frame-Ancestors 'SELF' https://hub.example"}, "pass"),
    ],
)
def test_frame(headers, status):
    verdict = frame(facts(server={"front": answer(headers=headers)}), CONTRACT)
    assert verdict.status is Status(status)


def upgrades(both, origin=None, host=None, none=None):
    named = {"both": both, "origin": origin, "host": host, "none": none}
    return facts(server={"upgrades": {k: answer(status=v) for k, v in named.items() if v}})


@pytest.mark.parametrize(
    ("found", "status", "remedy"),
    [
        (HEALTHY, "pass", ""),
        (upgrades(403, 403, 101, 101), "fail", "start the server with --ServerApp.allow_origin='*'"),
        (upgrades(403, 101, 403, 101), "fail", "start the server with --ServerApp.allow_remote_access=True"),
        (upgrades(403, 403, 403, 101), "fail", "--ServerApp.allow_origin='*' --ServerApp.allow_remote_access=True"),
        (upgrades(403, 101, 101, 101), "fail", "--ServerApp.allow_origin='*'"),
        (upgrades(400, 400, 400, 400), "fail", "hand on Upgrade and Connection"),
        (upgrades(404, 404, 404, 404), "skip", ""),
        (facts(server={"upgrades": {"both": answer(**LATE)}}), "error", ""),
        (facts(server={"upgrades": {}, "place": UNKNOWN_KIND}), "skip", ""),
    ],
)
def test_websocket(found, status, remedy):
    verdict = websocket(found, CONTRACT)
    assert (verdict.status, remedy in (verdict.remedy or "")) == (Status(status), True)


@pytest.mark.parametrize(
    ("entrance", "status"),
    [
        (answer(status=200), "pass"),
        (answer(status=403), "fail"),
        (answer(status=302, headers={"location": "/hub/oauth_login"}), "fail"),
        (answer("/login", 302, headers={"location": "./"}), "pass"),
        (answer("/login", 302, headers={"location": "/hub/login"}), "fail"),
        (answer("/auth-sign-in", 200), "fail"),
        (answer(status=500), "error"),
        (answer(**LATE), "error"),
    ],
)
def test_auth(entrance, status):
    assert auth(facts(server={"entrance": entrance}), CONTRACT).status is Status(status)


@pytest.mark.parametrize(
    ("kernels", "entrance", "status", "flag"),
    [
        ({"content": "list"}, {}, "pass", ""),
        ({"content": "html"}, {}, "fail", "--ServerApp.base_url"),
        ({"status": 404}, {}, "fail", '--ServerApp.base_url="${NB_PREFIX}"'),
        ({"status": 403}, {"status": 403}, "fail", "--ServerApp.token=''"),
        ({"status": 403}, {}, "fail", "--ServerApp.allow_remote_access=True"),
        (LATE, {}, "error", ""),
    ],
)
def test_culling(kernels, entrance, status, flag):
    verdict = culling(facts(server={"kernels": answer(**kernels), "entrance": answer(**entrance)}), CONTRACT)
    assert (verdict.status, flag in (verdict.remedy or "")) == (Status(status), True)


@pytest.mark.parametrize(
    ("seen", "place", "status"),
    [
        (BASE.rstrip("/"), HEALTHY.server.place, "pass"),
        (BASE, HEALTHY.server.place, "pass"),
        (BASE, HEALTHY.server.place._replace(base="/"), "fail"),
        (None, HEALTHY.server.place, "skip"),
        ("/", HEALTHY.server.place._replace(base="/"), "skip"),
        (BASE, UNKNOWN_KIND, "warn"),
        (BASE, UNKNOWN_KIND._replace(base=BASE), "pass"),
        (BASE, Place("port", LOOPBACK, False, 8888, "/", "codeserver"), "pass"),
        (None, Place("port", LOOPBACK, False, 8888, "/", "codeserver"), "pass"),
    ],
)
def test_prefix(seen, place, status):
    verdict = prefix(facts(container={"nb_prefix": seen}, server={"place": place}), CONTRACT)
    assert verdict.status is Status(status)
