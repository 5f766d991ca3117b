import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.notebook import Entry, Ids, Runner
from jupyter_kfcheck.model import Status, Unknown
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
