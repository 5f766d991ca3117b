"""The health+json face: the draft's words, and nothing that looks healthier than it is."""

import json

import pytest

from jupyter_kfcheck.model import Status
from jupyter_kfcheck.render import health
from tests.reports import report, result


def drawn(*results) -> dict:
    return json.loads(health.render(report(*results)))


@pytest.mark.parametrize(
    ("status", "word"),
    [("pass", "pass"), ("warn", "warn"), ("fail", "fail"), ("skip", "pass"), ("error", "fail")],
)
def test_the_draft_has_three_words(status, word):
    document = drawn(result("home.path", Status(status)))
    [check] = document["checks"]["home:path"]
    assert (document["status"], check["status"], check["observedValue"]) == (word, word, status)


@pytest.mark.parametrize(
    ("status", "output"),
    [
        (Status.PASS, None),
        (Status.WARN, "it is warn (platform: Grow the PVC.)"),
        (Status.FAIL, "it is fail (platform: Grow the PVC.)"),
        (Status.SKIP, "skipped: it is skip"),
        (Status.ERROR, "error: it is error"),
    ],
)
def test_what_is_not_well_says_why(status, output):
    [check] = drawn(result("home.path", status))["checks"]["home:path"]
    assert check.get("output") == output


def test_every_check_is_there_in_order():
    ids = ["user.name", "home.path", "home.space"]
    assert list(drawn(*map(result, ids))["checks"]) == ["user:name", "home:path", "home:space"]
