"""Which format a client gets."""

import pytest

from jupyter_kfcheck.formats import EXPLAIN_FORMATS, REPORT_FORMATS, negotiate
from jupyter_kfcheck.model import Status
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
        ("text/plain ; charset=utf-8 ; Q=0.9 , */*;q=0.1", "text"),
        ("application/json;q=0, */*", "health"),
        ("*/*;q=0.1, text/*;q=0.5, text/plain;q=0", "json"),
        ("nonsense, ;;, q=1, text/plain;q=abc, application/json;q=0.1", "json"),
        ("text/plain;q=7, application/health+json;q=0.1", "health"),
        (";;;,,,", "json"),
    ],
)
def test_the_best_liked_is_chosen(accept, name):
    assert negotiate(accept, REPORT_FORMATS).name == name


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "text/plain;q=0.0, application/*;q=0"])
def test_what_is_not_liked_is_not_sent(accept):
    assert negotiate(accept, REPORT_FORMATS) is None


def test_a_browser_gets_a_page():
    assert negotiate(BROWSER, EXPLAIN_FORMATS).name == "html"
    assert negotiate("*/*", EXPLAIN_FORMATS).name == "text"


@pytest.mark.parametrize("form", REPORT_FORMATS, ids=lambda form: form.name)
def test_every_format_is_drawn_even_with_bytes_that_are_no_text(form):
    assert b"it is pass" in form.render(report(result(status=Status.SKIP), result(summary="it is pass \udcff"))) or (
        form.name == "health"  # a pass has no output there
    )
    assert b"fail" in form.render_status("fail")


def test_the_type_says_the_encoding_of_text_only():
    assert [f.content_type for f in REPORT_FORMATS[:3]] == [
        "application/json",
        "application/health+json",
        "text/plain; charset=utf-8",
    ]
