"""`/kfcheck` in a real Jupyter Server with the real engine behind it."""

import json

import pytest

from jupyter_kfcheck.codec import decode
from jupyter_kfcheck.model import Report

PROBES = ("kfcheck/livez", "kfcheck/readyz", "kfcheck/startupz")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def well(server):
    server.until("kfcheck/startupz")
    return server


def test_the_report_is_the_engines(well):
    answer = well.ask("kfcheck")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    report = decode(Report, answer.json())
    assert (report.schema_version, report.phase) == (1, "running")
    assert report.checks


def test_it_says_how_old_it_is_and_that_it_must_be_asked_again(well):
    headers = well.until("kfcheck", lambda answer: 0 <= int(answer.headers["Age"]) < 900).headers
    assert headers["Cache-Control"] == "no-cache"
    assert "Accept" in headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/json"),
        (BROWSER, "text/html; charset=utf-8"),
        ("application/health+json", "application/health+json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/plain;q=0.2, application/json;q=0.1", "text/plain; charset=utf-8"),
    ],
)
def test_accept_chooses_the_format(well, accept, media):
    assert well.ask("kfcheck", Accept=accept).headers["Content-Type"] == media


def test_format_beats_accept(well):
    answer = well.ask("kfcheck?format=text", Accept="application/json")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert b"home" in answer.body


@pytest.mark.parametrize("query", ["fiel=json", "format=jsn", "format=json&format=text", "verbose", "1712345=x", "_=1"])
@pytest.mark.parametrize(
    "path", ["kfcheck", "kfcheck/health", "kfcheck/livez", "kfcheck/home", "kfcheck/explain/user.uid"]
)
def test_a_query_that_is_not_understood_is_refused(well, path, query):
    answer = well.ask(f"{path}?{query}")
    assert answer.status == 400, answer.body
    assert answer.json()["message"]


@pytest.mark.parametrize("query", ["1712345678901", "token=x", "no_track_activity=1", "format=json&17"])
def test_jupyters_own_queries_are_let_through(well, query):
    assert well.ask(f"kfcheck?{query}").status == 200


@pytest.mark.parametrize(
    "path",
    ["kfcheck", "kfcheck/", "kfcheck/home", "kfcheck/nosuch", "kfcheck/health", "kfcheck/explain/user.uid", *PROBES],
)
def test_head_is_get_without_a_body(well, path):
    get, head = well.ask(path), well.ask(path, method="HEAD")
    assert (head.status, head.body) == (get.status, b"")
    for name in ("Content-Type", "Content-Length"):
        assert head.headers[name] == get.headers[name]


def test_a_part(well):
    ids = [check["id"] for check in well.ask("kfcheck/home").json()["checks"]]
    assert ids == [c["id"] for c in well.ask("kfcheck").json()["checks"] if c["category"] == "home"]
    assert [c["id"] for c in well.ask("kfcheck/home.writable").json()["checks"]] == ["home.writable"]


def test_an_unknown_part_is_not_found_and_the_nearest_is_offered(well):
    answer = well.ask("kfcheck/home.writeable")
    assert answer.status == 404
    assert "did you mean 'home.writable'" in answer.json()["message"]


def test_health_is_the_verdict_as_a_status_code(well):
    report, answer = well.ask("kfcheck").json(), well.ask("kfcheck/health")
    assert answer.status == (503 if report["status"] in ("fail", "error") else 200)
    assert answer.headers["Content-Type"] == "application/health+json"
    assert answer.json()["checks"].keys() == {c["id"].replace(".", ":") for c in report["checks"]}


@pytest.mark.parametrize(
    ("accept", "media", "mark"),
    [
        (BROWSER, "text/html", b"<h1>"),
        ("text/markdown", "text/markdown", b"# user.uid"),
        ("*/*", "text/plain", b"with a UID"),
    ],
)
def test_explain(well, accept, media, mark):
    answer = well.ask("kfcheck/explain/user.uid", Accept=accept)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == f"{media}; charset=utf-8"
    assert mark in answer.body
    assert "Set-Cookie" not in answer.headers


def test_explain_knows_every_check_of_the_report(well):
    for check in well.ask("kfcheck").json()["checks"]:
        assert well.ask(f"kfcheck/explain/{check['id']}").status == 200
    assert well.ask("kfcheck/explain/user.uuid").status == 404


def test_post_runs_now(well):
    cookies = well.ask("kfcheck").headers.get_all("Set-Cookie") or []
    assert well.ask("kfcheck", method="POST").status == 403  # no XSRF token
    page = well.ask("api/status")
    del page
    before = well.ask("kfcheck").json()["started_at"]
    xsrf = {"Cookie": "; ".join([*(c.split(";")[0] for c in cookies), "_xsrf=x"]), "X_XSRFToken": "x"}
    answer = well.ask("kfcheck", method="POST", **xsrf)
    assert answer.status == 200, answer.body
    assert answer.headers["Age"] == "0"
    assert answer.json()["started_at"] >= before
    assert json.loads((well.state / "report.json").read_bytes()) == answer.json()


@pytest.mark.parametrize("path", ["kfcheck/livez", "kfcheck/explain/user.uid", "kfcheck/health", "kfcheck/home"])
def test_other_methods_are_refused_by_name(well, path):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = well.ask(path, method=method)
        assert answer.status == 405, answer.body
        assert answer.headers["Allow"].startswith("GET, HEAD")


def test_the_log_has_nothing_to_say_about_it(well):
    complaints = [line for line in well.log().splitlines() if "AuthWarning" in line or "Traceback" in line]
    assert not complaints
