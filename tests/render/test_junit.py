"""JUnit, read back by junitparser, as CI systems would."""

from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped

from jupyter_kfcheck.model import Status
from jupyter_kfcheck.render import junit
from tests.reports import image, report, result


def read(text):
    assert text.isascii()
    return JUnitXml.fromstring(text.encode())


def test_each_status_is_what_a_ci_system_makes_of_it():
    found = read(junit.render(report(*(result(f"a.{status.value}", status) for status in Status))))
    [suite] = found
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (5, 1, 1, 1)
    assert (found.tests, found.failures, found.errors, found.skipped) == (5, 1, 1, 1)
    cases = {case.name: case for case in suite}
    kinds = {name: [type(part) for part in case.result] for name, case in cases.items()}
    assert kinds == {"a.pass": [], "a.warn": [], "a.fail": [Failure], "a.skip": [Skipped], "a.error": [Error]}
    assert cases["a.skip"].result[0].message == "it is skip"
    assert cases["a.warn"].system_out == "warning: it is warn\nplatform: Grow the PVC."
    assert cases["a.fail"].classname == "kfcheck.a"


def test_a_failure_says_first_what_to_do_then_how_we_know():
    caused = result("a.b", Status.FAIL, because="a.a", evidence={"detail": "GET / answered 404"})
    [suite] = read(junit.render(report(result("a.a", Status.FAIL), caused)))
    failure = list(suite)[1].result[0]
    assert failure.message == "it is fail"
    assert failure.text.split("\n") == ["platform: Grow the PVC.", "GET / answered 404", "because of a.a"]


def test_an_image_has_a_suite_for_each_run():
    fine, broken = report(), report(result("server.cors", Status.FAIL))
    suites = list(read(junit.render_image(image(("inspect", fine), ("first", broken)))))
    assert [(suite.name, suite.tests, suite.failures) for suite in suites] == [
        ("kubeflow-v1.inspect", 1, 0),
        ("kubeflow-v1.first", 1, 1),
    ]
    assert next(iter(suites[1])).classname == "kubeflow-v1.first.server"
    assert suites[0].timestamp == "2026-01-02T03:04:05"


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_document(text):
    evil = result("a.a", Status.FAIL, summary=text, evidence={"detail": text})
    [suite] = read(junit.render(report(evil, result("a.b", Status.SKIP, summary=text))))
    assert [case.name for case in suite] == ["a.a", "a.b"]
