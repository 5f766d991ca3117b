"""Fixtures for the whole suite, and the markers that follow from a test's folder."""

from pathlib import Path

import pytest

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.run import runner
from tests import rules, tools
from tests.faults.scoreboard import _catalogue, pytest_runtest_makereport  # noqa: F401 -- they hold the catalogue

# What each test in a folder needs. Single tests and files elsewhere carry their marker themselves.
FOLDERS = {
    "container": "container",
    "faults": "root",
    "gpu": "root",
    "image": "container",
    "server": "server",
    "standalone": "server",
    "ui": "browser",
}
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if marker := FOLDERS.get(item.path.relative_to(HERE).parts[0]):
            item.add_marker(marker)
    items.sort(key=lambda item: "browser" in item.keywords)  # playwright's event loop runs on when they have ended


def _held(check, facts, contract, judge=runner.verdict):
    """The verdict of a run, of which every test here that makes one holds the rules, unless the check is its own."""
    said = judge(check, facts, contract)
    if check.id not in BY_ID:
        return said
    broken = rules.check(said.summary, said.evidence, [advice.text for advice in said.advice])
    assert not broken, f"{check.id}: {broken}"
    return said


def _kept(*arguments, judge=runner.judge):
    """The report of a run, whose remedies agree with each other."""
    report = judge(*arguments)
    if {said.id for said in report.checks} <= BY_ID.keys():
        rules.held(encode(report))
    return report


runner.verdict, runner.judge = _held, _kept


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder with corpus/ and research/, or the test is left out."""
    return tools.shared()
