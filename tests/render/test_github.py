"""GitHub's annotations, read back as its runner reads a job's log."""

import re
import urllib.parse

from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_kfcheck.model import Status
from jupyter_kfcheck.render import github
from tests.reports import image, report, result

COMMAND = re.compile(r"::(?P<name>[a-z-]+|[0-9a-f]{64})(?: title=(?P<title>[^:,]*))?::(?P<data>.*)")


def read(text):
    """The commands that the runner obeys: lines that begin with one, blanks before it or not, unless it is paused."""
    obeyed, pause = [], None
    for line in text.split("\n"):
        said = line.lstrip()
        if pause and said == f"::{pause}::":
            pause = None
        elif not pause and (said.startswith("::") or "##[" in said):
            found = COMMAND.fullmatch(said)
            assert found, said
            assert "##[" not in said or said.startswith("::"), said
            if found["name"] == "stop-commands":
                pause = found["data"]
            obeyed.append(
                (found["name"], urllib.parse.unquote(found["title"] or ""), urllib.parse.unquote(found["data"]))
            )
    assert pause is None
    return obeyed


def annotations(text):
    return [(name, title, said) for name, title, said in read(text) if name in ("error", "warning", "notice")]


def test_each_finding_is_an_annotation_and_errors_come_first():
    made = report(*(result(f"a.{status.value}", status) for status in Status))
    assert annotations(github.render(made)) == [
        ("error", "a.fail", "it is fail\nplatform: Grow the PVC."),
        ("error", "a.error", "it is error"),
        ("warning", "a.warn", "it is warn\nplatform: Grow the PVC."),
    ]


def test_a_consequence_stands_in_the_annotation_of_its_cause():
    made = report(result("a.a", Status.FAIL), result("a.b", Status.FAIL, because="a.a"))
    assert annotations(github.render(made)) == [
        ("error", "a.a", "it is fail\nplatform: Grow the PVC.\nso a.b: it is fail")
    ]


def test_an_image_names_platform_and_run_and_says_what_fits_last():
    text = github.render_image(image(("first", report(result("server.cors", Status.FAIL)))))
    assert [title for _, title, _ in annotations(text)] == ["kubeflow-v1 first: server.cors"]
    assert text.endswith("fits: kubeflow-v1 × (server.cors)\n")  # noqa: RUF001 - the symbol of a failure
    assert "1 problem" in text


@settings(deadline=None)
@given(
    st.one_of(st.text(), st.sampled_from(["::add-mask::x", "x\n::error::y", "##[add-mask]x", "a::b,c%0Ad", "\r::x::"]))
)
def test_no_text_becomes_a_command(text):
    evil = result("a.a", Status.FAIL, summary=text, title=text, evidence={"detail": text}, remedies=[])
    drawn = github.render(report(evil, result("a.b", Status.SKIP, summary=text)))
    assert [name for name, _, _ in read(drawn)] == ["error", "group", "stop-commands", "endgroup"]
