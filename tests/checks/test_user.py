import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.user import Entry, Ids
from jupyter_kfcheck.model import Status, Unknown
from tests.build import facts, judge_one


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
