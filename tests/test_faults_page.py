"""The page of faults says what the catalogue stages, and the catalogue what the tests and the checks have."""

import pytest

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.help.browser import EXPLANATIONS
from tests.faults import page, seen
from tests.faults.catalogue import ROWS
from tests.tools import ROOT


def test_the_page_is_what_is_staged():
    text = page.FILE.read_text("utf-8")
    dates = page.shown(text)
    assert text.partition("\n\n|")[2] == "\n".join(page.lines(dates))[1:] + "\n", "run: make faults"
    assert f"- {len(dates)} of {len(ROWS)} faults are named" in text, "run: make faults"


def test_what_a_run_leaves_out_keeps_its_date():
    first = page.render(page.Result({"F01": "fail", "F02": "fail"}, {"F01"}, 70, 9), "2026-01-02")
    assert page.shown(first) == {"F01": "2026-01-02"}
    later = page.render(page.Result({"F02": "fail"}, {"F02"}, 0, 9), "2026-03-04", first)
    assert page.shown(later) == {"F01": "2026-01-02", "F02": "2026-03-04"}
    assert "- 2 of" in later
    assert "- 70 healthy" in later
    assert "(2026-01-02)" in later


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_names_a_check_a_remedy_and_tests_that_exist(row):
    assert row.check in BY_ID or row.check in EXPLANATIONS
    assert bool(row.test) != bool(row.why_not)
    for node in filter(None, (row.test, row.well)):
        path, _, name = node.partition("::")
        assert f"\ndef {name.partition('[')[0]}(" in (ROOT / path).read_text("utf-8"), node
    if row.test:
        assert page.remedy(row)
        assert row.staged


def test_every_row_is_there_once_and_in_order():
    assert [row.id for row in ROWS] == [f"F{number:02}" for number in range(1, 50)]


def test_a_test_is_held_to_what_its_row_says(monkeypatch):
    from tests.faults import scoreboard  # noqa: PLC0415 -- its fixture is for conftest

    row = next(row for row in ROWS if row.id == "F01")
    with pytest.raises(AssertionError, match=r"F01: home\.writable named nothing"):
        scoreboard.hold(row.test, [{"home.writable": "pass"}])
    with pytest.raises(AssertionError, match="never passed after it"):
        scoreboard.hold(row.test, [{"home.writable": "pass"}, {"home.writable": "fail"}])
    monkeypatch.setattr(scoreboard, "NAMED", {})
    monkeypatch.setattr(scoreboard, "GONE", set())
    scoreboard.hold(row.test, [{"home.writable": "fail"}, {"home.writable": "pass"}])
    assert scoreboard.NAMED == {"F01": "fail"}
    assert list(scoreboard.GONE) == ["F01"]


def test_a_report_is_recognised_and_an_images_worst_run_counts():
    check = {"id": "user.uid", "status": "pass"}
    assert seen.statuses({"schema_version": 1, "checks": [check]}) == {"user.uid": "pass"}
    runs = [{"report": {"checks": [check | {"status": status}]}} for status in ("pass", "fail", "skip")]
    assert seen.statuses({"schema_version": 1, "runs": runs}) == {"user.uid": "fail"}
    assert seen.statuses([]) is None
    assert seen.statuses({"checks": []}) is None
