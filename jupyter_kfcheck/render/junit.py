"""JUnit's XML, for CI systems that show test results: a suite a run, a test case a check."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from jupyter_kfcheck.model import ImageReport, Report, Result, Status
from jupyter_kfcheck.render.findings import advised, detail
from jupyter_kfcheck.render.safe import printable

_NO_XML = re.compile("[\ufffe\uffff]")  # the two that XML refuses, of those that `printable` lets through


def render(report: Report) -> str:
    """One suite. ASCII, all else as references, so that no locale can break it."""
    return _document([("kfcheck", report)], report.duration_seconds)


def render_image(image: ImageReport) -> str:
    """A suite a run, named ``PLATFORM.RUN``."""
    return _document([(f"{run.platform}.{run.name}", run.report) for run in image.runs], image.duration_seconds)


def _document(suites: list[tuple[str, Report]], seconds: float) -> str:
    root = Element("testsuites", {"name": "kfcheck", **_numbers([r for _, report in suites for r in report.checks])})
    root.set("time", f"{seconds:.3f}")
    for name, report in suites:
        suite = SubElement(root, "testsuite", {"name": _text(name), **_numbers(report.checks)})
        suite.set("time", f"{report.duration_seconds:.3f}")
        suite.set("timestamp", report.started_at.removesuffix("Z"))
        for result in report.checks:
            _case(suite, name, result)
    indent(root)
    xml: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return xml.decode("ascii") + "\n"


def _numbers(results: list[Result]) -> dict[str, str]:
    statuses = [result.status for result in results]
    counted = {"failures": Status.FAIL, "errors": Status.ERROR, "skipped": Status.SKIP}
    return {"tests": str(len(statuses))} | {name: str(statuses.count(status)) for name, status in counted.items()}


def _case(suite: Element, name: str, result: Result) -> None:
    """A warning passes, and says in ``system-out`` what to look at: it works today."""
    case = SubElement(suite, "testcase", {"classname": _text(f"{name}.{result.category}"), "name": _text(result.id)})
    case.set("time", f"{result.duration_seconds:.3f}")
    if result.status is Status.SKIP:
        SubElement(case, "skipped", {"message": _text(result.summary)})
    elif result.status is Status.WARN:
        SubElement(case, "system-out").text = "\n".join(["warning: " + _text(result.summary), *_lines(result)])
    elif result.status in (Status.FAIL, Status.ERROR):
        word = "failure" if result.status is Status.FAIL else "error"
        found = SubElement(case, word, {"message": _text(result.summary), "type": _text(result.id)})
        found.text = "\n".join(_lines(result))


def _lines(result: Result) -> list[str]:
    """The remedies first, for a CI page shows the beginning; then how we know."""
    lines = [*advised(result), detail(result), f"because of {result.because}" if result.because else ""]
    return [_text(line) for line in lines if line]


def _text(words: str) -> str:
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", printable(words))
