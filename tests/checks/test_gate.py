"""The gate `kfcheck run --fail-on warn`: what official images show, as their platforms run them, is no warning."""

import pytest

from jupyter_kfcheck.facts.gpu import Kernel
from jupyter_kfcheck.facts.notebook import Ids, Runner
from jupyter_kfcheck.facts.server.places import Place
from jupyter_kfcheck.model import Status
from jupyter_kfcheck.run import runner
from tests.build import CONTRACT, HEALTHY, NO_GPU, answer, facts
from tests.checks.gpu.build import TORCH

OPENSHIFT = Ids(1000650000, 0, (0,))
HEALTH = answer("/healthz", headers={}, content="alive")
CUDA = {"NVIDIA_VISIBLE_DEVICES": "all", "NVIDIA_REQUIRE_CUDA": "cuda>=13.0", "CUDA_VERSION": "13.0.1"}
OFFICIAL = {
    "Kubeflow's Jupyter": HEALTHY,
    "OpenShift's random UID with group 0": facts(
        user={"ids": OPENSHIFT, "entry": None, "serving": Runner(7, OPENSHIFT), "first": Runner(1, OPENSHIFT)}
    ),
    "a stock code-server, which sends no ACAO": facts(
        container={"services": ("code-server",), "programs": ("code-server",)},
        server={
            "place": Place("port", "127.0.0.1:8888", False, 8888, "/", "codeserver"),
            "front": HEALTH,
            "tried": (HEALTH, HEALTH._replace(at="10.0.0.7:8888")),
            "entrance": answer("/login", 302, headers={"location": "./"}),
            "upgrades": {"both": answer("/", 101)},
            "kernels": None,
            "xsrf": None,
        },
    ),
    "a CUDA image on a node without GPUs": facts(
        gpu=NO_GPU._replace(
            env=CUDA, frameworks=(TORCH,), kernel=Kernel(None, open_module=False, pci_count=0)
        )._asdict()
    ),
    "a CUDA image on a node whose GPUs it did not ask for": facts(
        gpu=NO_GPU._replace(env=CUDA | {"NVIDIA_VISIBLE_DEVICES": "void"}, frameworks=(TORCH,))._asdict()
    ),
}


@pytest.mark.parametrize("image", OFFICIAL)
def test_an_official_image_passes_the_gate(image):
    report = runner.judge(OFFICIAL[image], CONTRACT, runner.select([], [], "running"), "running", 0.0)
    assert {r.id: r.summary for r in report.checks if r.status not in (Status.PASS, Status.SKIP)} == {}
