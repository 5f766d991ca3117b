import pytest

from jupyter_kfcheck.facts.gpu.frameworks import Framework
from jupyter_kfcheck.facts.gpu.nodes import NVIDIA, Node
from jupyter_kfcheck.facts.memory import Shm
from jupyter_kfcheck.model import Status, Unknown
from tests.build import facts, judge_one

MIB = 1 << 20
TORCH = Framework("torch", "2.12.0", "cpu", None, "/opt/torch", "/usr/bin/python3", in_home=False)
GPU = Node("/dev/nvidia0", NVIDIA, 0o666, 0, 0, 195, 0)


@pytest.mark.parametrize(
    ("shm", "gpu", "status", "words"),
    [
        (Shm(64 * MIB, 0), {}, "pass", "64.0 MiB, the default; nothing here needs more"),
        (Shm(64 * MIB, 0), {"frameworks": (TORCH,)}, "warn", "64.0 MiB, too little for torch"),
        (Shm(64 * MIB, 0), {"nodes": (GPU,)}, "warn", "too little for a GPU"),
        (Shm(64 * MIB + 1, 0), {"frameworks": (TORCH,)}, "pass", "has 64.0 MiB"),
        (Shm(0, 0), {"frameworks": (TORCH,)}, "pass", "no limit of its own"),
        (Unknown("permission denied", 13), {}, "error", "permission denied"),
    ],
)
def test_runtime_shm(shm, gpu, status, words):
    verdict = judge_one("runtime.shm", facts(runtime={"shm": shm, "limit": None}, gpu=gpu))
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict


def test_the_evidence_tells_size_use_and_the_limit_that_it_counts_towards():
    evidence = judge_one("runtime.shm", facts(runtime={"shm": Shm(10, 3), "limit": 99})).evidence
    assert (evidence["size"], evidence["used"], evidence["limit"]) == (10, 3, 99)
