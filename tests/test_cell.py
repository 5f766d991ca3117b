"""`check()` in a notebook's cell."""

import html
import os
import re

import jupyter_kfcheck
from jupyter_kfcheck.cell import Shown
from jupyter_kfcheck.model import Status
from tests.reports import report, result


def test_it_shows_the_report_as_a_page_of_its_own_and_as_text():
    hostile = "</iframe><script>alert('1')</script>\" onload=\"x"
    shown = Shown(report(result(status=Status.FAIL, summary=hostile)))
    frame = shown._repr_html_()
    assert re.fullmatch(r"<iframe [^<>]*></iframe>", frame)
    assert frame.count('"') == frame.count("&quot;") * 0 + 6
    page = html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1])
    assert page.startswith("<!DOCTYPE html>")
    assert "<script" not in page
    assert repr(shown).startswith("Kubeflow notebook check")


def test_it_runs_in_a_child():
    shown = jupyter_kfcheck.check()
    assert shown.report.checks
    assert shown.report.phase == "running"
    assert shown.report.container.hostname == os.uname().nodename
