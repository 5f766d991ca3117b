"""A real code-server in a container, under s6, with the flags of Kubeflow's images: everything works and is well."""

import json

import jsonschema
import pytest

from dev import schema
from tests import rules
from tests.container.codeserver import BROWSER, IDE, SERVE, get, health, serving
from tests.container.test_start import ours
from tests.faults import volumes
from tests.tools import need


@pytest.fixture(scope="module")
def healthy(codeservers, tmp_path_factory):
    """A container that nobody has used yet."""
    need("root", "mkfs.ext4", "/dev/loop-control")
    with (
        volumes.ext4(tmp_path_factory.mktemp("pvc") / "pvc") as pvc,
        codeservers.run(home=pvc, pod=codeservers.pod()) as container,
    ):
        serving(container)
        yield container


def test_the_start_is_checked_and_said_to_be_well(healthy):
    log = healthy.logs()
    assert "checks passed" in ours(log)[0]
    assert log.index("checks passed") < log.index("HTTP server listening on http://0.0.0.0:8888/")
    assert "FAIL" not in log
    assert "kfcheck: warn" not in log


def test_the_command_finds_nothing(healthy):
    code, report = healthy.kfcheck("--fail-on", "warn")
    found = {
        check["id"]: check["summary"] for check in report["checks"] if check["status"] in ("warn", "fail", "error")
    }
    assert (code, found) == (0, {})
    assert (report["kind"], report["platform"], report["phase"]) == ("codeserver", "kubeflow-v1", "running")
    for check in report["checks"]:
        assert not rules.check(check["summary"], check["evidence"], []), check["id"]
    said = {check["id"]: check for check in report["checks"]}
    assert said["server.port"]["summary"] == "answers on all addresses, port 8888"
    assert said["server.prefix"]["status"] == "pass"
    assert "code-server is up" in said["s6.services"]["summary"]
    assert report["container"]["uid"] == 1000


def test_the_endpoint_has_the_same_report_as_data_page_and_metrics(healthy):
    report = json.loads(get(healthy, f"{SERVE}/kfcheck").body)
    jsonschema.validate(report, schema.shipped())
    assert (report["kind"], report["counts"]["fail"], report["counts"]["warn"]) == ("codeserver", 0, 0)
    page = get(healthy, f"{SERVE}/kfcheck", Accept=BROWSER).body
    assert page.startswith("<!DOCTYPE html>")
    assert 'href="kfcheck/explain/home.writable"' in page
    metrics = get(healthy, f"{SERVE}/metrics").body
    assert 'kfcheck_info{kind="codeserver"' in metrics
    assert 'kfcheck_check_status{category="home",check="home.writable"} 0.0' in metrics


@pytest.mark.parametrize(("which", "word"), [("livez", "live"), ("readyz", "ready"), ("startupz", "started")])
def test_every_probe_is_good(healthy, which, word):
    done = healthy.ask("kfcheck", "probe", which)
    assert (done.returncode, done.stdout) == (0, f"{word}: code-server answers /healthz\n")
    assert get(healthy, f"{SERVE}/kfcheck/{which}") == (200, "ok\n")


def test_nobody_has_used_it_whatever_was_asked_and_the_first_use_is_told(healthy):
    """The last one here: it uses the editor, and so ends what the others stand on."""
    assert health(healthy) == {"status": "expired", "lastHeartbeat": 0}
    told = healthy.ask("kfcheck", "activity")
    assert (told.returncode, json.loads(told.stdout)) == (0, {"has_activity": False})
    page = get(healthy, f"{IDE}/proxy/9889/kfcheck", Accept=BROWSER)
    assert "home.writable" in page.body, "its user sees the page through code-server's own proxy"
    told = healthy.ask("kfcheck", "activity", env={"OUTPUT_JSON_PATH": "/tmp/activity.json"})
    assert (told.returncode, told.stdout) == (0, "")
    assert json.loads(healthy.ask("cat", "/tmp/activity.json").stdout) == {"has_activity": True}
    (kernel,) = json.loads(healthy.ask("kfcheck", "activity", "--as", "kernels").stdout)
    assert kernel["execution_state"] == "busy"
