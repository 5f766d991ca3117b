from errno import EACCES, ENXIO, EPERM

import pytest

from jupyter_kfcheck.facts.gpu import Talk
from tests.build import CONTRACT, judge_one
from tests.checks.gpu.build import expecting, gpu, node, none

KFD, RENDER = node("/dev/kfd", "amd", 106, 0o660), node("/dev/dri/renderD128", "amd", 106, 0o660)


def amd(*, errno=0, vendor="amd", nodes=(KFD, RENDER), ended="answered", **parts):
    assert all(n.vendor == vendor for n in nodes)
    answers = {} if errno is None else {n.path: errno for n in nodes}
    return none(nodes=nodes, talk=Talk(ended, None, answers), **parts)


def one(vendor, path, **more):
    return amd(vendor=vendor, nodes=(node(path, vendor),), **more)


ROWS = [
    (amd(), "any", "pass", None, "1 AMD GPU can be opened"),
    (amd(errno=EACCES), "any", "fail", "device-mode", "permission denied; it belongs to group 106"),
    (amd(errno=EACCES), "amd:1", "fail", "device-mode", "/dev/kfd cannot be opened"),
    (amd(errno=EPERM), "any", "fail", "cgroup-lost", "operation not permitted"),
    (amd(errno=ENXIO), "any", "fail", "driver-gone", "no such device"),
    (amd(errno=None, ended="slow"), "any", "warn", "driver-slow", "did not answer in time"),
    (amd(errno=None, ended="stuck"), "any", "fail", "driver-hung", "hangs in the kernel"),
    (amd(), "amd:2", "fail", "too-few", "only 1 of 2 expected"),
    (amd(nodes=(RENDER,)), "none", "skip", "not-expected", ""),
    (amd(), "intel", "fail", "vendor-missing", "no intel accelerator"),
    (one("intel", "/dev/dri/renderD128"), "intel", "pass", None, "1 Intel GPU can be opened"),
    (one("intel", "/dev/dri/renderD128", env={"ZE_AFFINITY_MASK": "0"}), None, "pass", None, "Intel GPU"),
    (one("intel", "/dev/dri/renderD128", errno=EACCES), None, "skip", "not-expected", "none visible"),
    (one("gaudi", "/dev/accel/accel0"), None, "pass", None, "1 Gaudi accelerator"),
    (one("gaudi", "/dev/accel/accel0", errno=EACCES), None, "warn", "device-mode", "permission denied"),
    (one("gaudi", "/dev/accel/accel0", errno=EACCES, env={"HABANA_VISIBLE_DEVICES": "0"}), None, "fail",
     "device-mode", "permission denied"),
    (one("gaudi", "/dev/accel/accel0", errno=EACCES, env={"HABANA_VISIBLE_DEVICES": "all"}), None, "warn",
     "device-mode", "permission denied"),
    (one("tpu", "/dev/vfio/0"), None, "pass", None, "1 TPU can be opened"),
    (one("neuron", "/dev/neuron0", env={"NEURON_RT_VISIBLE_CORES": "0-1"}), None, "pass", None, "Neuron"),
    (none(env={"NEURON_RT_VISIBLE_CORES": "0-1"}), None, "fail", "vendor-missing", "no neuron accelerator"),
    (amd(stacks=("/usr/local/cuda",)), None, "pass", None, "1 AMD GPU"),
    (gpu(), "amd", "fail", "vendor-missing", "no amd accelerator"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected", "status", "cause", "words"), ROWS)
def test_other_vendors_by_their_nodes(found, expected, status, cause, words):
    verdict = judge_one("gpu.visible", found, expecting(expected) if expected else CONTRACT)
    assert (verdict.status, verdict.evidence.get("cause")) == (status, cause)
    assert words in verdict.summary
