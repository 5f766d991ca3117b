"""A healthy image fits, in every run and on each platform that it is made for; nothing is warned of."""

import time

import pytest
import yaml

from tests.image.test_faults import found, result
from tests.tools import need

RUNS = ["inspect", "first", "second", "any-uid", "no-network"]


def test_a_healthy_image_fits_and_its_home_is_proven(kfcheck, built, tmp_path):
    config = tmp_path / "spawner_ui_config.yaml"
    config.write_text("spawnerFormDefaults: {image: {options: []}}")
    code, document = kfcheck(built(), "--fail-on", "warn", "--probes", "--spawner-config", str(config))
    assert (code, found(document)) == (0, set())
    assert [run["name"] for run in document["runs"]] == RUNS
    assert document["fits"] == {"kubeflow-v1": {"ok": True, "because": []}}
    assert result(document, "first", "home.persistent")["status"] == "skip"
    persistent = result(document, "second", "home.persistent")
    assert (persistent["status"], persistent["evidence"]["basis"]) == ("pass", "proven")
    assert "externally-managed" in result(document, "second", "packages.lost")["summary"]
    assert "runs 1+1" in result(document, "first", "server.kernel")["summary"]
    assert 0 < result(document, "first", "server.start")["evidence"]["seconds"] < 60
    any_uid = next(run["report"] for run in document["runs"] if run["name"] == "any-uid")
    assert any_uid["container"]["uid"] == 1000650000
    assert document["spawner"]["group"] == "image"
    assert f"- {built()}" in document["spawner"]["add"]
    probe = yaml.safe_load(document["probes"]["kubeflow-v1"])["readinessProbe"]["exec"]["command"]
    assert good(kfcheck.podman, built(), probe)


@pytest.mark.parametrize(
    ("pip", "folder", "kept"),
    [("pip-home", "/home/jovyan/.local/lib/", True), ("pip-root", "/usr/local/lib/", False)],
)
def test_what_a_user_installs_in_the_first_run_is_looked_for_in_the_second(kfcheck, built, pip, folder, kept):
    code, document = kfcheck(built(pip), "--only-runs", "first", "second", "--fail-on", "warn")
    assert (code, found(document)) == (0, set())
    assert "nothing was installed" in result(document, "first", "packages.lost")["summary"]
    lost = result(document, "second", "packages.lost")
    assert (lost["status"], lost["evidence"]["kept"]) == ("pass", kept)
    assert lost["evidence"]["folder"].startswith(folder)
    assert ("still there" in lost["summary"], "gone in the second" in lost["summary"]) == (kept, not kept)


def good(podman, image, probe):
    """Whether an exec probe that fails while the server starts passes once it answers."""
    container = podman("run", "--detach", "--env=NB_PREFIX=/notebook/team-a/demo", image)
    try:
        assert podman.ask("exec", container, *probe).returncode, "nothing can answer at once"
        end = time.monotonic() + 300  # a machine that builds and tests beside it
        while podman.ask("exec", container, *probe).returncode:
            assert time.monotonic() < end
            time.sleep(0.5)
    finally:
        podman("rm", "--force", "--time=0", container)
    return True


def test_an_image_with_a_kfcheck_of_its_own_is_asked_by_it_and_gets_its_probes(kfcheck, notebooks):
    code, document = kfcheck(notebooks.image, "--only-runs", "first", "--probes")
    assert (code, found(document)) == (0, set())
    probe = yaml.safe_load(document["probes"]["kubeflow-v1"])["readinessProbe"]["exec"]["command"]
    assert probe == ["kfcheck", "probe", "readyz"]
    assert good(kfcheck.podman, notebooks.image, probe)


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


def test_in_a_network_of_ipv6_alone_a_server_on_ipv4_is_found_and_its_remedy_helps(kfcheck, built):
    _, document = kfcheck(built(), "--only-runs", "ipv6")
    port = result(document, "ipv6", "server.port")
    if port["status"] == "skip":
        need("an engine that can make a network of IPv6 alone")
    assert found(document) == {("ipv6", "server.port", "fail")}
    assert "listens on IPv4 only" in port["summary"]
    assert "--ServerApp.ip='::'" in port["remedy"]
    assert document["fits"] == {"kubeflow-v1": {"ok": True, "because": []}}
    code, document = kfcheck(built("ipv6"), "--only-runs", "ipv6")
    assert (code, found(document)) == (0, set())


def test_an_engine_that_can_make_no_such_network_is_no_finding(kfcheck, built, tmp_path):
    fake = tmp_path / "podman"
    refuse = '[ "$1 $2" = "network create" ] && { echo "Error: no IPv6" >&2; exit 125; }'
    fake.write_text(f'#!/bin/sh\n{refuse}\nexec {kfcheck.path}/podman "$@"\n')
    fake.chmod(0o755)
    code, document = kfcheck(built(), "--only-runs", "ipv6", PATH=f"{tmp_path}:{kfcheck.env()['PATH']}")
    assert (code, found(document)) == (0, set())
    said = result(document, "ipv6", "server.port")
    assert (said["status"], said["summary"]) == ("skip", "podman can make no network of IPv6 alone: no IPv6")
