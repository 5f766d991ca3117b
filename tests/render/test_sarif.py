"""SARIF, read back by classes made from its public schema, which refuse what the schema does not allow."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from jupyter_kfcheck.help import explanations
from jupyter_kfcheck.model import Status
from jupyter_kfcheck.render import sarif
from tests.reports import image, report, result


def read(text):
    assert text.isascii()
    return Sarif.model_validate(json.loads(text))


def test_a_rule_is_a_check_and_a_result_a_finding_of_a_run():
    cause = result("home.space", Status.FAIL, evidence={"detail": "0 bytes free"})
    caused = result("home.writable", Status.FAIL, because="home.space")
    warned = result("home.seed", Status.WARN)
    [run] = read(
        sarif.render_image(image(("inspect", report(warned)), ("first", report(cause, caused, result("user.uid")))))
    ).runs
    rules = {rule.id: rule for rule in run.tool.driver.rules}
    assert list(rules) == ["home.seed", "home.space", "home.writable"]
    assert rules["home.space"].help.text == explanations.load()["home.space"].text
    assert "?" in rules["home.space"].fullDescription.text
    found = [(r.ruleId, r.level.value, run.tool.driver.rules[r.ruleIndex].id) for r in run.results]
    assert found == [
        ("home.seed", "warning", "home.seed"),
        ("home.space", "error", "home.space"),
        ("home.writable", "note", "home.writable"),
    ]
    assert "0 bytes free\nplatform: Grow the PVC." in run.results[1].message.text


def test_where_a_finding_was_made_is_told_and_two_runs_are_two_findings():
    broken = report(result("server.cors", Status.FAIL))
    document = json.loads(sarif.render_image(image(("first", broken), ("second", broken))))
    results = document["runs"][0]["results"]
    assert [one["properties"]["run"] for one in results] == ["first", "second"]
    assert len({one["partialFingerprints"]["kfcheck/v1"] for one in results}) == 2
    [place] = results[0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "registry.example/team/notebook%3A1.2"


def test_what_kfcheck_could_not_judge_is_told_and_an_unknown_check_has_a_rule():
    one = report(result("kfcheck.run", Status.ERROR), result("of.a-newer-one", Status.FAIL))
    [run] = read(sarif.render_image(image(("first", one)))).runs
    assert not run.invocations[0].executionSuccessful
    assert [rule.id for rule in run.tool.driver.rules] == ["kfcheck.run", "of.a-newer-one"]


def test_an_image_without_a_finding_has_no_result():
    [run] = read(sarif.render_image(image(("first", report())))).runs
    assert run.results == []


@settings(max_examples=30, deadline=None)
@given(st.text())
def test_no_text_breaks_the_document(text):
    evil = result("a.a", Status.FAIL, summary=text, evidence={"detail": text})
    [run] = read(sarif.render_image(image(("first", report(evil))))).runs
    assert run.results[0].ruleId == "a.a"
