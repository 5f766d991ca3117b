"""The page for people: everything is in it, nothing in it can do anything, and it leads nowhere it should not."""

import re
from html.parser import HTMLParser

from jupyter_kfcheck.model import Advice, Status
from jupyter_kfcheck.render import html
from tests.reports import report, result

HOSTILE = '</dd><script>alert("\'&")</script>\x1b[31m\u202e'


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_bytes_from_a_user_are_text_wherever_they_stand():
    advice = [Advice("user", f"run `{HOSTILE}`"), Advice("user", f"a lone ` {HOSTILE}")]
    evil = result(
        status=Status.FAIL,
        summary=HOSTILE,
        evidence={HOSTILE: HOSTILE, "detail": HOSTILE, "deep": {HOSTILE: [HOSTILE, {"x": HOSTILE}]}},
        remedies=advice,
    )
    follower = result("home.locks", Status.FAIL, summary=HOSTILE, because="home.writable")
    page = html.render(report(evil, follower))
    tags = [tag for tag, _ in Elements(page).found]
    assert "script" not in tags
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert page.count("alert") >= 8
    assert not any(name.startswith("on") for _, attrs in Elements(page).found for name in attrs)


def test_every_row_is_there_with_its_id_and_status():
    results = [result(f"home.{status.value}", status) for status in Status]
    rows = {
        attrs["data-check-id"]: attrs["data-status"]
        for _, attrs in Elements(html.render(report(*results))).found
        if "data-check-id" in attrs
    }
    assert rows == {f"home.{status.value}": status.value for status in Status}


def test_a_file_leads_nowhere_and_a_served_page_to_its_neighbours():
    one = report(result(status=Status.FAIL))
    assert not [attrs for tag, attrs in Elements(html.render(one)).found if tag == "a"]
    assert 'href="kfcheck/explain/home.writable"' in html.served(one)
    assert 'href="explain/home.writable"' in html.served(one, "home")


def test_commands_are_code_and_values_are_for_people():
    unwell = result(
        status=Status.WARN,
        evidence={"mounted": True, "owner": None, "ids": [1, 2]},
        remedies=[Advice("image", "Start with `--auth none`, please.")],
    )
    page = html.render(report(unwell))
    assert "<code>--auth none</code>, please." in page
    assert "<dt>mounted</dt><dd>yes</dd>" in page
    assert "<dt>owner</dt><dd>not known</dd>" in page
    assert "<dt>ids</dt><dd>1, 2</dd>" in page


def test_the_headline_counts_causes():
    cause = result(status=Status.FAIL)
    effect = result("home.locks", Status.FAIL, because="home.writable")
    assert html.headline(report(cause, effect)) == "One thing needs attention"
    assert html.headline(report(cause, result("home.path", Status.FAIL))) == "2 things need attention"
    assert html.headline(report(result())) == "This notebook is fine"
    assert html.headline(report(result(status=Status.WARN))) == "Works, with one thing to look at"


def test_an_explanation_keeps_its_paragraphs_and_lists():
    page = html.explain("a.b", "# a.b\n\nIs it?\n\nBecause\nof `x < y`.\n\nRemedies:\n- one\n  more\n- two\n")
    assert "<strong>Is it?</strong>" in page
    assert "<p>Because of <code>x &lt; y</code>.</p>" in page
    assert re.findall(r"<li>(.*?)</li>", page) == ["one more", "two"]
