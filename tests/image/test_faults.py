"""One image for each fault: the right check, its remedy, the line of what fits; and nothing else."""

import pytest

FIRST = ("--only-runs", "first")
UNWELL = ("warn", "fail", "error")


def found(document):
    """Run, id and status of each finding that no other one causes."""
    return {
        (run["name"], check["id"], check["status"])
        for run in document["runs"]
        for check in run["report"]["checks"]
        if check["status"] in UNWELL and check["because"] is None
    }


def result(document, name, id_):
    (check,) = [
        check
        for run in document["runs"]
        if run["name"] == name
        for check in run["report"]["checks"]
        if check["id"] == id_
    ]
    return check


@pytest.mark.parametrize(
    ("fault", "check", "remedy"),
    [
        ("prefix", "server.prefix", "base_url"),
        ("loopback", "server.port", "--ServerApp.ip=0.0.0.0"),
        ("cors", "server.cors", "allow_origin='*'"),
        ("token", "server.auth", "--ServerApp.token=''"),
        ("frame", "server.frame", "tornado_settings"),
        ("empty", "server.start", "the last lines of its log"),
        ("script", "s6.scripts", "/command/with-contenv"),
        ("kernel", "server.kernel", "kernel.json"),
        ("redirect", "server.redirect", "a path alone"),
    ],
)
def test_a_fault_is_found_by_its_check_and_by_no_other(kfcheck, built, fault, check, remedy):
    code, document = kfcheck(built(fault), *FIRST)
    assert found(document) == {("first", check, "fail")}
    assert remedy in result(document, "first", check)["remedy"]
    assert document["fits"] == {"kubeflow-v1": {"ok": False, "because": [check]}}
    assert (code, document["status"]) == (1, "fail")


def test_root_is_found_before_the_start_and_after(kfcheck, built):
    _, document = kfcheck(built("root"), *FIRST)
    assert ("inspect", "user.uid", "fail") in found(document)
    assert "USER 1000" in result(document, "inspect", "user.uid")["remedy"]
    assert result(document, "first", "user.uid")["status"] == "fail"
    assert document["fits"]["kubeflow-v1"] == {"ok": False, "because": ["user.uid"]}


def test_a_user_by_name_is_refused_where_the_platform_asks_for_a_number(kfcheck, built):
    image = built("name")
    _, document = kfcheck(image, *FIRST, "--platform", "kubeflow-v2")
    assert found(document) == {("inspect", "user.uid", "fail")}
    assert "a number: `USER 1000`" in result(document, "inspect", "user.uid")["remedy"]
    assert document["fits"] == {"kubeflow-v2": {"ok": False, "because": ["user.uid"]}}
    code, document = kfcheck(image, *FIRST)
    assert (code, found(document)) == (0, set())


def test_files_baked_into_home_are_named_and_the_volume_is_really_empty(kfcheck, built):
    code, document = kfcheck(built("baked"), *FIRST)
    assert found(document) == {("inspect", "home.seed", "warn")}
    assert "project/data.csv" in result(document, "inspect", "home.seed")["summary"]
    assert result(document, "first", "home.seed")["status"] == "pass"
    assert (code, document["fits"]["kubeflow-v1"]["ok"]) == (0, True)


@pytest.mark.parametrize(
    ("fault", "run", "remedy", "says"),
    [("uid", "any-uid", "last lines", "only for UID 1000"), ("network", "no-network", "`RUN` step", "")],
)
def test_what_only_a_stricter_cluster_shows(kfcheck, built, fault, run, remedy, says):
    code, document = kfcheck(built(fault), "--only-runs", "first", run)
    assert found(document) == {(run, "server.start", "fail")}
    start = result(document, run, "server.start")
    assert remedy in start["remedy"]
    assert says in str(start["evidence"]["log"])
    assert (code, document["fits"]["kubeflow-v1"]) == (1, {"ok": False, "because": ["server.start"]})


@pytest.mark.parametrize(
    ("fault", "says"), [("busy", "answers nothing but 503"), ("no-user", "cannot start the image")]
)
def test_what_follows_from_a_start_that_fails_is_no_cause_of_its_own(kfcheck, built, fault, says):
    code, document = kfcheck(built(fault), *FIRST, "--timeout", "2")
    assert found(document) == {("first", "server.start", "fail")}
    assert says in result(document, "first", "server.start")["summary"]
    assert (code, document["fits"]["kubeflow-v1"]["because"]) == (1, ["server.start"])


def test_an_image_that_never_answers_is_a_finding_with_its_last_words(kfcheck, built):
    code, document = kfcheck(built("silent"), *FIRST, "--timeout", "6")
    assert found(document) == {("first", "server.port", "fail")}
    assert "though it was waited for" in result(document, "first", "server.port")["summary"]
    start = result(document, "first", "server.start")
    assert start["status"] == "fail"
    assert "within 6 s" in start["summary"]
    assert "waits for a licence" in start["evidence"]["detail"]
    assert (code, document["fits"]["kubeflow-v1"]["ok"]) == (1, False)
