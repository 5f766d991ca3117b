import os
import time
from errno import ETIMEDOUT

import pytest

from jupyter_kfcheck.checks import BY_ID, CHECKS
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import FAMILIES, user
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.host import process
from jupyter_kfcheck.model import Status, Unknown
from jupyter_kfcheck.run import observe, runner

CONTRACT = Contract(stated=True)


def test_every_family_of_the_facts_has_its_module():
    assert set(FAMILIES) == {name for name in observe.fields(observe.Facts) if name not in ("seconds", "outside")}
    for check in CHECKS:
        for read in (*check.reads, *(part for ground in check.requires for part in ground.reads)):
            family, _, part = read.partition(".")
            assert part in observe.fields(observe.fields(observe.Facts)[family]), (check.id, read)


def test_this_machine_is_observed_with_the_time_of_each_part():
    facts = observe.observe(CONTRACT, {"user", "container", "mounts"})
    assert facts.user.ids == Ids(*process.ids())
    assert facts.mounts.table.root.point == "/"
    assert facts.seconds["user.ids"] < observe.FAMILY_SECONDS
    assert facts.home.space == Unknown("not asked for")


def test_a_family_that_hangs_or_crashes_costs_itself_only(monkeypatch):
    def hang(_contract):
        yield "ids", Ids(1, 2, (2,))
        os.read(os.pipe()[0], 1)

    monkeypatch.setattr(user, "gather", hang)
    facts = observe.observe(CONTRACT, {"user", "container"}, 0.3)
    assert facts.user.ids == Ids(1, 2, (2,))
    assert facts.user.entry == Unknown("did not answer within 0.3 s", ETIMEDOUT)
    assert facts.container.host_name == os.uname().nodename


def test_no_family_gets_more_than_its_own_time_however_long_the_run_may_take(monkeypatch):
    def slow(_contract):
        time.sleep(8)
        yield "entry", None

    monkeypatch.setattr(observe, "FAMILY_SECONDS", 0.3)
    monkeypatch.setattr(user, "gather", slow)
    facts = observe.observe(CONTRACT, {"user", "container"}, 60.0)
    assert facts.user.entry == Unknown("did not answer within 0.3 s", ETIMEDOUT)
    assert facts.container.host_name == os.uname().nodename


def test_a_crash_is_an_error_of_its_checks(monkeypatch):
    monkeypatch.setattr(user, "gather", lambda _contract: iter([("ids", "nonsense")]))
    report = runner.run(CONTRACT, [BY_ID["user.uid"], BY_ID["home.space"]], "startup")
    assert report.checks[0].status is Status.ERROR
    assert "kfcheck could not read its own fact: ids: expected dict, found str" in report.checks[0].summary
    assert report.checks[1].status in (Status.PASS, Status.WARN)


@pytest.mark.parametrize("phase", ["startup", "running"])
def test_elsewhere_than_on_linux_what_needs_proc_is_skipped(monkeypatch, phase):
    monkeypatch.setattr(process, "PLATFORM", "darwin")
    report = runner.run(CONTRACT, runner.select([], [], phase), phase)
    by_id = {result.id: result for result in report.checks}
    assert by_id.pop("user.uid").summary != observe.ELSEWHERE.reason
    by_id.pop("user.name")
    assert {(r.status, r.summary) for r in by_id.values()} == {(Status.SKIP, observe.ELSEWHERE.reason)}


def test_who_is_not_root_looks_as_nobody_else(monkeypatch):
    monkeypatch.setattr(observe.process, "ids", lambda: (1000, 0, (0, 100)))
    seen = observe.observe(Contract(), {"user"}).user
    assert seen.ids == Ids(1000, 0, (0, 100))
    assert seen.looks is None
