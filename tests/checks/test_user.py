import errno

import pytest

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.notebook import Entry, Ids, Runner
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.model import Status, Unknown
from jupyter_kfcheck.run import summary
from tests.build import ROOT as BUILD_ROOT
from tests.build import VOLUME, facts, judge_one, mounted


@pytest.mark.parametrize(
    ("entry", "groups", "status", "words"),
    [
        (Entry("jovyan", "/home/jovyan"), (0,), "pass", "runs as jovyan"),
        (Entry("ubuntu", "/home/ubuntu"), (0,), "warn", "runs as ubuntu, not as jovyan"),
        (None, (0, 100), "pass", "UID 1000 has no entry in the user database; with group 0 Kubeflow v1's images work"),
        (None, (100,), "fail", "UID 1000 has no entry"),
    ],
)
def test_user_name(entry, groups, status, words):
    verdict = judge_one("user.name", facts(user={"ids": Ids(1000, groups[0], groups), "entry": entry}))
    assert verdict.status is Status(status)
    assert words in verdict.summary
    assert (verdict.advice == ()) == (status == "pass")


@pytest.mark.parametrize(
    ("ids", "status", "words"),
    [
        (Ids(1000, 100, (100,)), "pass", "has UID 1000"),
        (Ids(1000650000, 0, (0, 100)), "pass", "with group 0 Kubeflow v1's images work"),
        (Ids(1001, 100, (0, 100)), "pass", "group 0"),
        (Ids(1001, 100, (100,)), "fail", "not in group 0"),
        (Ids(0, 0, (0,)), "fail", "runs as root"),
    ],
)
def test_user_uid(ids, status, words):
    verdict = judge_one("user.uid", facts(user={"ids": ids}))
    assert verdict.status is Status(status)
    assert words in verdict.summary
    assert verdict.evidence["observed"] == ids.uid


def test_an_image_may_mean_another_user():
    mine = Contract(user="ds", uid=2000, stated=True)
    found = facts(user={"ids": Ids(2000, 0, (0,)), "entry": Entry("ds", "/home/ds")})
    assert judge_one("user.name", found, mine).status is Status.PASS
    assert judge_one("user.uid", found, mine).status is Status.PASS


def test_a_root_of_another_name_has_one_problem_its_uid():
    found = facts(user={"ids": Ids(0, 0, (0,)), "entry": Entry("root", "/root")})
    assert judge_one("user.name", found).because == ("user.uid",)


def test_an_unknown_uid_is_no_finding():
    assert judge_one("user.name", facts(user={"ids": Unknown("crashed")})).status is Status.ERROR


ROOT, ME = Ids(0, 0, (0,)), Ids(1000, 0, (0, 100))
JOVYAN = Entry("jovyan", "/home/jovyan")


def by(ids, entry=JOVYAN):
    return Runner(7, ids, entry)


@pytest.mark.parametrize(
    ("user", "status", "words"),
    [
        ({"ids": ROOT, "serving": by(ME)}, "pass", "has UID 1000"),
        ({"ids": ME, "serving": by(ROOT, None)}, "fail", "runs as root"),
        ({"ids": ME, "first": by(ROOT, None)}, "fail", "runs as root"),
        ({"ids": ME, "first": by(ROOT, None), "drops": ("/etc/services.d/lab/run",)}, "skip",
         "starts as root, and /etc/services.d/lab/run goes on as another user: it is judged once the IDE runs"),
        ({"ids": ROOT, "first": by(ROOT, None), "drops": ("/x",), "serving": by(ME)}, "pass", "has UID 1000"),
        ({"ids": ROOT, "first": by(ME)}, "pass", "has UID 1000"),
        ({"ids": ME, "first": Unknown("hidden"), "serving": Unknown("gone")}, "pass", "has UID 1000"),
    ],
)  # fmt: skip
def test_whoever_runs_the_ide_is_judged_not_whoever_asks(user, status, words):
    found = facts(user=user)
    verdict = judge_one("user.uid", found)
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict
    named = judge_one("user.name", found)
    assert (named.status is Status.SKIP) == (status == "skip")


def test_an_unknown_asker_does_not_hide_who_runs_the_ide():
    asker = Unknown("crashed")
    assert judge_one("user.uid", facts(user={"ids": asker})).status is Status.ERROR
    assert judge_one("user.uid", facts(user={"ids": asker, "serving": by(ROOT)})).status is Status.FAIL


def test_outside_of_a_container_the_first_process_is_somebody_elses():
    laptop = facts(
        user={"ids": ME, "first": by(ROOT, None)},
        mounts=mounted(VOLUME, hosts=None),
        container={"kubernetes": False, "traces": ()},
    )
    assert judge_one("user.uid", laptop).status is Status.PASS


DROPPED = {"first": by(ROOT, None), "drops": ("/etc/services.d/lab/run",)}


@pytest.mark.parametrize("check", ["home.path", "home.writable"])
def test_a_home_that_only_root_has_looked_at_is_judged_once_the_ide_runs(check):
    verdict = judge_one(check, facts(user=DROPPED | {"ids": ROOT}))
    assert verdict.status is Status.SKIP
    assert "goes on as another user: HOME is judged once the IDE runs" in verdict.summary
    ahead = facts(user=DROPPED | {"ids": ME})
    assert judge_one(check, ahead).status is Status.PASS, "kfcheck has become that user already"
    assert scope.whose(ahead).by == "ahead"
    assert summary.container(ahead, []).uid is None, "not known before it runs"


def test_roots_own_home_is_nobodys_to_change():
    found = facts(user={"ids": ROOT, "entry": Entry("root", "/root")})
    verdict = judge_one("home.path", found)
    assert (verdict.status, verdict.advice) == (Status.PASS, ())
    assert "the user database says /root for root" in verdict.summary


def test_a_home_on_a_volume_is_never_told_to_be_where_the_user_database_says():
    other = Entry("jovyan", "/home/alice")
    on_volume = judge_one("home.path", facts(user={"ids": ME, "entry": other}))
    assert [advice.text for advice in on_volume.advice] == [
        "Run `usermod --home /home/jovyan jovyan` in the Dockerfile."
    ]
    on_layer = judge_one("home.path", facts(user={"ids": ME, "entry": other}, mounts=mounted(BUILD_ROOT)))
    assert "ENV HOME=/home/alice" in on_layer.advice[1].text


def test_who_looks_is_the_ides_user_where_root_asks():
    trial = Trial("/home/jovyan", 0, 0, 0o755, "create", errno.EACCES)
    verdict = judge_one("home.writable", facts(user={"ids": ROOT, "serving": by(ME)}, home={"trials": (trial,)}))
    assert verdict.evidence["runs_as"] == "1000:0, groups 0, 100"
