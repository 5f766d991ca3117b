"""The probes that `kfcheck image --probes` writes: such as Kubernetes takes, with numbers from the measured start."""

import json

import jsonschema
import pytest
import yaml

from jupyter_kfcheck.image import pods, probes
from jupyter_kfcheck.model import ImageRun, Status
from tests import crds
from tests.reports import report, result

PYTHON = "/usr/bin/python3"
NAMES = ["startupProbe", "readinessProbe", "livenessProbe"]


def pod(platform="kubeflow-v1"):
    return pods.pod(platform, {"ExposedPorts": {"8888/tcp": {}}})


def runs(*seconds, kind="jupyter"):
    starts = [result("server.start", Status.PASS if s else Status.FAIL, evidence={"seconds": s}) for s in seconds]
    return [ImageRun("first", "kubeflow-v1", report(start, kind=kind)) for start in starts]


def block(*seconds, platform="kubeflow-v1", kind="jupyter", own=True, python=PYTHON):
    return probes.block(pod(platform), runs(*seconds, kind=kind), own=own, python=python)


@pytest.mark.parametrize("kind", ["jupyter", "codeserver", "rstudio", "unknown"])
@pytest.mark.parametrize("own", [True, False])
def test_kubeflow_takes_them_in_a_notebook_and_in_a_workspace_kind(kind, own):
    made = yaml.safe_load(block(3.2, kind=kind, own=own))
    assert list(made) == NAMES
    container = {"name": "demo", "image": "IMAGE", **made}
    notebook = {"apiVersion": "kubeflow.org/v1", "kind": "Notebook", "metadata": {"name": "demo"},
                "spec": {"template": {"spec": {"containers": [container]}}}}  # fmt: skip
    jsonschema.validate(notebook, crds.schema("crd-notebooks.yaml", "v1"))
    made = yaml.safe_load(block(3.2, platform="kubeflow-v2", kind=kind, own=own))
    template = crds.schema("crd-workspacekinds.yaml", "v1beta1")["properties"]["spec"]["properties"]["podTemplate"]
    jsonschema.validate(made, template["properties"]["probes"])


@pytest.mark.parametrize(("slowest", "allowed"), [(0.4, 60), (20.0, 60), (20.1, 65), (200.0, 600)])
def test_the_start_may_take_three_times_what_it_took_here_and_a_minute_at_least(slowest, allowed):
    text = block(0.3, slowest, None)
    startup = yaml.safe_load(text)["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] == allowed
    assert f"took {slowest:.1f} s; {allowed} s are allowed" in text


def test_an_image_that_never_answered_gets_none():
    text = block(None)
    assert yaml.safe_load(text) is None
    assert "it never answered here" in text


def test_what_is_asked_depends_on_the_ide_and_on_what_is_in_the_image():
    def asked(**given):
        return next(iter(yaml.safe_load(block(1.0, **given))["livenessProbe"].items()))

    assert asked() == ("exec", {"command": ["kfcheck", "probe", "livez"]})
    assert asked(kind="codeserver", own=False) == ("httpGet", {"path": "/healthz", "port": 8888})
    assert asked(kind="unknown", own=False) == ("tcpSocket", {"port": 8888})
    assert asked(own=False, python=None) == ("tcpSocket", {"port": 8888})
    name, value = asked(own=False)
    assert (name, value["command"][0]) == ("exec", PYTHON)
    assert "NB_PREFIX" in json.dumps(value)
