"""`make faults`: every row of the catalogue staged, the healthy variants run, and what came of it as a table.

With ``--write`` the page in docs/ is made from it. As a plugin of pytest it holds each row's test to the catalogue:
the check that the row names has to speak up, and then to pass.
"""

import sys
import time
from collections.abc import Iterator

import pytest

from tests.faults import page, seen
from tests.faults.catalogue import ROWS, Row

VARIANTS = "tests/faults/test_healthy.py"
UNWELL = ("warn", "fail")
NAMED: dict[str, str] = {}  # row -> the status with which its check named it
GONE: set[str] = set()
CLEAN: list[str] = []
"""Healthy variants without a finding."""


def rows_of(nodeid: str) -> list[Row]:
    """The rows that a test stages, or shows mended."""
    return [row for row in ROWS if nodeid in (row.test, row.well)]


def hold(nodeid: str, saw: list[seen.Statuses]) -> None:
    """What the test has seen must be what the catalogue says of it."""
    for row in rows_of(nodeid):
        states = [found[row.check] for found in saw if row.check in found]
        broken = next((n for n, state in enumerate(states) if state in UNWELL), None)
        if nodeid == row.test:
            assert broken is not None, f"{row.id}: {row.check} named nothing: {states}"
            NAMED[row.id] = states[broken]
            if not row.well:
                assert "pass" in states[broken:], f"{row.id}: {row.check} never passed after it: {states}"
                GONE.add(row.id)
        else:
            assert "pass" in states, f"{row.id}: {row.check} does not pass where it is mended: {states}"
            GONE.add(row.id)


@pytest.fixture(autouse=True)
def _catalogue(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    nodeid = request.node.nodeid
    if not rows_of(nodeid):
        yield
        return
    saw = seen.noted() if nodeid.startswith("tests/ui/") else seen.watch(monkeypatch)
    yield
    if getattr(request.node, "passed", False):
        hold(nodeid, saw)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Note whether the test itself has passed, for the fixture, and which healthy variants have."""
    made = yield
    if call.when == "call":
        item.passed = made.passed
        if made.passed and item.nodeid.startswith(f"{VARIANTS}::test_a_healthy_notebook"):
            CLEAN.append(item.nodeid)
    return made


def main(*arguments: str) -> int:
    """Run it all, or the rows named, and print the table; 0 where each is named and gone and every variant is clean.

    With ``--write`` the page is made from it.
    """
    ids, options = [a for a in arguments if a[:1] == "F"], [a for a in arguments if a[:1] != "F" and a != "--write"]
    rows = [row for row in ROWS if not ids or row.id in ids]
    nodes = [*dict.fromkeys(node for row in rows for node in (row.test, row.well) if node)]
    began = time.monotonic()
    code = pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", *nodes, *([] if ids else [VARIANTS]), *options])
    from tests.faults.scoreboard import CLEAN, GONE, NAMED  # noqa: PLC0415 -- as pytest has imported it, not __main__

    result = page.Result(dict(NAMED), set(GONE), len(CLEAN), round(time.monotonic() - began))
    print(page.table(result))
    if "--write" in arguments:
        before = page.FILE.read_text("utf-8") if page.FILE.exists() else ""
        page.FILE.write_text(page.render(result, time.strftime("%Y-%m-%d", time.gmtime()), before), "utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
