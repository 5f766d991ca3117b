"""TAP, read back by a reader of its own grammar."""

import re

from hypothesis import given
from hypothesis import strategies as st

from jupyter_kfcheck.model import Status
from jupyter_kfcheck.render import tap
from tests.reports import report, result

POINT = re.compile(r"(ok|not ok) (\d+) - ([a-z.]+)(?:: (.*?))?(?: # SKIP (.*))?")


def read(text):
    version, plan, *lines = text.splitlines()
    assert (version, plan[:3]) == ("TAP version 14", "1..")
    points = [POINT.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(points), lines
    assert [int(point[2]) for point in points] == list(range(1, int(plan[3:]) + 1))
    return points


def test_each_status_has_its_line():
    made = report(*(result(f"a.{status.value}", status) for status in Status))
    assert [(p[1], p[3], p[5]) for p in read(tap.render(made))] == [
        ("ok", "a.pass", None),
        ("ok", "a.warn", None),
        ("not ok", "a.fail", None),
        ("ok", "a.skip", "it is skip"),
        ("not ok", "a.error", None),
    ]
    assert tap.render(made).count("# platform: Grow the PVC.") == 2


def test_a_consequence_names_its_cause():
    made = report(result("a.a", Status.FAIL), result("a.b", Status.FAIL, because="a.a"))
    assert "# because of a.a\n" in tap.render(made)


@given(st.text())
def test_no_text_makes_a_line_or_a_directive_of_its_own(text):
    [fail, skip] = read(
        tap.render(report(result("a.a", Status.FAIL, summary=text), result("a.b", Status.SKIP, summary=text)))
    )
    assert (fail[1], fail[5], skip[1]) == ("not ok", None, "ok")
