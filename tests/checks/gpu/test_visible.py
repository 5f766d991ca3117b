"""Every row of the decision list: facts -> status, cause, remedy, and who can apply it."""

from errno import EACCES, EBUSY, ENODEV, ENOENT, ENXIO, EPERM, ETIMEDOUT

import pytest

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.facts.gpu import INJECTED, Kernel, Libraries
from jupyter_kfcheck.facts.gpu.talk import CONTROL, UVM, Device
from jupyter_kfcheck.model import Unknown
from jupyter_kfcheck.run import runner
from tests.build import CONTRACT, judge_one
from tests.checks.gpu.build import A100, DRIVER, LIBRARIES, NODES, TORCH, UUID, expecting, gpu, library, node, none

GKE = LIBRARIES._replace(cuda=library("libcuda.so", DRIVER, "/usr/local/nvidia/lib64"))
WORKS = Kernel(DRIVER, open_module=True, pci_count=8)
UNLOADED = Kernel(None, open_module=False, pci_count=1)
BARE = Kernel(None, open_module=False, pci_count=0)
IMAGE = {"NVIDIA_VISIBLE_DEVICES": "all", "NVIDIA_REQUIRE_CUDA": "cuda>=13.0"}
ASSIGNED = {"NVIDIA_VISIBLE_DEVICES": UUID}
NODES_ONLY = Libraries(None, None, ())
HUNG = "process 7 cannot be killed: it waits in the kernel (state D)"
SPLIT = A100._replace(mig_mode=True, mig=("MIG-1",))
SILENT = {"library": None, "init": None, "version": None, "cuda_code": None, "count_code": None, "devices": ()}


def opening(path, errno):
    return gpu(talk=SILENT | {"errnos": {CONTROL: 0, UVM: 0, path: errno}})


def second(**more):
    return (A100, A100._replace(number=1, uuid="GPU-11111111-0000-0000-0000-000000000000", **more))


ROWS = [
    # nothing here
    (none(), "skip", "not-expected", "not requested, none visible", None),
    (none(env={"NVIDIA_VISIBLE_DEVICES": "none", "NVIDIA_REQUIRE_CUDA": "x"}, kernel=WORKS), "skip", "disabled",
     "none was asked for", None),
    (none(stacks=("/usr/local/cuda",)), "skip", "disabled", "NVIDIA_VISIBLE_DEVICES is not set", None),
    (none(frameworks=(TORCH,)), "skip", "disabled", "can use a GPU", None),
    (none(env={"CUDA_VERSION": "8.0.61"}, kernel=BARE), "skip", "no-gpu-attached", "no GPU is attached", None),
    (none(env=IMAGE, kernel=WORKS), "skip", "not-injected", f"driver {DRIVER}", None),
    (none(env=IMAGE | {"NVIDIA_VISIBLE_DEVICES": "void"}, kernel=WORKS), "skip", "not-injected", "", None),
    (none(env=ASSIGNED, kernel=WORKS), "fail", "not-injected", "one was assigned", "platform"),
    (none(env={"NVIDIA_VISIBLE_DEVICES": "0,1"}, kernel=BARE), "fail", "wrong-node", "one was assigned",
     "user, platform"),
    (none(injected=(UUID,), kernel=WORKS), "fail", "not-injected", "", "platform"),
    (none(env=IMAGE, kernel=UNLOADED), "warn", "driver-not-loaded", "no driver for it", "platform"),
    (none(env=ASSIGNED, kernel=UNLOADED), "fail", "driver-not-loaded", "", "platform"),
    (none(env=IMAGE, kernel=BARE), "skip", "no-gpu-attached", "the image is made for one", None),
    (none(env=ASSIGNED, kernel=BARE), "fail", "wrong-node", "this node has no GPU", "user, platform"),
    (none(nodes=(node("/dev/dxg", "wsl"),), env=IMAGE), "skip", "not-judged", "WSL", None),
    # libraries
    (gpu(libraries=Libraries(None, None, ("/usr/local/nvidia/lib64/libcuda.so.1",))), "fail", "lib-not-on-path",
     "/usr/local/nvidia/lib64/libcuda.so.1", "image"),
    (gpu(libraries=NODES_ONLY, env={"NVIDIA_DRIVER_CAPABILITIES": "utility,video"}), "fail", "no-compute-capability",
     "lacks compute", "image"),
    (gpu(libraries=NODES_ONLY, env={"NVIDIA_DRIVER_CAPABILITIES": "compute,utility"}), "fail", "libs-not-injected",
     "none of the driver's libraries", "platform"),
    (gpu(libraries=LIBRARIES._replace(cuda=None)), "fail", "libcuda-missing", "libcuda.so.1", "platform, image"),
    (gpu(libraries=LIBRARIES._replace(cuda=None), env={"NVIDIA_DRIVER_CAPABILITIES": "compute,utility"}), "fail",
     "libcuda-missing", "libcuda.so.1", "platform"),
    (gpu(libraries=LIBRARIES._replace(nvml=None), talk=SILENT | {"load_error": "no such file"}), "warn", "no-nvml",
     "1 NVIDIA GPU by device node", "image"),
    (gpu(libraries=LIBRARIES._replace(nvml=None), talk=SILENT | {"load_error": "no such file"},
         env={"NVIDIA_DRIVER_CAPABILITIES": "all"}), "warn", "no-nvml", "cannot confirm", "platform"),
    # opening the nodes
    (opening(CONTROL, EPERM), "fail", "cgroup-lost", "operation not permitted", "user, platform"),
    (opening(CONTROL, EACCES), "fail", "device-mode", "permission denied", "platform"),
    (opening(CONTROL, ENXIO), "fail", "driver-gone", "no such device or address", "user, platform"),
    (opening(CONTROL, ENODEV), "fail", "driver-gone", "no such device", "user, platform"),
    (gpu(nodes=NODES[:1], talk=SILENT | {"errnos": {}}), "fail", "driver-gone", "no such file", "user, platform"),
    (opening(CONTROL, EBUSY), "fail", "unknown", "device or resource busy", "user, platform"),
    (gpu(nodes=NODES[:2]), "fail", "uvm", "CUDA cannot start", "platform"),
    (opening(UVM, EPERM), "fail", "uvm", "operation not permitted", "user"),
    (opening(UVM, EACCES), "fail", "uvm", "permission denied", "platform"),
    # versions
    (gpu(kernel=WORKS._replace(version="570.195.03")), "fail", "driver-library-mismatch", "570.195.03",
     "user, image, platform"),
    (gpu(libraries=LIBRARIES._replace(cuda=library("libcuda.so", "535.1"))), "fail", "driver-library-mismatch",
     "libcuda.so.535.1", "user, image, platform"),
    (gpu(libraries=LIBRARIES._replace(cuda=library("libcuda.so", "590.1", "/opt/conda/cuda-compat"))), "pass", None,
     "can be used", None),
    (gpu(talk={"library": "/usr/local/cuda/lib64/stubs/libnvidia-ml.so"}), "fail", "stub-library", "stub", "image"),
    (gpu(libraries=LIBRARIES._replace(cuda=library("libcuda.so", None)), talk={"init": 9}), "fail", "stub-library",
     "stub", "image"),
    (gpu(libraries=LIBRARIES._replace(cuda=library("libcuda.so", None))), "pass", None, "can be used", None),
    (gpu(libraries=LIBRARIES._replace(nvml=library("libnvidia-ml.so", None)), talk=SILENT | {"ended": "slow"}), "warn",
     "nvml-slow", "did not answer", "platform"),
    # NVML's process
    (gpu(talk=SILENT | {"ended": "slow"}), "warn", "nvml-slow", "did not answer in time", "platform"),
    (gpu(talk={"ended": "slow", "devices": (A100,), "total": 8}), "warn", "nvml-slow", "after 1 of 8 GPUs", "platform"),
    (gpu(talk=SILENT | {"ended": "stuck", "problem": HUNG}), "fail", "driver-hung", "hangs in the kernel", "platform"),
    (gpu(talk=SILENT | {"ended": "crashed", "problem": "killed by SIGSEGV"}), "fail", "nvml-crash", "SIGSEGV",
     "platform, image"),
    (none(nodes=NODES, talk=Unknown("did not answer within 3 s", ETIMEDOUT)), "warn", "nvml-slow",
     "within 3 s", "platform"),
    (none(nodes=NODES, talk=Unknown("killed by SIGBUS")), "error", None, "killed by SIGBUS", None),
    (none(nodes=NODES), "error", None, "no facts", None),
    (gpu(talk=SILENT | {"load_error": "wrong ELF class"}), "fail", "libs-not-injected", "wrong ELF class", "platform"),
    # NVML's answers
    (gpu(talk={"init": 4}), "fail", "device-mode", "insufficient permissions", "platform"),
    (gpu(talk={"init": 9}), "fail", "driver-gone", "not loaded", "user, platform"),
    (gpu(talk={"init": 12}), "fail", "libs-not-injected", "is missing", "platform"),
    (gpu(talk={"init": 15}), "fail", "gpu-lost", "is lost", "platform"),
    (gpu(talk={"init": 17}), "fail", "cgroup-lost", "operating system", "user, platform"),
    (gpu(talk={"init": 18}), "fail", "driver-library-mismatch", "do not fit", "user, image, platform"),
    (gpu(talk={"init": 999}), "fail", "unknown", "code 999", "user, platform"),
    (gpu(talk={"count_code": 999}), "fail", "unknown", "code 999", "user, platform"),
    (gpu(talk={"cuda_code": 12}), "fail", "libcuda-missing", "finds no libcuda", "platform"),
    (gpu(talk={"devices": (A100, Device(1, 15)), "total": 2}), "fail", "gpu-lost", "GPU 1 is lost", "platform"),
    (gpu(talk={"devices": (A100,), "total": 2}), "fail", "unknown", "of 2 GPUs only 1 answered", "user, platform"),
    (gpu(talk={"ended": "stopped"}), "fail", "unknown", "was asked, and it stopped", "user, platform"),
    (gpu(talk={"devices": (Device(0, 16),)}), "fail", "reset-required", "GPU 0 needs a reset", "platform"),
    (gpu(talk={"devices": (Device(0, 999),)}), "fail", "unknown", "code 999", "user, platform"),
    (gpu(talk={"devices": (A100, Device(1, 4)), "total": 2}), "pass", None, "1 NVIDIA GPU can be used", None),
    (gpu(talk={"devices": (Device(0, 4),)}), "fail", "none-usable", "may use none", "user, platform"),
    (gpu(talk={"devices": (Device(0, 4),)}, env=IMAGE), "warn", "none-usable", "may use none", "user, platform"),
    (gpu(talk={"devices": (), "total": 0}), "fail", "none-usable", "counts 0", "user, platform"),
    # those that answer
    (gpu(talk={"devices": (A100._replace(mig_mode=True),)}), "fail", "mig-unset", "no part of it", "user"),
    (gpu(env={"NVIDIA_VISIBLE_DEVICES": "MIG-1,MIG-2"}, talk={"devices": (SPLIT,)}),
     "fail", "uuid-missing", "MIG-2", "user"),
    (gpu(env={"NVIDIA_VISIBLE_DEVICES": "MIG-1"}, talk={"devices": (SPLIT,)}),
     "pass", None, "split (MIG): 1 part here", None),
    *[(gpu(env={"CUDA_VISIBLE_DEVICES": value}), "fail", "hidden-by-env", "hides all", "user")
      for value in ("", "-1", "NoDevFiles", "1", "GPU-ffffffff", "all")],
    (gpu(env={"CUDA_VISIBLE_DEVICES": ""} | IMAGE), "warn", "hidden-by-env", "hides all", "user"),
    (gpu(env={"CUDA_VISIBLE_DEVICES": "0,3"}), "warn", "hidden-by-env", "hides some", "user"),
    *[(gpu(env={"CUDA_VISIBLE_DEVICES": value}), "pass", None, "", None) for value in ("0", UUID, UUID[:12])],
    (gpu(env=dict.fromkeys(("CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"), f"MIG-{UUID}/1/0"),
         talk={"devices": (SPLIT,)}), "pass", None, "1 part here", None),
    (gpu(mps=ENOENT, env={"CUDA_MPS_PIPE_DIRECTORY": "/mps"}), "fail", "mps", "/mps: no such file", "platform"),
    (gpu(mps=EACCES, env={"CUDA_MPS_PIPE_DIRECTORY": "/mps"}), "fail", "mps", "may not enter", "platform"),
    (gpu(mps=0, env={"CUDA_MPS_PIPE_DIRECTORY": "/mps"}), "pass", None, "", None),
    (gpu(talk={"devices": (A100._replace(compute_mode=2),)}), "warn", "busy", "no process at all", "platform"),
    (gpu(talk={"devices": (A100._replace(compute_mode=3),)}), "warn", "busy", "one process at a time", "user"),
    (gpu(talk={"devices": (A100._replace(free_bytes=1 << 30),)}), "warn", "busy", "1.0 GiB of 40.0 GiB", "user"),
    # more than was asked for
    (gpu(env=IMAGE, kernel=WORKS._replace(pci_count=1)), "warn", "leak", "all of its node's GPUs (1)",
     "platform, user"),
    (gpu(env=IMAGE, kernel=WORKS._replace(pci_count=None)), "warn", "leak", "nobody asked for a GPU", "platform, user"),
    (gpu(env=IMAGE), "pass", None, "", None),
    (gpu(env=IMAGE, injected=("0",), kernel=WORKS._replace(pci_count=1)), "pass", None, "", None),
    (gpu(env=IMAGE, kernel=WORKS._replace(pci_count=1), libraries=GKE), "pass", None, "", None),
    (gpu(env={"NVIDIA_VISIBLE_DEVICES": "void"}), "pass", None, "1 NVIDIA GPU can be used: NVIDIA A100", None),
    (gpu(env={"NVIDIA_VISIBLE_DEVICES": INJECTED}), "pass", None, "(40.0 GiB)", None),
    (gpu(talk={"devices": second(), "total": 2}), "pass", None, "2 NVIDIA GPUs can be used", None),
]  # fmt: skip


@pytest.mark.parametrize(("found", "status", "cause", "words", "by"), ROWS)
def test_every_row_of_the_decision_list(found, status, cause, words, by):
    verdict = judge_one("gpu.visible", found)
    who = ", ".join(advice.by for advice in verdict.advice) or None
    assert (verdict.status, verdict.evidence.get("cause"), who) == (status, cause, by)
    assert words in verdict.summary
    assert bool(verdict.advice) == (status in ("warn", "fail"))


@pytest.mark.parametrize(
    ("found", "expected", "status", "cause", "words"),
    [
        (none(), "nvidia:1", "fail", "wrong-node", "one is expected"),
        (none(env=IMAGE, kernel=WORKS), "nvidia", "fail", "not-injected", "one is expected"),
        (none(env=IMAGE, kernel=WORKS), "none", "skip", "not-expected", "none visible"),
        (none(env=IMAGE, kernel=WORKS), "0", "skip", "not-expected", "none visible"),
        (none(), "amd", "fail", "vendor-missing", "no amd accelerator"),
        (gpu(), "nvidia:2", "fail", "too-few", "only 1 GPU of 2 expected"),
        (gpu(), "1", "pass", None, "can be used"),
        (gpu(env=IMAGE), "none", "warn", "leak", "nobody asked for a GPU"),
        (gpu(), "none", "pass", None, "can be used"),
        (gpu(env=IMAGE, kernel=WORKS._replace(pci_count=1)), "nvidia:1", "pass", None, "can be used"),
        (gpu(), "tpu", "fail", "vendor-missing", "no tpu accelerator"),
    ],
)
def test_what_is_stated_wins_over_all_evidence(found, expected, status, cause, words):
    verdict = judge_one("gpu.visible", found, expecting(expected))
    assert (verdict.status, verdict.evidence.get("cause")) == (status, cause)
    assert words in verdict.summary


@pytest.mark.parametrize(
    ("found", "usable"),
    [
        (none(), 0),
        (gpu(), 1),
        (gpu(talk={"devices": second(), "total": 2}), 2),
        (gpu(talk={"devices": (A100, Device(1, 15)), "total": 2}), 1),
        (gpu(talk={"devices": (A100._replace(mig_mode=True, mig=("MIG-1", "MIG-2")),)}, env=IMAGE), 2),
        (opening(CONTROL, EPERM), 0),
        (gpu(env={"CUDA_VISIBLE_DEVICES": ""}), 0),
        (gpu(talk=SILENT | {"ended": "slow"}), None),
        (gpu(libraries=LIBRARIES._replace(nvml=None), talk=SILENT | {"load_error": "no such file"}), None),
    ],
)
def test_the_report_says_how_many_can_be_used(found, usable):
    assert judge_one("gpu.visible", found).evidence["usable"] == usable


def test_further_findings_are_not_lost():
    verdict = judge_one(
        "gpu.visible",
        gpu(env=IMAGE, kernel=WORKS._replace(pci_count=1), talk={"devices": (A100._replace(compute_mode=3),)}),
    )
    assert verdict.evidence["cause"] == "busy"
    assert verdict.evidence["also"] == ["leak"]


def test_a_refusal_shows_whose_node_it_is_and_who_asked():
    evidence = judge_one("gpu.visible", opening(CONTROL, EACCES)).evidence
    assert (evidence["path"], evidence["errno"], evidence["owner"], evidence["mode"]) == (
        CONTROL,
        "EACCES",
        "0:0",
        "0666",
    )
    assert evidence["runs_as"] == "1000:0, groups 0, 100"
    assert evidence["detail"] == "it belongs to root:root, mode 0666; the notebook runs as 1000:0, groups 0, 100"


def test_a_library_that_the_loader_misses_is_found_by_its_own_folder():
    verdict = judge_one("gpu.visible", gpu(libraries=Libraries(None, None, ("/opt/nvidia/lib64/libcuda.so.1",))))
    assert "`ENV LD_LIBRARY_PATH=/opt/nvidia/lib64`" in verdict.advice[0].text


def test_a_driver_and_library_that_do_not_fit_are_one_problem():
    found = gpu(kernel=WORKS._replace(version="570.195.03"))
    report = runner.judge(found, CONTRACT, [BY_ID["gpu.visible"], BY_ID["gpu.driver"]], "running", 0.0)
    assert [(check.status, check.because) for check in report.checks] == [("fail", "gpu.driver"), ("fail", None)]


def test_uuids_are_shortened_everywhere():
    found = gpu(env={"NVIDIA_VISIBLE_DEVICES": f"{UUID},GPU-22222222-ef3b-d676-4606-ba4bb3f75ba5"})
    assert "ef3b-d676" not in str(judge_one("gpu.visible", found))
