"""A real code-server fits, in the group of Kubeflow's form that is its own, with probes that ask it."""

import pytest
import yaml

from tests.container import images, layers
from tests.image.test_faults import found, result


@pytest.fixture(scope="module")
def codeserver(podman):
    return images.build(podman, *layers.codeserver())


def test_a_real_code_server_fits_and_belongs_in_the_group_of_its_own(kfcheck, codeserver, tmp_path):
    config = tmp_path / "spawner_ui_config.yaml"
    config.write_text(f"spawnerFormDefaults: {{image: {{options: ['{codeserver}']}}}}")
    asked = ("--only-runs", "first", "any-uid", "--probes", "--spawner-config", str(config), "--fail-on", "warn")
    code, document = kfcheck(codeserver, *asked)
    assert (code, found(document)) == (0, set())
    assert document["runs"][1]["report"]["kind"] == "codeserver"
    assert result(document, "first", "server.websocket")["status"] == "pass"
    assert result(document, "first", "server.kernel")["status"] == "skip"
    assert (document["spawner"]["group"], document["spawner"]["stands_in"]) == ("imageGroupOne", ["image"])
    assert "take it out of `image`" in document["spawner"]["said"]
    probes = yaml.safe_load(document["probes"]["kubeflow-v1"])
    assert probes["livenessProbe"]["httpGet"] == {"path": "/healthz", "port": 8888}
