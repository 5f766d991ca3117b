"""The report as Markdown, read back by a Markdown parser."""

import html
import re

import mistune
from hypothesis import given
from hypothesis import strategies as st

from jupyter_kfcheck.model import Advice, Status
from jupyter_kfcheck.render import markdown
from jupyter_kfcheck.render.safe import printable
from tests.reports import report, result


def read(text: str) -> tuple[set[str], str]:
    """The tags that the Markdown makes, and the words that are left without them."""
    page = mistune.html(text)
    return set(re.findall(r"</?(\w+)", page)), html.unescape(re.sub(r"<[^>]*>", "", page))


def test_what_is_unwell_carries_its_evidence_and_its_remedy():
    drawn = markdown.render(report(result("home.writable", Status.FAIL, evidence={"errno": "EACCES", "groups": [0]})))
    assert "- × **home.writable** it is fail\n" in drawn  # noqa: RUF001 - the symbol is meant
    assert "  - errno: EACCES\n" in drawn
    assert "  - groups: \\[0\\]\n" in drawn
    assert "  - **platform:** Grow the PVC.\n" in drawn


def test_what_is_well_takes_one_line():
    drawn = markdown.render(report(result("user.name"), result("home.path")))
    assert drawn.endswith("## user\n\n- √ **user.name** it is pass\n\n## home\n\n- √ **home.path** it is pass\n")


def test_it_says_which_notebook_and_when():
    assert "jupyter · jovyan (1000:?) · 2026-01-02 03:04 UTC" in markdown.render(report())


@given(st.text(min_size=1))
def test_no_text_from_the_container_becomes_markup(hostile):
    unwell = result(
        status=Status.FAIL,
        summary=f"a{hostile}b",
        evidence={"k": f"c{hostile}d"},
        remedies=[Advice("user", f"e{hostile}f")],
    )
    tags, words = read(markdown.render(report(unwell)))
    assert tags <= {"h1", "h2", "p", "ul", "li", "strong", "code"}
    flat = " ".join(words.split())
    for start, end in ("ab", "cd"):
        assert " ".join(printable(start + hostile + end).split()) in flat
    if "`" not in hostile:  # two of them make code of what is between
        assert " ".join(printable(f"e{hostile}f").split()) in flat


def test_it_makes_no_links_mentions_or_html():
    hostile = "<img src=x> [a](http://b) @someone ![c](d) `e` **f** ~~g~~ &lt; #1"
    drawn = markdown.render(report(result(summary=hostile)))
    tags, words = read(drawn)
    assert tags <= {"h1", "h2", "p", "ul", "li", "strong"}
    assert hostile in words
    assert "\\@someone" in drawn
