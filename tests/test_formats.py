"""Which format a client gets."""

import json

import pytest

from jupyter_kfcheck.model import Status
from jupyter_kfcheck.render.formats import SERVER_FORMATS
from jupyter_kfcheck.server.negotiation import EXPLAIN_FORMATS, negotiate
from tests.reports import report, result

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("application/json", "json"),
        ("APPLICATION/JSON", "json"),
        ("application/health+json", "health"),
        ("application/health+json, application/json;q=0.9", "health"),
        ("application/*", "json"),
        ("text/plain", "text"),
        ("text/*", "text"),
        ("text/plain;q=0.5, application/json;q=0.4", "text"),
        ("text/plain;q=0.4, application/json;q=0.5", "json"),
        ("text/markdown", "markdown"),
        ("text/plain ; charset=utf-8 ; Q=0.9 , */*;q=0.1", "text"),
        ("application/json;q=0, */*", "health"),
        ("*/*;q=0.1, text/*;q=0.5, text/plain;q=0", "markdown"),
        ("nonsense, ;;, q=1, text/plain;q=abc, application/json;q=0.1", "json"),
        ("text/plain;q=7, application/health+json;q=0.1", "health"),
        (";;;,,,", "json"),
    ],
)
def test_the_best_liked_is_chosen(accept, name):
    assert negotiate(accept, SERVER_FORMATS).name == name


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "text/plain;q=0.0, application/*;q=0"])
def test_what_is_not_liked_is_not_sent(accept):
    assert negotiate(accept, SERVER_FORMATS) is None


def test_a_browser_gets_a_page():
    assert negotiate(BROWSER, EXPLAIN_FORMATS).name == "html"
    assert negotiate("*/*", EXPLAIN_FORMATS).name == "text"


@pytest.mark.parametrize("form", SERVER_FORMATS, ids=lambda form: form.name)
def test_every_format_draws_names_from_a_broken_disk(form):
    drawn = form.encode(report(result(status=Status.WARN, summary="/home/\udcff is odd"))).decode()
    assert "is odd" in drawn
    assert "udcff" in drawn or "xff" in drawn


@pytest.mark.parametrize("status", list(Status))
def test_a_mere_status_uses_the_formats_own_words(status):
    drawn = {form.name: form.encode_status(status) for form in SERVER_FORMATS}
    health = {"error": "fail", "skip": "pass"}.get(status.value, status.value)
    assert json.loads(drawn["json"]) == {"status": status.value}
    assert json.loads(drawn["health"]) == {"status": health}
    assert drawn["text"] == f"{status.value}\n".encode()


def test_the_type_says_the_encoding_of_text_only():
    assert [f.content_type for f in SERVER_FORMATS[:3]] == [
        "application/json",
        "application/health+json",
        "text/plain; charset=utf-8",
    ]
