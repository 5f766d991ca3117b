import jsonschema
import pytest

from dev import schema
from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.checks.check import Check, failed, passed, warned
from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.container import Container
from jupyter_kfcheck.facts.mounts import Mounts
from jupyter_kfcheck.model import Advice, Status, Unknown
from jupyter_kfcheck.run import runner
from tests.build import CONTRACT, HEALTHY, facts

NOWHERE = HEALTHY._replace(
    container=Container("laptop", None, False, (), (), (), 1e9, "a-boot", {}),
    mounts=Mounts(Unknown("no such file", 2)),
)


def report(found=HEALTHY, contract=CONTRACT, checks=None):
    return runner.judge(found, contract, checks or runner.select([], [], "startup"), "startup", 0.0)


def test_a_healthy_notebook_passes_and_fits_the_schema():
    made = report()
    jsonschema.validate(encode(made), schema.shipped())
    assert made.status is Status.PASS
    assert made.counts["fail"] == made.counts["warn"] == made.counts["error"] == 0
    assert made.container.uid == 1000
    assert made.container.home_writable is True
    assert made.container.home_persistent is True
    assert made.container.pod_uid == "5f6a1f0e-8d1c-4a53-9f0e-1f2d3c4b5a69"
    assert made.started_at == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [("pass skip", "pass"), ("warn error pass", "error"), ("error fail", "fail"), ("skip", "skip"), ("", "skip")],
)
def test_the_worst_status_is_the_reports(statuses, worst):
    assert Status.worst([Status(s) for s in statuses.split()]) is Status(worst)


def test_only_and_skip_choose_by_id_and_category_in_fixed_order():
    assert [c.id for c in runner.select(["home.space", "user"], [], "startup")] == [
        "user.name",
        "user.uid",
        "home.space",
    ]
    assert "home" not in {c.category for c in runner.select([], ["home"], "startup")}


def test_a_crash_of_a_judge_costs_its_own_check():
    def crash(*_):
        raise ZeroDivisionError("division by zero")

    broken = Check("user.crash", "crash", crash, ("user.ids",))
    made = report(checks=[broken, BY_ID["user.uid"]])
    assert [r.status for r in made.checks] == [Status.ERROR, Status.PASS]
    assert made.checks[0].evidence["crash"] == "ZeroDivisionError: division by zero"


def test_an_unknown_fact_is_an_error_of_the_checks_that_stand_on_it():
    asks = Check("user.x", "x", lambda *_: passed("fine"), ("user.entry",))
    made = report(facts(user={"entry": Unknown("did not answer within 3 s", 110)}), checks=[asks])
    assert made.checks[0].status is Status.ERROR
    assert made.checks[0].summary == "could not be judged: did not answer within 3 s"


def test_kubeflows_requirements_are_skipped_elsewhere_and_the_rest_is_judged():
    made = report(NOWHERE)
    by_id = {r.id: r for r in made.checks}
    assert by_id["user.uid"].status is Status.SKIP
    assert "no platform is recognised here" in by_id["user.uid"].summary
    assert by_id["home.writable"].status is Status.PASS


def with_signals(**signals):
    return NOWHERE._replace(container=NOWHERE.container._replace(signals=signals))


def test_a_prefix_makes_it_kubeflow_and_a_container_alone_does_not():
    made = report(with_signals(NB_PREFIX="/notebook/a/b"))
    assert (made.platform, made.checks[0].status) == ("kubeflow-v1", Status.PASS)
    made = report(NOWHERE._replace(container=NOWHERE.container._replace(kubernetes=True, traces=("/.dockerenv",))))
    assert (made.platform, made.checks[0].status) == ("none", Status.SKIP)


def test_stated_expectations_are_judged_anywhere():
    made = report(NOWHERE, Contract(stated=True, user="jovyan"))
    assert made.checks[0].status is Status.PASS


def test_a_prefix_of_a_slash_is_baked_into_images_and_proves_nothing():
    made = report(with_signals(NB_PREFIX="/"))
    assert made.checks[0].status is Status.SKIP


def test_a_skip_shows_its_reason_and_a_severity_changes_the_status():
    contract = Contract(skip={"home.space": "thin pool"}, severity={"user.uid": "warn"})
    made = report(facts(user={"ids": HEALTHY.user.ids._replace(uid=0)}), contract)
    by_id = {r.id: r for r in made.checks}
    assert (by_id["home.space"].status, by_id["home.space"].summary) == (Status.SKIP, "thin pool")
    assert by_id["user.uid"].status is Status.WARN
    assert by_id["user.uid"].remedies


def test_what_is_not_known_is_null_at_a_glance():
    nothing = Unknown("crashed")
    made = report(
        facts(user={"ids": nothing, "entry": nothing}, home={"directory": nothing}, mounts={"table": nothing})
    )
    jsonschema.validate(encode(made), schema.shipped())
    assert made.container.uid is None
    assert made.container.home is None
    assert made.container.home_persistent is None


def says(id_, verb=passed, *because):
    """A check that always says the same."""
    more = {"because": because} if because else {}
    advice = () if verb is passed else (Advice("user", "Do it."),)
    return Check(id_, id_, lambda *_: verb(id_, *advice, **more), ("user.ids",))


def linked(*checks):
    return {r.id: r.because for r in report(checks=list(checks)).checks}


def test_a_finding_names_the_finding_that_causes_it():
    full, hurt = says("home.space", failed), says("home.writable", failed, "home.space", "home.path")
    assert linked(full, hurt) == {"home.space": None, "home.writable": "home.space"}
    assert linked(says("home.space"), hurt) == {"home.space": None, "home.writable": None}, "what passes causes nothing"
    assert linked(hurt) == {"home.writable": None}, "nor does what was not asked"
    assert linked(says("home.space"), says("home.path", warned), hurt)["home.writable"] == "home.path"


def test_causes_lead_in_no_circle():
    assert linked(says("a.a", failed, "a.b"), says("a.b", failed, "a.a")) == {"a.a": "a.b", "a.b": None}
    assert linked(says("a.a", failed, "a.a")) == {"a.a": None}
