"""No status that a check can return, and no remedy that it can give, without a test that reaches it."""

import ast
from pathlib import Path

import pytest

from jupyter_kfcheck.checks import CHECKS
from tests.checks.conftest import FILLED, REACHED, VERBS

HERE = Path(__file__).parent
PACKAGE = Path(__import__("jupyter_kfcheck.checks").__file__).parent / "checks"


@pytest.fixture(autouse=True)
def _only_after_all_others(request):
    ran = {item.path for item in request.session.items}
    left_out = [path.name for path in HERE.rglob("test_*.py") if path not in ran]
    if left_out or request.config.option.keyword or request.config.option.markexpr:
        pytest.skip("tells only where every test of the judgements has run")


def sites():
    """Every place in the checks where a verdict is made: file, function, verb, first and last line.

    Where a verb is named and not called at once (`verdict = failed if … else warned`) the lines are those of the
    whole function.
    """
    for path in PACKAGE.rglob("*.py"):
        if path.name == "check.py":
            continue
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            called = {}
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in VERBS:
                    called[node.func] = node
            for node in ast.walk(function):
                if isinstance(node, ast.Name) and node.id in VERBS and isinstance(node.ctx, ast.Load):
                    where = called.get(node, function)
                    yield str(path), function.name, node.id, where.lineno, where.end_lineno


def test_every_verdict_is_reached():
    missing = [
        f"{Path(file).relative_to(PACKAGE)}:{first} {verb} in {function}"
        for file, function, verb, first, last in sites()
        if not any((file, verb) == (at, made) and first <= line <= last for at, _, made, line in REACHED)
    ]
    assert not missing, "\n".join(missing)


def test_every_remedy_is_given_and_every_one_given_is_declared():
    declared = {remedy: check.id for check in CHECKS for remedy in check.remedies}
    assert not [f"{id_}: {remedy.when}" for remedy, id_ in declared.items() if remedy not in FILLED]
    assert not [remedy.when for remedy in FILLED - set(declared) if remedy.when != "a test's"]


def test_a_finding_carries_advice_and_a_remedy_is_a_sentence():
    for remedy in {remedy for check in CHECKS for remedy in check.remedies}:
        assert remedy.by in ("user", "image", "platform")
        assert remedy.text.endswith("."), remedy.text
        assert remedy.text[0].isupper(), remedy.text
        assert remedy.text.count("`") % 2 == 0, remedy.text
