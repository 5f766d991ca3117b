"""An image without a Python of ours is judged by what shows from outside; the rest is skipped, and it is said why."""

import pytest

from tests.image.test_faults import FIRST, found, result


@pytest.mark.parametrize("fault", ["plain", "old-python"])
def test_it_is_asked_through_a_published_port_and_the_rest_is_a_skip(kfcheck, built, fault):
    code, document = kfcheck(built(fault), *FIRST, "--probes")
    assert (code, found(document)) == (0, set())
    assert document["fits"] == {"kubeflow-v1": {"ok": True, "because": []}}
    said = {check["id"]: check for check in document["runs"][1]["report"]["checks"]}
    for id_ in ("server.start", "server.prefix", "server.frame", "server.redirect", "user.name", "user.uid"):
        assert said[id_]["status"] == "pass", said[id_]
    assert "1000" in said["user.uid"]["summary"]
    for id_ in ("home.writable", "server.port", "runtime.dir"):
        assert said[id_]["status"] == "skip"
        assert "has no Python 3.10 or newer" in said[id_]["summary"]
    assert "tcpSocket" in document["probes"]["kubeflow-v1"]


def test_without_a_network_too_nobody_can_ask_it_and_it_is_no_failure(kfcheck, built):
    code, document = kfcheck(built("plain"), "--only-runs", "no-network")
    assert (code, found(document)) == (0, set())
    offline = document["runs"][1]["report"]
    assert {check["status"] for check in offline["checks"] if check["category"] == "server"} == {"skip"}
    assert result(document, "no-network", "user.uid")["status"] == "pass"


def test_one_that_ends_is_a_finding_with_its_last_words(kfcheck, built):
    code, document = kfcheck(built("plain-crash"), *FIRST)
    start = result(document, "first", "server.start")
    assert (code, start["status"], start["evidence"]["exit_code"]) == (1, "fail", 7)
    assert start["evidence"]["detail"] == "no licence"
    assert document["fits"]["kubeflow-v1"] == {"ok": False, "because": ["server.start"]}
