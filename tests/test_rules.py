"""The rules that every report of the suite is held to do catch what they are for, wherever a report is read."""

import json
import subprocess

import pytest

from jupyter_kfcheck.checks.check import IMAGE, Check, Remedy, failed, passed
from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.model import Advice, Status
from jupyter_kfcheck.run import runner
from tests import rules
from tests.build import CONTRACT, HEALTHY
from tests.container.bench import Container
from tests.reports import report, result
from tests.server.conftest import Answer

IN_FORCE = Remedy("a test's", IMAGE, "Set `ENV HOME={home}` in the Dockerfile.")
BAD = {
    "a value that is in force": ({"observed": "/home/jovyan"}, "HOME is wrong", "Set `ENV HOME=/home/jovyan`."),
    "a mode that is there": ({"mode": "0755"}, "closed", "Open it: `chmod 755 /x`."),
    "an owner that is there": ({"owner": "0:100"}, "closed", "Open it: `chown root:100 /x`."),
    "an exception's name": ({}, "cannot be read: PermissionError", "Do it."),
    "an empty name": ({}, "cannot write : permission denied", "Do it."),
    "an empty detail": ({"detail": "it belongs to "}, "closed", "Do it."),
    "a crash": ({"crash": "ValueError: x"}, "kfcheck itself failed here", "Do it."),
    "no remedy": ({}, "closed", "There is nothing to do."),
    "no sentence": ({}, "", "Do it."),
}


def unwell(evidence=None, summary="closed", text="Do it.", id_="home.writable", **more):
    given = {"summary": summary, "evidence": evidence or {}, "remedies": [Advice("image", text)]}
    return result(id_, Status.FAIL, **given | more)


@pytest.mark.parametrize("what", BAD)
def test_a_bad_result_is_caught(what):
    evidence, summary, text = BAD[what]
    assert rules.check(summary, evidence, [text]), what
    with pytest.raises(AssertionError):
        rules.held(encode(report(unwell(evidence, summary, text))))


VOLUME = result("home.persistent", evidence={"storage": "persistent", "mount": "259:7 / /data rw - ext4 /dev/x"})
TOGETHER = {
    "undone": (unwell(text="Set `ENV A=1`."), unwell(text="Set `ENV A=2`.", id_="home.path")),
    "off its volume": (unwell(text="Set `ENV HOME=/home/jovyan`."), VOLUME),
    "no remedy": (unwell(remedies=[]),),
}


@pytest.mark.parametrize("what", TOGETHER)
def test_results_that_do_not_agree_are_caught(what):
    with pytest.raises(AssertionError):
        rules.held(encode(report(*TOGETHER[what])))
    rules.held(encode(report(unwell(text="Set `ENV A=1`."), VOLUME)))


def test_the_runs_of_an_image_are_held_too():
    bad = encode(report(unwell({"crash": "x"})))
    with pytest.raises(AssertionError):
        rules.held({"runs": [{"report": encode(report())}, {"report": bad}]})


def test_a_judge_that_gives_a_bad_verdict_fails_the_test_that_asks_it():
    bad = Check("home.path", "x", lambda *_: failed("wrong", IN_FORCE.fill(home="/x"), observed="/x"), ("user.ids",))
    good = bad._replace(judge=lambda *_: passed("well"))
    assert runner.verdict(good, HEALTHY, CONTRACT).status is Status.PASS
    with pytest.raises(AssertionError, match="in force"):
        runner.verdict(bad, HEALTHY, CONTRACT)
    with pytest.raises(AssertionError, match="in force"):
        runner.judge(HEALTHY, CONTRACT, [bad], "running", 0.0)


def test_a_bad_report_is_caught_where_a_container_or_a_server_hands_it_over(monkeypatch):
    text = json.dumps(encode(report(unwell({"crash": "x"}))))
    monkeypatch.setattr(Container, "ask", lambda *_a, **_k: subprocess.CompletedProcess([], 1, text, ""))
    with pytest.raises(AssertionError, match="an exception of ours"):
        Container(None, "id", 1).kfcheck()
    with pytest.raises(AssertionError, match="an exception of ours"):
        Answer(200, None, text.encode()).json()
