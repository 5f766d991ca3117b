"""What runs leave of their trials for the next one."""

import json
import time

import pytest

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import home
from jupyter_kfcheck.facts.again import Seen
from jupyter_kfcheck.facts.runtime import Directory, PrivateFile
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.model import Unknown
from jupyter_kfcheck.run import runner, trials
from tests.build import facts

SEEN = Seen(1, 2, 0, 1000, 100, 0o755, (1, 2, 3, 4))
BEGAN = 1e9
LATE = Unknown("did not answer within 3 s", 110)


def known(**changes):
    found = facts()
    made = found.home._replace(trials=(Trial("/h", 1000, 100, 0o755),), trials_at=1e9, seen=SEEN)
    kept = found.runtime._replace(directory=Directory("/r", "/r", 1), file=PrivateFile(0o600), file_at=1e9, seen=SEEN)
    return found._replace(home=made._replace(**changes), runtime=kept)


def test_it_comes_back_as_it_was():
    left = trials.recall(trials.remember(known()))
    assert set(left) == {"home", "runtime"}
    assert home.again.last(home.Last, left, "home").trials_at == 1e9


@pytest.mark.parametrize("part", ["trials", "trials_at", "seen"])
def test_a_family_that_did_not_answer_is_left_out(part):
    assert set(trials.recall(trials.remember(known(**{part: LATE})))) == {"runtime"}


@pytest.mark.parametrize("damage", [None, b"", b"[]", b"{", b"\xff", b"[" * 100_000, b"1e999"])
def test_a_damaged_document_is_none(damage):
    assert trials.recall(damage) == {}


def test_a_result_says_when_its_own_fact_was_seen():
    checks = runner.select(["home.writable", "home.space", "runtime.dir"], [], "running")
    report = runner.judge(known(), Contract(), checks, "running", 1e9 + 60)
    at = {result.id: result.observed_at for result in report.checks}
    earlier, now = "2001-09-09T01:46:40Z", "2001-09-09T01:47:40Z"
    assert at == {"home.writable": earlier, "home.space": now, "runtime.dir": earlier}
    assert report.started_at == now


def test_numbers_that_are_none_are_no_memory():
    left = json.loads(trials.remember(known()))
    left["home"]["trials_at"] = "soon"
    assert home.again.last(home.Last, left, "home") is None
    assert home.again.old(time.time() + 1e9)


@pytest.mark.parametrize("seconds", [-900.0, 5.0])
def test_a_result_tells_when_its_trial_was_made(seconds):
    """A later run carries it over and tells the same time."""
    assert told(tried=seconds) == runner.stamp(BEGAN + seconds)


@pytest.mark.parametrize("seconds", [60.0, float("inf"), float("nan")])
def test_a_trial_from_after_the_run_tells_no_time(seconds):
    assert told(tried=seconds) == runner.stamp(BEGAN)


def told(tried):
    """When home.writable was observed, by a run that began at ``BEGAN``; ``tried``: seconds from there to the trial."""
    found = known(trials_at=BEGAN + tried)
    return runner.judge(found, Contract(timeout=10.0), [BY_ID["home.writable"]], "run", BEGAN).checks[0].observed_at
