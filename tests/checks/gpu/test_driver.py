from errno import ETIMEDOUT

import pytest

from jupyter_kfcheck.checks.gpu import versions
from jupyter_kfcheck.facts.gpu import Kernel
from jupyter_kfcheck.facts.gpu.toolkits import Toolkit
from jupyter_kfcheck.model import Unknown
from tests.build import judge_one
from tests.checks.gpu.build import LIBRARIES, NODES, TORCH, gpu, library, none

OLD = Kernel("535.129.03", open_module=False, pci_count=4)
NO_CUDA = {"NVIDIA_REQUIRE_CUDA": None}


def at(version, cuda=None, *, built=None, compat=False, **more):
    """A node with this driver, whose library fits it; ``built`` is torch's CUDA."""
    folder = "/usr/local/cuda-13/compat" if compat else "/usr/lib"
    return gpu(
        kernel=Kernel(version, open_module=False, pci_count=4),
        libraries=LIBRARIES._replace(
            nvml=library("libnvidia-ml.so", version), cuda=library("libcuda.so", version, folder)
        ),
        talk={"version": version, "library": f"/usr/lib/libnvidia-ml.so.{version}", "cuda": cuda or 13000},
        frameworks=(TORCH._replace(cuda=built),) if built else (),
        **more,
    )


ROWS = [
    (none(), "skip", None, "no NVIDIA GPU is here"),
    (at("580.65.06"), "pass", None, "driver 580.65.06 is new enough for CUDA 13.0 (NVIDIA_REQUIRE_CUDA)"),
    (at("580.65.06", built="13.0"), "pass", None, "(torch 2.12.0)"),
    (at("999.1", built="12.4"), "pass", None, "new enough for CUDA 12.4"),
    (at("580.65.06", env=NO_CUDA), "pass", None, "nothing says which CUDA"),
    (at("535.129.03", built="13.0"), "fail", "driver-too-old", "580 or newer is needed; it serves CUDA 12 and older"),
    (at("520.61.05", built="12.1"), "fail", "driver-too-old", "525 or newer is needed; it serves CUDA 11 and older"),
    (at("384.81", built="10.2"), "fail", "driver-too-old", "440.33 or newer is needed"),
    (at("410.48", built="10.0"), "pass", None, "new enough"),
    (at("535.129.03", env=NO_CUDA | {"CUDA_VERSION": "13.0.1"}), "fail", "driver-too-old", "(CUDA_VERSION)"),
    (at("535.129.03", env=NO_CUDA, toolkits=(Toolkit("/usr/local/cuda/version.json", "13.0.1"),)), "fail",
     "driver-too-old", "(/usr/local/cuda/version.json)"),
    (at("535.129.03", env={"NVIDIA_REQUIRE_CUDA": "cuda>=12.0 brand=tesla,driver>=450,driver<451"}), "pass", None,
     "CUDA 12.0"),
    (at("535.129.03", built="13.0", compat=True), "warn", "forward-compat", "compatibility library"),
    (at("535.129.03", 12020, built="12.4"), "warn", "minor-compat", "brings CUDA 12.2, the image needs 12.4"),
    (at("535.129.03", 12020, built="12.2"), "pass", None, "new enough"),
    (at("580.65.06", built="14.0"), "warn", "unknown-cuda", "newer than what kfcheck knows"),
    (at("580.65.06", built="9.0"), "pass", None, "new enough for CUDA 9.0"),
    (gpu(kernel=Kernel("570.1", open_module=False, pci_count=1)), "fail", "driver-library-mismatch", "does not fit"),
    (gpu(nodes=NODES[:2]), "skip", None, "CUDA cannot start: /dev/nvidia-uvm cannot be opened"),
    (gpu(talk={"init": 999}, kernel=Kernel("580.65.06", open_module=True, pci_count=1)), "skip", None,
     "driver refuses: code 999"),
    (gpu(talk={"version": None}, kernel=Kernel(None, open_module=False, pci_count=None)), "error", None,
     "does not say"),
    (gpu(nodes=Unknown("did not answer")), "error", None, "whether a GPU is here is not known: did not answer"),
    (gpu(kernel=Unknown("did not answer")), "error", None, "could not be judged: did not answer"),
    (none(nodes=NODES, talk=Unknown("killed by SIGBUS")), "error", None, "were not asked: killed by SIGBUS"),
    (none(nodes=NODES, talk=Unknown("did not answer", ETIMEDOUT)), "error", None, "did not answer"),
    (none(nodes=NODES, talk=Unknown("killed by SIGBUS"), frameworks=(TORCH,), kernel=OLD), "fail", "driver-too-old",
     "580 or newer is needed"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "status", "cause", "words"), ROWS)
def test_the_driver_against_the_images_cuda(found, status, cause, words):
    verdict = judge_one("gpu.driver", found)
    assert (verdict.status, verdict.evidence.get("cause")) == (status, cause)
    assert words in verdict.summary
    assert bool(verdict.advice) == (status in ("warn", "fail"))


def test_the_highest_cuda_of_all_frameworks_counts_and_is_named():
    jax = TORCH._replace(name="jax", version="0.10.2", cuda="13", python="/opt/venv/bin/python3")
    found = gpu(
        frameworks=(TORCH._replace(cuda="12.4"), jax), kernel=Kernel("580.65.06", open_module=False, pci_count=4)
    )
    evidence = judge_one("gpu.driver", found).evidence
    assert evidence["required"] == "13"
    assert evidence["source"] == "jax 0.10.2"
    assert evidence["all_sources"] == {"jax 0.10.2": "13", "torch 2.12.0": "12.4"}


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("13.0", (13, 0)),
        ("12.5.1", (12, 5)),
        ("13", (13, None)),
        ("64_112", (64, None)),
        ("", None),
        ("x", None),
        (None, None),
    ],
)
def test_versions_are_read(text, version):
    assert versions.parse(text) == version
