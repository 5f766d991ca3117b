"""What requests mean, without a server."""

import json

import pytest

from jupyter_kfcheck.child.broken import broken
from jupyter_kfcheck.model import Status
from jupyter_kfcheck.server import endpoints
from jupyter_kfcheck.server.endpoints import Request
from jupyter_kfcheck.server.snapshot import Snapshot
from tests.reports import report, result

MIXED = Snapshot(report(result("user.name"), result("home.writable", Status.FAIL)), made=100.0)


def kept(status: Status) -> Snapshot:
    return Snapshot(report(result(status=status)), made=100.0)


@pytest.mark.parametrize("status", list(Status))
def test_the_report_is_a_page_not_an_alarm(status):
    assert endpoints.report(Request(detail=True), kept(status), 100.0).status == 200


@pytest.mark.parametrize(
    ("status", "code"),
    [(Status.PASS, 200), (Status.WARN, 200), (Status.SKIP, 200), (Status.FAIL, 503), (Status.ERROR, 503)],
)
def test_health_is_the_alarm(status, code):
    for detail in (True, False):
        assert endpoints.health(Request(detail=detail), kept(status), 100.0).status == code


def test_health_refuses_as_the_report_does():
    assert endpoints.health(Request("fiel=1"), MIXED, 100.0).status == 400
    assert endpoints.health(Request(accept="image/png"), MIXED, 100.0).status == 406


@pytest.mark.parametrize("seconds", [0, 0.9, 7.5, 4000])
def test_the_age_is_in_whole_seconds(seconds):
    reply = endpoints.report(Request(), MIXED, 100.0 + seconds)
    assert reply.headers["Age"] == str(int(seconds))


@pytest.mark.parametrize("ask", [endpoints.report, endpoints.health])
def test_only_without_any_report_one_is_asked_to_come_again(ask):
    reply = ask(Request(), None, 100.0)
    assert (reply.status, reply.headers["Retry-After"]) == (503, "1")


def test_before_the_first_report_the_unknown_is_already_not_found():
    assert endpoints.report(Request(), None, 0.0, "home").status == 503
    assert endpoints.report(Request(), None, 0.0, "hom").status == 404


@pytest.mark.parametrize("form", ["json", "health", "text"])
@pytest.mark.parametrize("part", ["", "home", "home.writable"])
def test_without_credentials_nothing_but_a_status_leaves(form, part):
    for ask in (lambda r: endpoints.report(r, MIXED, 100.0, part), lambda r: endpoints.health(r, MIXED, 100.0)):
        body = ask(Request(f"format={form}")).body.decode()
        assert body in ("fail\n", '{"status": "fail"}\n')


def test_after_a_broken_run_every_known_part_says_so():
    crashed = Snapshot(broken("crashed", -11, 0.0, 1.0), 100.0)
    answer = json.loads(endpoints.report(Request(detail=True), crashed, 100.0, "home.writable").body)
    assert [c["id"] for c in answer["checks"]] == ["kfcheck.run"]
    assert endpoints.report(Request(), crashed, 100.0, "home.nonsense").status == 404


def test_a_known_part_that_the_report_lacks_is_named():
    reply = endpoints.report(Request(), MIXED, 100.0, "home.space")
    assert (reply.status, json.loads(reply.body)) == (404, {"message": "the last report has no result for home.space"})


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("fromat=json", "unknown query parameter: 'fromat' (did you mean 'format'?)"),
        ("a=1&b=2&format=json", "unknown query parameter: 'a', 'b'"),
        (
            "format=jsn",
            "there is no format 'jsn' (did you mean 'json'?); available formats: json, health, text, markdown, html",
        ),
        ("format=", "there is no format ''; available formats: json, health, text, markdown, html"),
        ("format=json&format=json", "the query parameter 'format' is given more than once"),
        ("%C2%B2", "unknown query parameter: '²'"),
    ],
)
def test_every_mistake_in_a_query_is_named(query, message):
    reply = endpoints.report(Request(query, detail=True), MIXED, 100.0)
    assert (reply.status, json.loads(reply.body)["message"]) == (400, message)


@pytest.mark.parametrize("query", ["", "1712345678901", "token=secret", "no_track_activity=1", "token=&12&format=json"])
def test_what_jupyter_itself_asks_with_is_understood(query):
    assert endpoints.report(Request(query), MIXED, 100.0).status == 200


def test_what_is_sent_back_of_a_request_is_short():
    for reply in (
        endpoints.report(Request("x" * 5000), MIXED, 100.0),
        endpoints.report(Request("format=" + "x" * 5000), MIXED, 100.0),
        endpoints.report(Request("&".join(f"x{n}" for n in range(999))), MIXED, 100.0),
        endpoints.report(Request(), MIXED, 100.0, "x" * 5000),
        endpoints.explain(Request(), "x" * 5000),
    ):
        assert 400 <= reply.status < 500
        assert len(reply.body) < 1000


@pytest.mark.parametrize(("good", "status", "body"), [(True, 200, b"ok\n"), (False, 503, b"not ready\n")])
def test_a_probe_says_a_word(good, status, body):
    reply = endpoints.probe("", good=good, what="ready")
    assert (reply.status, reply.body) == (status, body)


def test_a_probe_refuses_what_it_does_not_understand():
    assert endpoints.probe("verbose", good=True, what="ready").status == 400
    assert endpoints.probe("format=json", good=True, what="ready").status == 400
    assert endpoints.probe("format=text&1234", good=True, what="ready").status == 200


def test_a_page_cannot_be_broken_by_a_text(monkeypatch):
    hostile = endpoints.explanations.Explanation("<b>", "# a.b\n\n</p><script>alert('&')</script>")
    monkeypatch.setattr(endpoints.explanations, "load", lambda: {"a.b": hostile})
    page = endpoints.explain(Request(accept="text/html"), "a.b").body.decode()
    assert "<script" not in page
    assert "&lt;/p&gt;&lt;script&gt;alert(&#39;&amp;&#39;)" in page
