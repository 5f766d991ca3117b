"""A healthy image fits, in every run and on each platform that it is made for; nothing is warned of."""

from tests.image.test_faults import found, result

RUNS = ["inspect", "first", "second", "any-uid", "no-network"]


def test_a_healthy_image_fits_and_its_home_is_proven(kfcheck, built):
    code, document = kfcheck(built(), "--fail-on", "warn")
    assert (code, found(document)) == (0, set())
    assert [run["name"] for run in document["runs"]] == RUNS
    assert document["fits"] == {"kubeflow-v1": {"ok": True, "because": []}}
    assert result(document, "first", "home.persistent")["status"] == "skip"
    persistent = result(document, "second", "home.persistent")
    assert (persistent["status"], persistent["evidence"]["basis"]) == ("pass", "proven")
    assert "runs 1+1" in result(document, "first", "server.kernel")["summary"]
    assert 0 < result(document, "first", "server.start")["evidence"]["seconds"] < 60
    any_uid = next(run["report"] for run in document["runs"] if run["name"] == "any-uid")
    assert any_uid["container"]["uid"] == 1000650000


def test_each_platform_starts_it_in_its_own_way(kfcheck, built):
    code, document = kfcheck(built(), "--platform", "all", "--only-runs", "first")
    containers = {run["platform"]: run["report"]["container"] for run in document["runs"] if run["name"] == "first"}
    assert containers["kubeflow-v1"]["nb_prefix"] == "/notebook/team-a/demo"
    assert containers["kubeflow-v2"]["nb_prefix"] == "/workspace/connect/team-a/demo/8888/"
    assert containers["opendatahub"]["uid"] == 1000650000
    fits = document["fits"]
    assert (fits["kubeflow-v1"]["ok"], fits["kubeflow-v2"]["ok"]) == (True, True)
    assert (code, fits["opendatahub"]["because"][0]) == (1, "home.path")


def test_a_read_only_root_is_tried_when_asked_for_and_does_not_count(kfcheck, built):
    _, document = kfcheck(built(), "--only-runs", "read-only-root")
    assert [run["name"] for run in document["runs"]] == ["inspect", "read-only-root"]
    said = result(document, "read-only-root", "server.prefix")
    assert said["status"] == "pass", said
    assert document["fits"] == {"kubeflow-v1": {"ok": True, "because": []}}
