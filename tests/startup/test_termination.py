from jupyter_kfcheck.model import Status
from jupyter_kfcheck.startup import termination
from tests.reports import report, result


def test_the_message_is_the_failure_that_ends_the_container():
    name = result("user.name", Status.FAIL, summary="UID 7 has no entry")
    broken = result("home.writable", Status.FAIL, summary="it cannot be written")
    assert termination.message(report(name, broken)) == "home.writable: it cannot be written. Platform: Grow the PVC."


def test_it_is_the_cause_not_the_consequence():
    broken = result("home.writable", Status.FAIL, because="home.space")
    full = result("home.space", Status.FAIL, summary="/home/jovyan is full")
    assert termination.message(report(broken, full)).startswith("home.space: /home/jovyan is full.")


def test_without_one_that_ends_it_the_first_failure_is_told():
    assert termination.message(report(result("user.name", Status.FAIL))).startswith("user.name: ")


def test_a_warning_ends_nothing():
    assert termination.message(report(result("user.name", Status.WARN))) == ""
