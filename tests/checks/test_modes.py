import pytest

from jupyter_kfcheck.facts.home import Directory
from jupyter_kfcheck.facts.modes import Private
from jupyter_kfcheck.model import Status, Unknown
from tests.build import HEALTHY, facts, judge_one

KEY = Private(".ssh/id_rsa", 1000, 100, 0o660)
PLAIN = Directory("/home/jovyan", "/home/jovyan", 1000, 100, 0o755)


@pytest.mark.parametrize(
    ("modes", "status", "words"),
    [
        ((KEY._replace(mode=0o600),), "pass", "/home/jovyan/.ssh/id_rsa is closed to others than the owner"),
        ((KEY._replace(mode=0o600),) * 3, "pass", "and 1 more are closed"),
        ((KEY,), "warn", "/home/jovyan/.ssh/id_rsa has mode 0660, open to others: fsGroup 100 opens it at each start"),
        ((KEY, Private(".pgpass", 1000, 100, 0o604)), "warn", "and 1 more"),
        ((KEY._replace(gid=1000, mode=0o604),), "warn", "open to others"),
        ((Private(".ssh/config", 1000, 100, 0o644),), "pass", "closed"),
        ((Private(".ssh/config", 1000, 100, 0o664),), "warn", "mode 0664"),
        ((KEY._replace(uid=0),), "pass", "closed"),  # ssh minds the modes of the user's own keys alone
        ((), "skip", "there is no key and no password file in /home/jovyan"),
        (Unknown("not connected", 107), "fail", "cannot be used"),
        (Unknown("did not answer within 3 s", 110), "fail", "did not answer"),
    ],
)
def test_home_modes(modes, status, words):
    verdict = judge_one("home.modes", facts(home={"modes": modes}))
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict


def test_the_remedy_names_every_open_file_and_the_kubelet_only_where_fsgroup_is_in_force():
    open_ = (KEY, Private(".kube/config", 1000, 100, 0o660))
    verdict = judge_one("home.modes", facts(home={"modes": open_}))
    assert "`chmod go= /home/jovyan/.ssh/id_rsa /home/jovyan/.kube/config`" in verdict.advice[0].text
    assert "OnRootMismatch" in verdict.advice[1].text
    assert verdict.evidence["open"] == {".ssh/id_rsa": "0660", ".kube/config": "0660"}
    plain = judge_one("home.modes", facts(home={"modes": open_, "directory": PLAIN}))
    assert (len(plain.advice), plain.evidence["fs_group"]) == (1, None)


def test_whose_the_ids_are_unknown_every_open_file_counts():
    user = {"ids": Unknown("no ids"), "serving": None, "first": None}
    assert judge_one("home.modes", facts(home={"modes": (KEY,)}, user=user)).status is Status.WARN
    assert judge_one("home.modes", HEALTHY).status is Status.PASS
