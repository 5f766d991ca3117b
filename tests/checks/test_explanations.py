"""No check without its page: what `kfcheck explain` prints is written with the check, and whole."""

import re

import pytest

from dev.explanations import explanation
from jupyter_kfcheck.checks import BY_ID, CATEGORIES, CHECKS
from tests.tools import shared


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.id)
def test_every_check_explains_itself(check):
    text = check.explanation
    assert text.splitlines()[0].endswith("?"), "the first line is the question"
    for section in ("How it is judged:", "Evidence:"):
        assert section in text, section
    assert max(map(len, explanation(check).splitlines())) <= 120
    assert re.fullmatch(r"[a-z0-9]+\.[a-z]+", check.id)
    assert check.title


def test_the_order_is_that_of_the_contract():
    contract = (shared() / "contract.md").read_text("utf-8")
    named = re.findall(r"^\| `([a-z0-9]+\.[a-z]+)` \|", contract, re.MULTILINE)
    assert [name for name in BY_ID if name in named] == [name for name in named if name in BY_ID]
    assert list(dict.fromkeys(CATEGORIES)) == CATEGORIES
