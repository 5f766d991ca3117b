"""Refusals as a container runtime makes them: its device cgroup, and the modes of nodes; as UID 1000."""

from contextlib import contextmanager

import pytest

from tests.container.bench import Mount
from tests.gpu.machine import IMAGE, Machine, by_id, compile_fake

LIBRARIES = "/opt/driver"
UUID = "GPU-00000001-ef3b-d676-4606-ba4bb3f75ba5"
ENV = {"LD_LIBRARY_PATH": LIBRARIES, "FAKE_NVML": "count=1"}


@pytest.fixture
def notebook(bench, tmp_path):
    """Starts a container with the driver's libraries, in which /dev/full stands in for the devices named."""
    machine = Machine(tmp_path, compile_fake(tmp_path))
    machine.install("libnvidia-ml", "libcuda")

    @contextmanager
    def start(*devices, **env):
        options = [f"--device=/dev/full:/dev/{device}" for device in devices]
        mount = Mount(machine.libraries, LIBRARIES, read_only=True)
        with bench.run(mounts=[mount], env=ENV | env, options=options) as container:
            yield container

    return start


def ask(container, name="gpu.visible"):
    _, report = container.kfcheck("--only", "gpu")
    return by_id(report)[name]


def replace(container, device, mode="0666", owner="0:0", kind=("c", "195", "255")):
    """Put a node of real NVIDIA numbers there: to the device cgroup, that is a device it does not know."""
    container.root("rm", "-f", f"/dev/{device}")
    container.root("mknod", f"/dev/{device}", *kind)
    container.root("chmod", mode, f"/dev/{device}")
    container.root("chown", owner, f"/dev/{device}")


def test_a_gpu_that_the_device_cgroup_lost_at_run_time_shows_with_the_next_report(notebook):
    with notebook("nvidia0", "nvidiactl", "nvidia-uvm", NVIDIA_VISIBLE_DEVICES=UUID) as container:
        before = ask(container)
        assert before["status"] == "pass", before
        replace(container, "nvidiactl")
        after = ask(container)
        assert (after["status"], after["evidence"]["cause"], after["evidence"]["errno"]) == (
            "fail",
            "cgroup-lost",
            "EPERM",
        )
        assert after["remedy"].startswith("Stop and start the notebook")
        assert after["remedy_by"] == "user"
        assert after["evidence"]["nvml"]["library"] is None, "NVML is not asked"
        assert ask(container, "gpu.driver")["status"] == "skip"


def test_a_node_whose_mode_keeps_the_user_out(notebook):
    with notebook("nvidia0", "nvidiactl", "nvidia-uvm") as container:
        replace(container, "nvidiactl", mode="0660", owner="0:106")
        found = ask(container)
        assert (found["status"], found["evidence"]["cause"], found["evidence"]["errno"]) == (
            "fail",
            "device-mode",
            "EACCES",
        )
        assert (found["evidence"]["owner"], found["evidence"]["mode"]) == ("0:106", "0660")
        assert found["evidence"]["runs_as"] == "1000:0, groups 0, 100"


def test_an_accelerator_that_must_not_be_opened_is_refused_all_the_same(notebook):
    with notebook("neuron0", "neuron1", NEURON_RT_VISIBLE_CORES="0") as container:
        assert ask(container)["summary"] == "2 Neuron accelerators can be opened"
        replace(container, "neuron1")
        assert ask(container)["evidence"]["cause"] == "cgroup-lost"
        replace(container, "neuron1", mode="0600")
        assert ask(container)["evidence"]["cause"] == "device-mode"


def test_a_notebook_that_sees_gpus_that_it_never_asked_for(notebook):
    with notebook("nvidia0", "nvidiactl", "nvidia-uvm", KFCHECK_EXPECT_GPU="none", **IMAGE) as container:
        found = ask(container)
        assert (found["status"], found["evidence"]["cause"], found["remedy_by"]) == ("warn", "leak", "platform")


def test_a_cuda_image_without_a_gpu(notebook):
    with notebook(**IMAGE) as container:
        assert ask(container)["status"] == "skip"
        assert ask(container)["evidence"]["expectation"]["level"] == "capable"
