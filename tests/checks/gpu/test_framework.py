import pytest

from jupyter_kfcheck.model import Unknown
from tests.build import judge_one
from tests.checks.gpu.build import A100, NODES, TORCH, gpu, node, none
from tests.checks.gpu.test_vendors import amd

CPU_TORCH = TORCH._replace(build="cpu", cuda=None, version="2.13.0+cpu", runtimes=())
MINE = CPU_TORCH._replace(path="/home/jovyan/.local/lib/python3.11/site-packages/torch", in_home=True)
JAX = TORCH._replace(name="jax", version="0.10.2", cuda="13")
TENSORFLOW = TORCH._replace(name="tensorflow", version="2.21.0", cuda="12.5.1", runtimes=("12",),
    archs=("sm_60", "sm_70", "sm_80", "sm_89", "compute_90"),
)  # fmt: skip


def on(arch, *builds):
    return gpu(frameworks=builds, talk={"devices": (A100._replace(arch=arch),)})


ROWS = [
    (none(), "skip", None, "no GPU is here"),
    (gpu(), "skip", None, "no torch, tensorflow or jax is installed"),
    (none(frameworks=(CPU_TORCH,)), "skip", None, "no GPU is here; torch 2.13.0+cpu is built for the CPU"),
    (gpu(frameworks=(TORCH,)), "pass", None, "torch 2.12.0 is built for CUDA 13.0"),
    (gpu(frameworks=(TORCH, JAX._replace(python="/x"))), "pass", None, "jax 0.10.2 is built for CUDA 13"),
    (gpu(frameworks=(CPU_TORCH,)), "fail", "cpu-build", "torch 2.13.0+cpu in /opt/conda"),
    (gpu(frameworks=(CPU_TORCH, JAX)), "warn", "cpu-build", "is a CPU build"),
    (gpu(frameworks=(CPU_TORCH, JAX._replace(python="/x"))), "fail", "cpu-build", "is a CPU build"),
    (gpu(frameworks=(TORCH,), home_frameworks=(MINE,)), "fail", "cpu-build",
     "/home/jovyan/.local/lib/python3.11/site-packages/torch, which hides the image's"),
    (gpu(frameworks=(TORCH._replace(build="rocm", cuda=None),)), "fail", "other-vendor", "built for rocm"),
    (gpu(frameworks=(TORCH._replace(build=None, cuda=None),)), "error", None, "do not say"),
    (gpu(frameworks=(TORCH._replace(runtimes=("12",)),)), "fail", "cuda-libraries-missing", "that of CUDA 12"),
    (gpu(frameworks=(TENSORFLOW._replace(runtimes=()),)), "fail", "cuda-libraries-missing", "none is installed"),
    (gpu(frameworks=(TORCH,), home_frameworks=Unknown("did not answer within 3 s", 110)), "pass", None,
     "HOME did not answer"),
    (gpu(frameworks=(TORCH,), nodes=NODES[:2]), "skip", None, "CUDA cannot start: /dev/nvidia-uvm cannot be opened"),
    (gpu(frameworks=(TORCH,), env={"CUDA_VISIBLE_DEVICES": ""}), "skip", None, "hides all GPUs from every program"),
    (on("7.0", TORCH), "fail", "arch-unsupported", "compute capability 7.0): this GPU is too old for it"),
    (on("7.5", TORCH), "pass", None, ""),
    (on("6.1", TORCH._replace(cuda="12.8", runtimes=("12",))), "fail", "arch-unsupported", "too old"),
    (on("6.1", TORCH._replace(cuda="12.6", runtimes=("12",))), "pass", None, ""),
    (on("12.0", TORCH._replace(cuda="12.4", runtimes=("12",))), "fail", "arch-unsupported", "too new for it"),
    (on("12.0", TORCH), "pass", None, ""),
    (on("12.0", TENSORFLOW), "pass", None, ""),
    (on("9.0", TENSORFLOW._replace(archs=("sm_60", "sm_80"))), "fail", "arch-unsupported", "supports is sm_80"),
    (on("8.6", TENSORFLOW._replace(archs=("sm_60", "sm_80"))), "pass", None, ""),
    (on(None, TORCH), "pass", None, ""),
    (amd(frameworks=(TORCH,)), "fail", "other-vendor", "built for cuda"),
    (amd(frameworks=(TORCH._replace(build="rocm", cuda=None),)), "pass", None, "built for ROCm"),
    (amd(vendor="gaudi", nodes=(node("/dev/accel/accel0", "gaudi"),), frameworks=(CPU_TORCH,)), "skip", None,
     "plug-in"),
    (none(nodes=Unknown("did not answer")), "error", None, "whether a GPU is here is not known: did not answer"),
    (none(frameworks=Unknown("did not answer")), "skip", None, "no GPU is here"),
    (gpu(frameworks=Unknown("did not answer")), "error", None, "could not be judged: did not answer"),
    (gpu(home_frameworks=Unknown("did not answer")), "error", None, "whether HOME has a framework is not known"),
    (none(nodes=NODES, frameworks=(TORCH,), talk=Unknown("killed by SIGBUS")), "error", None,
     "the drivers were not asked: killed by SIGBUS"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "status", "cause", "words"), ROWS)
def test_the_frameworks_against_the_gpu(found, status, cause, words):
    verdict = judge_one("gpu.framework", found)
    assert (verdict.status, verdict.evidence.get("cause")) == (status, cause)
    assert words in verdict.summary
    assert bool(verdict.advice) == (status in ("warn", "fail"))
