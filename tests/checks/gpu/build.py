"""A notebook with one GPU that works, of which a test changes what it is about."""

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.gpu import Kernel, Libraries, Node, Talk
from jupyter_kfcheck.facts.gpu.frameworks import Framework
from jupyter_kfcheck.facts.gpu.libraries import Library
from jupyter_kfcheck.facts.gpu.talk import CONTROL, UVM, Device
from tests.build import CONTRACT, NO_GPU, facts

UUID = "GPU-655005fd-ef3b-d676-4606-ba4bb3f75ba5"
DRIVER = "580.65.06"
GIB = 1 << 30
LIB = "/usr/lib/x86_64-linux-gnu"


def node(path: str, vendor: str = "nvidia", gid: int = 0, mode: int = 0o666) -> Node:
    return Node(path, vendor, mode, 0, gid, 195, 0)


def library(name: str, version: str | None = DRIVER, folder: str = LIB) -> Library:
    real = f"{folder}/{name}.{version}" if version else f"{folder}/{name}.1"
    return Library(f"{folder}/{name}.1", real, version)


NODES = (node("/dev/nvidia0"), node(CONTROL), node(UVM))
LIBRARIES = Libraries(library("libnvidia-ml.so"), library("libcuda.so"), ())
A100 = Device(0, 0, "NVIDIA A100-SXM4-40GB", UUID, 0, "8.0", 40 * GIB, 39 * GIB, 0)
TALK = Talk("answered", None, {CONTROL: 0, UVM: 0}, f"{LIB}/libnvidia-ml.so.{DRIVER}", None, 0, DRIVER, 0, 13000, 0, 1,
            (A100,))  # fmt: skip
GOOD = NO_GPU._replace(
    env={"NVIDIA_VISIBLE_DEVICES": UUID, "NVIDIA_REQUIRE_CUDA": "cuda>=13.0"},
    nodes=NODES,
    kernel=Kernel(DRIVER, open_module=False, pci_count=4),
    libraries=LIBRARIES,
    talk=TALK,
)
TORCH = Framework("torch", "2.12.0", "cuda", "13.0", "/opt/conda/lib/python3.11/site-packages/torch",
                  "/opt/conda/bin/python3", in_home=False, runtimes=("13",))  # fmt: skip


def gpu(*, talk: dict | None = None, env: dict | None = None, **parts: object) -> Facts:
    """`GOOD` with parts replaced; ``talk`` replaces fields of NVML's answers, ``env`` adds variables (None removes)."""
    new = dict(parts)
    if talk is not None:
        new["talk"] = TALK._replace(**talk)
    if env is not None:
        new["env"] = {k: v for k, v in (GOOD.env | env).items() if v is not None}
    return facts(gpu=GOOD._replace(**new)._asdict())


def none(**parts: object) -> Facts:
    """A container without any device."""
    return facts(gpu=parts)


def expecting(text: str) -> Contract:
    return CONTRACT._replace(expect_gpu=text)
