"""Faults of the catalogue that no other test stages: each is named with its remedy, and gone when it is applied."""

from dataclasses import replace

import pytest

from tests.container.bench import Mount
from tests.container.reports import expect, find
from tests.container.test_gpu import ENV as GPU_ENV
from tests.container.test_gpu import LIBRARIES, UUID
from tests.container.test_gpu import replace as put_node
from tests.container.test_s6 import service
from tests.container.test_start import until
from tests.faults import fuse
from tests.gpu.machine import IMAGE, NODE, VERSION, by_id
from tests.server import test_command
from tests.server.test_command import report  # noqa: F401 -- a fixture
from tests.tools import need

SLEEP = ("--entrypoint=sleep",)
NO_ESCALATION = "--security-opt=no-new-privileges"
TORCH = "/usr/local/lib/python3.11/dist-packages/torch"


def asked(notebook, check):
    _, document = notebook.kfcheck("--only", check)
    return document


def test_s6_whose_run_belongs_to_root(notebooks, pvc, tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    run.chmod(0o755)
    wanted = {"home": pvc, "pod": notebooks.pod()}
    options = (*SLEEP, NO_ESCALATION)
    with notebooks.run("infinity", **wanted, mounts=[Mount(run, "/run")], options=options) as notebook:
        expect(
            asked(notebook, "s6.init"), "s6.init", "fail", "/run belongs to 0:0 (mode 0755)",
            remedy="Mount no volume on /run.", by="platform",
        )  # fmt: skip
    with notebooks.run("infinity", **wanted, options=options) as notebook:  # the same folder, of the image
        notebook.root("chmod", "755", "/run")
        expect(
            asked(notebook, "s6.init"), "s6.init", "fail", "/run belongs to 0:0 (mode 0755)",
            remedy="`RUN chgrp 0 /run && chmod 0775 /run`", by="image",
        )  # fmt: skip
    # No volume, and the mode that the Dockerfile gives it.
    with notebooks.run(**wanted, options=(NO_ESCALATION,)) as notebook:
        until(lambda: find(asked(notebook, "s6.init"), "s6.init")["status"] == "pass")


@pytest.mark.parametrize(
    ("broken", "mended", "said"),
    [
        ({"env": {"S6_CMD_WAIT_FOR_SERVICES_MAXTIME": "5000"}}, {},
         ("warn", "start-up scripts together 5 s", "S6_CMD_WAIT_FOR_SERVICES_MAXTIME=300000", "image")),
        ({"options": (*SLEEP, "--read-only")},
         {"options": ("--read-only", "--tmpfs=/run:mode=0775,exec", "--tmpfs=/tmp:mode=1777"),
          "env": {"S6_READ_ONLY_ROOT": "1"}},
         ("fail", "the root is read-only, and S6_READ_ONLY_ROOT is not 1", "Set `S6_READ_ONLY_ROOT=1`", "platform")),
        ({"options": SLEEP}, {}, ("warn", "but PID 1 is sleep", "`shareProcessNamespace: true`", "platform")),
    ],
    ids=["limit", "read-only", "pid1"],
)  # fmt: skip
def test_s6_that_could_not_start_or_is_set_badly(notebooks, pvc, broken, mended, said):
    status, says, remedy, by = said
    command = ("infinity",) if SLEEP[0] in broken.get("options", ()) else ()
    with notebooks.run(*command, home=pvc, pod=notebooks.pod(), **broken) as notebook:
        expect(asked(notebook, "s6.init"), "s6.init", status, says, remedy=remedy, by=by)
    with notebooks.run(home=pvc, pod=notebooks.pod(), **mended) as notebook:
        until(lambda: find(asked(notebook, "s6.init"), "s6.init")["status"] == "pass")


def test_a_script_that_cannot_run(notebooks, tmp_path):
    script = tmp_path / "script"
    script.write_bytes(b"#!/bin/sh\r\nexit 0\r\n")
    script.chmod(0o755)
    place = "/etc/cont-init.d/02-mine"
    with notebooks.run("infinity", pod=notebooks.pod(), mounts=[Mount(script, place)], options=SLEEP) as notebook:
        document = asked(notebook, "s6.scripts")
        expect(document, "s6.scripts", "fail", "CRLF", remedy=f"sed -i 's/\\r$//' {place}", by="image")
        script.write_bytes(script.read_bytes().replace(b"\r", b""))  # what sed does in the Dockerfile
        assert find(asked(notebook, "s6.scripts"), "s6.scripts")["status"] == "pass"


def test_a_service_that_ends_in_a_loop(notebooks, tmp_path):
    loop = service(tmp_path, "loop", b"#!/bin/sh\nexit 3\n")
    with notebooks.run(pod=notebooks.pod(), mounts=[loop]) as notebook:
        # Not only down at one moment: by its three deaths, which the next answer tells as well.
        until(lambda: "loop ended 3 times" in find(asked(notebook, "s6.services"), "s6.services")["summary"])
        expect(asked(notebook, "s6.services"), "s6.services", "fail", "loop", remedy="the container's log", by="image")
    with notebooks.run(pod=notebooks.pod()) as notebook:
        until(lambda: find(asked(notebook, "s6.services"), "s6.services")["status"] == "pass")


OLD = "535.129.03"


@pytest.mark.parametrize(
    ("check", "cause", "stage", "nvml", "env", "mended"),
    [
        ("gpu.visible", "not-injected", replace(NODE, nodes={}), "", {"NVIDIA_VISIBLE_DEVICES": UUID}, IMAGE),
        ("gpu.driver", "driver-too-old", replace(NODE, version=VERSION.replace("580.65.06", OLD)),
         f"version={OLD} driver_cuda=12020", IMAGE, IMAGE),
        ("gpu.visible", "leak", NODE, "count=2", IMAGE, {"NVIDIA_VISIBLE_DEVICES": UUID}),
    ],
    ids=["not-injected", "driver-too-old", "leak"],
)  # fmt: skip
def test_a_gpu_that_programs_cannot_use(machine, check, cause, stage, nvml, env, mended):
    if cause == "driver-too-old":
        for library in machine.libraries.iterdir():
            library.unlink()
        machine.install("libnvidia-ml", "libcuda", version=OLD)
    said = by_id(machine.report(stage, nvml, **env))[check]
    assert (said["status"] in ("warn", "fail"), said["evidence"]["cause"]) == (True, cause), said
    assert said["remedies"]
    for library in machine.libraries.iterdir():
        library.unlink()
    machine.install("libnvidia-ml", "libcuda")
    well = by_id(machine.report(NODE, "", **mended))[check]
    assert well["status"] == "pass", well


@pytest.fixture
def gpu_notebook(bench, machine, pod, pvc):
    """Starts a pod with one GPU, for which /dev/full stands in."""

    def start(*mounts, **env):
        libraries = Mount(machine.libraries, LIBRARIES, read_only=True)
        options = [f"--device=/dev/full:/dev/{name}" for name in ("nvidia0", "nvidiactl", "nvidia-uvm")]
        env = GPU_ENV | {"NVIDIA_VISIBLE_DEVICES": UUID} | env
        return bench.run(pod=pod, home=pvc, mounts=[libraries, *mounts], env=env, options=[*options, "--shm-size=1g"])

    return start


def test_a_gpu_that_the_node_took_away(gpu_notebook):
    with gpu_notebook() as notebook:
        put_node(notebook, "nvidiactl")
        document = asked(notebook, "gpu")
        expect(
            document, "gpu.visible", "fail", "", remedy="Stop and start the notebook", by="user", cause="cgroup-lost"
        )
    with gpu_notebook() as notebook:
        assert find(asked(notebook, "gpu"), "gpu.visible")["status"] == "pass"


def torch(tmp_path, text):
    folder = tmp_path / f"torch-{len(text)}"
    folder.mkdir()
    (folder / "version.py").write_text(text)
    return Mount(folder, TORCH, read_only=True)


def test_a_framework_that_does_not_fit_the_gpu(gpu_notebook, tmp_path):
    with gpu_notebook(torch(tmp_path, "__version__ = '2.12.0+cpu'\ncuda: Optional[str] = None\n")) as notebook:
        document = asked(notebook, "gpu.framework")
        expect(document, "gpu.framework", "fail", "is a CPU build", remedy="", by="user", cause="cpu-build")
    mended = torch(tmp_path, "__version__ = '2.12.0'\ncuda: Optional[str] = '13.0'\n")
    (mended.source / "lib").mkdir()
    (mended.source / "lib/libcudart.so.13").touch()
    with gpu_notebook(mended) as notebook:
        assert find(asked(notebook, "gpu.framework"), "gpu.framework")["status"] == "pass"


def test_shared_memory_too_small_for_torch(bench, pod, pvc, tmp_path):
    mount = torch(tmp_path, "__version__ = '2.12.0'\ncuda = '13.0'\n")
    with bench.run(home=pvc, pod=pod, mounts=[mount], options=("--shm-size=64m",)) as notebook:
        expect(
            asked(notebook, "runtime.shm"), "runtime.shm", "warn", "64.0 MiB, too little for torch",
            remedy="emptyDir with `medium: Memory`", by="platform",
        )  # fmt: skip
    with bench.run(home=pvc, pod=pod, mounts=[mount], options=("--tmpfs=/dev/shm:size=1g",)) as notebook:
        assert find(asked(notebook, "runtime.shm"), "runtime.shm")["status"] == "pass"


# The command waits for a port that listens, not until nothing fails.
ONCE = test_command.SCRIPT.replace(" --wait 60", "").replace(
    "exec", "until {python} -c \"import socket; socket.create_connection(('127.0.0.1', 8888))\" 2>/dev/null\n"
    "do sleep 0.1; done; sleep 1\nexec",
)  # fmt: skip


def test_a_server_without_the_family_that_the_pod_has(report, monkeypatch):  # noqa: F811 -- the fixture
    need("root", "ip")
    setup = "ip -6 addr add fd00::7/128 dev lo nodad"
    with monkeypatch.context() as patched:
        patched.setattr(test_command, "SCRIPT", ONCE)
        document, code = report(setup, ip="0.0.0.0")
    said = find(document, "server.port")
    assert (said["status"], code) == ("fail", 1), said
    assert "--ServerApp.ip" in said["remedy"]
    document, code = report(setup, ip="::")
    assert (find(document, "server.port")["status"], code) == ("pass", 0)


def test_a_runtime_directory_on_a_share_with_fixed_modes(bench, pod, pvc, tmp_path):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "share", kind="fuse.blobfuse", source="azurefile", file_mode=0o677) as share:
        mounts = [Mount(share.folder, "/share")]
        with bench.run(home=pvc, pod=pod, mounts=mounts, env={"JUPYTER_RUNTIME_DIR": "/share"}) as notebook:
            expect(
                asked(notebook, "runtime.dir"), "runtime.dir", "fail", "gives its files mode 0677, not 0600",
                remedy="JUPYTER_RUNTIME_DIR=/tmp/jupyter_runtime", by="image", observed="0677",
            )  # fmt: skip
    with bench.run(home=pvc, pod=pod, env={"JUPYTER_RUNTIME_DIR": "/tmp/jupyter_runtime"}) as notebook:
        assert find(asked(notebook, "runtime.dir"), "runtime.dir")["status"] == "pass"
