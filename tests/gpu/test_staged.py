"""The decision list on a staged machine: real device nodes, real refusals of the kernel, a real (fake) library."""

from dataclasses import replace

import pytest

from tests.faults import fuse
from tests.gpu.machine import DRIVER, IMAGE, NODE, VERSION, by_id, without
from tests.gpu.stage import ABSENT, FULL, Stage
from tests.tools import need

OLD = VERSION.replace(DRIVER, "535.129.03")
UUID = "GPU-00000001-ef3b-d676-4606-ba4bb3f75ba5"
EMPTY = Stage(sys={"nothing": ""})
UNLOADED = replace(NODE, nodes={}, version=None)


def test_a_gpu_that_works(machine):
    report = machine.report(NVIDIA_VISIBLE_DEVICES=UUID, NVIDIA_REQUIRE_CUDA="cuda>=13.0")
    seen, driver = by_id(report)["gpu.visible"], by_id(report)["gpu.driver"]
    assert (seen["status"], driver["status"]) == ("pass", "pass")
    assert seen["summary"] == "1 NVIDIA GPU can be used: NVIDIA A100-SXM4-40GB (40.0 GiB)"
    assert driver["summary"] == f"driver {DRIVER} is new enough for CUDA 13.0 (NVIDIA_REQUIRE_CUDA)"
    assert report["container"]["gpus"] == 1
    evidence = seen["evidence"]
    assert evidence["expectation"]["level"] == "requested"
    assert [(node["path"], node["open_errno"]) for node in evidence["dev"]] == [
        ("/dev/nvidia-uvm", None), ("/dev/nvidia0", None), ("/dev/nvidiactl", None),
    ]  # fmt: skip
    assert evidence["nvml"]["library"] == str(machine.libraries / f"libnvidia-ml.so.{DRIVER}")
    assert evidence["devices"][0]["uuid"] == UUID[:12]
    assert evidence["node"] == {"driver": DRIVER, "pci_nvidia_count": 2}


@pytest.mark.parametrize(
    ("stage", "env", "status", "cause"),
    [
        (EMPTY, IMAGE, "skip", "no-gpu-attached"),
        (EMPTY, {"NVIDIA_VISIBLE_DEVICES": UUID}, "fail", "wrong-node"),
        (EMPTY, {"KFCHECK_EXPECT_GPU": "nvidia:1"}, "fail", "wrong-node"),
        (EMPTY, IMAGE | {"NVIDIA_VISIBLE_DEVICES": "none"}, "skip", "disabled"),
        (UNLOADED, IMAGE, "warn", "driver-not-loaded"),
        (replace(NODE, nodes={}), IMAGE, "skip", "not-injected"),
        (replace(NODE, nodes={}), {"NVIDIA_VISIBLE_DEVICES": UUID}, "fail", "not-injected"),
        (without("nvidiactl"), IMAGE, "fail", "driver-gone"),
        (without("nvidia-uvm"), IMAGE, "fail", "uvm"),
        (replace(NODE, nodes=NODE.nodes | {"nvidiactl": ABSENT}), IMAGE, "fail", "driver-gone"),
        (replace(NODE, nodes=NODE.nodes | {"nvidia-uvm": ABSENT}), IMAGE, "fail", "uvm"),
        (replace(NODE, version=OLD), IMAGE, "fail", "driver-library-mismatch"),
    ],
)
def test_devices_and_driver(machine, stage, env, status, cause):
    seen = machine.visible(stage, **env)
    assert (seen["status"], seen["evidence"]["cause"]) == (status, cause)


def test_a_device_that_no_driver_serves_is_really_refused(machine):
    seen = machine.visible(replace(NODE, nodes=NODE.nodes | {"nvidiactl": ABSENT}))
    assert seen["evidence"]["errno"] == "ENXIO"
    assert seen["evidence"]["nvml"]["init"] is None, "NVML is not asked"


@pytest.mark.parametrize(
    ("nvml", "env", "status", "cause"),
    [
        ("init=9", {}, "fail", "driver-gone"),
        ("init=17", {}, "fail", "cgroup-lost"),
        ("init=18", {}, "fail", "driver-library-mismatch"),
        ("init=999", {}, "fail", "unknown"),
        ("cuda=12", {}, "fail", "libcuda-missing"),
        ("count=2 code1=15", {}, "fail", "gpu-lost"),
        ("count=2 code1=16", {}, "fail", "reset-required"),
        ("count=2 code1=4", {}, "pass", None),
        ("count=0", IMAGE, "warn", "none-usable"),
        ("crash=init", {}, "fail", "nvml-crash"),
        ("crash=handle", {}, "fail", "nvml-crash"),
        ("mig=0", {}, "fail", "mig-unset"),
        ("mig=2", {}, "pass", None),
        ("mode=3", {}, "warn", "busy"),
        ("free=3", {}, "warn", "busy"),
        ("count=2", IMAGE, "warn", "leak"),
        ("count=1", IMAGE, "pass", None),
        ("", {"CUDA_VISIBLE_DEVICES": "-1"}, "warn", "hidden-by-env"),
        ("", {"NVIDIA_VISIBLE_DEVICES": UUID, "CUDA_VISIBLE_DEVICES": "7"}, "fail", "hidden-by-env"),
        ("", {"NVIDIA_VISIBLE_DEVICES": f"{UUID},GPU-99999999"}, "fail", "uuid-missing"),
        ("", {"KFCHECK_EXPECT_GPU": "2"}, "fail", "too-few"),
        ("", {"CUDA_MPS_PIPE_DIRECTORY": "/no/such/pipe"}, "fail", "mps"),
        ("banner=1", {}, "pass", None),
        ("descriptors=256", {}, "pass", None),
    ],
)
def test_what_the_library_answers(machine, nvml, env, status, cause):
    seen = machine.visible(NODE, nvml, **env)
    assert (seen["status"], seen["evidence"].get("cause")) == (status, cause), seen


@pytest.mark.parametrize(
    ("nvml", "status", "says", "by"),
    [
        ("cuinit=802", "fail", "not linked yet (no fabric manager) (error 802)", "platform"),
        ("cuinit=803", "fail", "of different versions (error 803)", "user"),
        ("cuinit=804", "fail", "forward compatibility was tried on a GPU that has none (error 804)", "image"),
        ("cuinit=999", "fail", "does not say why (error 999)", "platform"),
        ("crash=cuda", "fail", "its library crashes (killed by SIGSEGV)", "platform"),
        ("hang=cuda", "warn", "did not start within 2 s", "platform"),
        ("cucount=0", "warn", "CUDA starts, and sees no GPU", "user"),
    ],
)
def test_cuda_that_does_not_start_is_named_though_nvml_answers_until_it_starts(machine, nvml, status, says, by):
    report = machine.report(NODE, nvml, **IMAGE)
    said = by_id(report)["gpu.cuda"]
    assert by_id(report)["gpu.visible"]["status"] == "pass"
    assert (said["status"], said["remedy_by"]) == (status, by), said
    assert says in said["summary"]
    well = by_id(machine.report(NODE, "cuinit=0", **IMAGE))["gpu.cuda"]  # what each remedy comes to
    assert (well["status"], well["summary"]) == ("pass", "CUDA starts and sees 1 GPU")
    assert well["evidence"]["library"] == str(machine.libraries / f"libcuda.so.{DRIVER}")


def test_cuda_is_not_asked_without_a_gpu_and_not_at_start_up(machine):
    assert by_id(machine.report(EMPTY, "crash=cuda"))["gpu.cuda"]["status"] == "skip"
    assert "gpu.cuda" not in by_id(machine.report(NODE, "hang=cuda", "--phase", "startup"))


@pytest.mark.parametrize(
    ("installed", "env", "status", "cause"),
    [
        ((), {"NVIDIA_DRIVER_CAPABILITIES": "utility"}, "fail", "no-compute-capability"),
        ((), {}, "fail", "libs-not-injected"),
        (("libnvidia-ml",), {}, "fail", "libcuda-missing"),
        (("libcuda",), {}, "warn", "no-nvml"),
    ],
)
def test_missing_libraries(bare, installed, env, status, cause):
    bare.install(*installed)
    seen = bare.visible(NODE, **env)
    assert (seen["status"], seen["evidence"]["cause"]) == (status, cause)


def test_gkes_libraries_are_found_where_the_loader_does_not_look(bare):
    tree = bare.folder / "tree"
    bare.install("libnvidia-ml", "libcuda", folder=tree / "nvidia/lib64")
    stage = replace(NODE, laid_over={"/usr/local": str(tree)})
    seen = bare.visible(stage)
    assert seen["evidence"]["cause"] == "lib-not-on-path"
    assert "/usr/local/nvidia/lib64/libcuda.so.1" in seen["summary"]
    assert bare.visible(stage, LD_LIBRARY_PATH="/usr/local/nvidia/lib64", **IMAGE)["status"] == "pass"


def test_a_stub_is_told_from_the_drivers_library(bare):
    stubs = bare.install("libnvidia-ml", "libcuda", version=None, folder=bare.folder / "cuda/lib64/stubs")
    seen = bare.visible(NODE, "init=9 banner=1", LD_LIBRARY_PATH=str(stubs))
    assert (seen["status"], seen["evidence"]["cause"]) == ("fail", "stub-library")


def test_a_library_that_does_not_load(machine):
    (machine.libraries / f"libnvidia-ml.so.{DRIVER}").write_text("not ELF")
    seen = machine.visible()
    assert (seen["status"], seen["evidence"]["cause"]) == ("fail", "libs-not-injected")


def test_the_nodes_driver_is_too_old_for_the_image(machine):
    for library in machine.libraries.iterdir():
        library.unlink()
    machine.install("libnvidia-ml", "libcuda", version="535.129.03")
    report = machine.report(replace(NODE, version=OLD), "version=535.129.03 driver_cuda=12020", **IMAGE)
    driver = by_id(report)["gpu.driver"]
    assert (driver["status"], driver["evidence"]["cause"]) == ("fail", "driver-too-old")
    assert "535.129.03" in driver["summary"]
    assert "580" in driver["summary"]


@pytest.mark.parametrize("step", ["init", "count", "handle"])
def test_a_library_that_hangs_is_given_up_and_the_rest_stands(machine, step):
    report = machine.report(NODE, f"count=2 hang={step}", "--only", "gpu", "user", "home")
    assert by_id(report)["gpu.visible"]["evidence"]["cause"] == "nvml-slow"
    assert by_id(report)["gpu.visible"]["status"] == "warn"
    assert by_id(report)["gpu.driver"]["status"] == "skip"
    assert by_id(report)["home.writable"]["status"] == "pass"
    assert report["container"]["gpus"] is None


def test_a_driver_that_hangs_in_the_kernel_is_left_behind(machine):
    need("/dev/fuse")
    with fuse.disk(machine.folder / "disk") as disk:
        (disk.folder / "file").touch()
        with disk.swallowing():
            seen = machine.visible(NODE, f"open={disk.folder}/file")
        assert (seen["status"], seen["evidence"]["cause"]) == ("fail", "driver-hung")
        assert "state D" in seen["evidence"]["process"]


@pytest.mark.parametrize("amd", [True, False])
def test_other_vendors_by_their_nodes_and_sysfs(machine, amd):
    vendor = {"class/drm/renderD128/device/vendor": "0x1002\n" if amd else "0x1a03\n"}
    seen = machine.visible(Stage(nodes={"kfd": FULL, "dri/renderD128": FULL}, sys=vendor))
    assert (seen["status"], seen["evidence"]["usable"]) == (("pass", 1) if amd else ("skip", 0))


def test_a_tpu_is_told_from_a_network_card_in_vfio(machine):
    groups = {f"kernel/iommu_groups/{n}/devices/0000:00:04.0/vendor": v for n, v in ((0, "0x1ae0"), (96, "0x15b3"))}
    seen = machine.visible(Stage(nodes={"vfio/0": FULL, "vfio/96": FULL, "vfio/vfio": FULL}, sys=groups))
    assert seen["summary"] == "1 TPU can be opened"


def test_a_folder_named_accel_is_no_tpu(machine):
    gaudi = {"class/accel/accel0/device/vendor": "0x1da3\n"}
    seen = machine.visible(Stage(nodes={"accel/accel0": FULL}, sys=gaudi))
    assert seen["summary"] == "1 Gaudi accelerator can be opened"
