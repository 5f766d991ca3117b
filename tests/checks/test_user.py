import pytest

from jupyter_kfcheck.checks.user import name, uid
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.user import Entry, Ids
from jupyter_kfcheck.model import Status
from tests.build import CONTRACT, facts


@pytest.mark.parametrize(
    ("entry", "groups", "status", "words"),
    [
        (Entry("jovyan", "/home/jovyan"), (0,), "pass", "runs as jovyan"),
        (Entry("ubuntu", "/home/ubuntu"), (0,), "warn", "runs as ubuntu, not as jovyan"),
        (None, (0, 100), "warn", "UID 1000 has no entry"),
        (None, (100,), "fail", "UID 1000 has no entry"),
    ],
)
def test_user_name(entry, groups, status, words):
    verdict = name(facts(user={"ids": Ids(1000, groups[0], groups), "entry": entry}), CONTRACT)
    assert verdict.status is Status(status)
    assert words in verdict.summary
    assert (verdict.remedy is None) == (status == "pass")


@pytest.mark.parametrize(
    ("ids", "status", "words"),
    [
        (Ids(1000, 100, (100,)), "pass", "has UID 1000"),
        (Ids(1000650000, 0, (0, 100)), "warn", "group 0"),
        (Ids(1001, 100, (0, 100)), "warn", "group 0"),
        (Ids(1001, 100, (100,)), "fail", "not in group 0"),
        (Ids(0, 0, (0,)), "fail", "runs as root"),
    ],
)
def test_user_uid(ids, status, words):
    verdict = uid(facts(user={"ids": ids}), CONTRACT)
    assert verdict.status is Status(status)
    assert words in verdict.summary
    assert verdict.evidence["observed"] == ids.uid


def test_an_image_may_mean_another_user():
    mine = Contract(user="ds", uid=2000, stated=True)
    found = facts(user={"ids": Ids(2000, 0, (0,)), "entry": Entry("ds", "/home/ds")})
    assert name(found, mine).status is Status.PASS
    assert uid(found, mine).status is Status.PASS
