"""The documented probes of an IDE without Jupyter: podman runs the liveness one as a kubelet would, and restarts."""

import json
import re

import pytest
import yaml

from tests.container.codeserver import health, serving
from tests.container.test_ide_dies import signal_all
from tests.container.test_start import until
from tests.tools import ROOT


@pytest.fixture(scope="module")
def probes():
    """The block as a reader copies it."""
    text = (ROOT / "docs/platform-admins.md").read_text("utf-8")
    (block,) = [found for found in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "probe, livez]" in found]
    return yaml.safe_load(block)


def test_each_asks_by_exec_and_waits_longer_than_a_probe_takes(probes):
    assert {name: probe["exec"]["command"] for name, probe in probes.items()} == {
        "startupProbe": ["kfcheck", "probe", "startupz"],
        "readinessProbe": ["kfcheck", "probe", "readyz"],
        "livenessProbe": ["kfcheck", "probe", "livez"],
    }
    assert all(probe["timeoutSeconds"] > 1 for probe in probes.values())


def test_the_liveness_probe_keeps_a_healthy_code_server_and_restarts_a_hung_one(codeservers, probes):
    live = probes["livenessProbe"]
    options = (
        f"--health-cmd={json.dumps(live['exec']['command'])}",
        f"--health-retries={live['failureThreshold']}",
        "--health-timeout=20s",  # not the documented one, which a machine busy with other tests may miss
        "--health-interval=disable",
        "--health-on-failure=restart",
        "--stop-timeout=1",
    )
    with codeservers.run(pod=codeservers.pod(), options=options) as container:

        def asked():
            return container.podman.ask("healthcheck", "run", container.id).returncode

        def started():
            return container.podman("inspect", "--format={{.State.StartedAt}}", container.id)

        serving(container)
        first = started()
        assert [asked() for _ in range(2 * live["failureThreshold"])] == [0] * 2 * live["failureThreshold"]
        assert started() == first
        signal_all(container, "SIGSTOP")
        assert [asked() for _ in range(live["failureThreshold"])] == [1] * live["failureThreshold"]
        until(lambda: started() != first)
        until(lambda: health(container))
        assert asked() == 0
