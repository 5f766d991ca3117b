"""Healthy notebooks raise no alarm: no failure, no warning, no error, whatever the platform, user, disk or setting.

HOME is in its second pod, so that the mark speaks. The server is asked in the variants that run one.
"""

import json
from contextlib import ExitStack, contextmanager

import pytest

from tests.container.bench import KFCHECK, Mount
from tests.container.test_gpu import ENV as GPU_ENV
from tests.container.test_gpu import LIBRARIES
from tests.container.test_start import serving
from tests.faults import fuse, volumes
from tests.faults.variants import VARIANTS, Variant
from tests.faults.volumes import own
from tests.gpu.machine import Machine
from tests.server.test_command import report  # noqa: F401 -- a fixture
from tests.tools import need

MAKE = {"ext4": ("mkfs.ext4", "-q"), "xfs": ("mkfs.xfs", "-q"), "btrfs": ("mkfs.btrfs", "-q")}
UNWELL = ("warn", "fail", "error")


@pytest.fixture(scope="module")
def disks(tmp_path_factory):
    """Gives a new volume by the kind of file system; each kind is made once, a variant gets a folder of its own."""
    need("root", "mkfs.ext4", "mkfs.xfs", "mkfs.btrfs", "/dev/loop-control", "/dev/fuse")
    made = {}
    with ExitStack() as stack:

        def disk(kind):
            kind = "ext4" if kind == "subPath" else kind
            if kind not in made:
                folder = tmp_path_factory.mktemp("disks") / kind
                if kind == "fuse":
                    made[kind] = stack.enter_context(fuse.disk(folder)).folder
                else:
                    made[kind] = stack.enter_context(volumes.disk(folder, kind, *MAKE[kind], size="400M"))
            return made[kind]

        yield disk


@contextmanager
def started(bench, disks, machine, variant: Variant):
    """A container of the variant, and its HOME's second pod where it has a volume."""
    mounts, options, env, home = [], list(variant.options), dict(variant.env), None
    if variant.fs != "layer":
        home = disks(variant.fs)
        if variant.fs == "subPath":
            home = home / f"sub-{len(list(home.iterdir()))}"
            home.mkdir()
            own(home, (0, 100), 0o2775)
        mounts = [Mount(home, variant.at)]
    if variant.gpu:
        mounts.append(Mount(machine.libraries, LIBRARIES, read_only=True))
        options += [f"--device=/dev/full:/dev/{name}" for name in ("nvidia0", "nvidiactl", "nvidia-uvm")]
        env |= GPU_ENV
    own_pod = bench.pod() if variant.pod else None
    with bench.run(user=variant.user, mounts=mounts, options=options, env=env, pod=own_pod) as notebook:
        yield notebook


@pytest.fixture
def with_gpu(tmp_path, request):
    """A machine with the fake libraries, only for the variants that have a GPU."""
    if not VARIANTS[request.node.callspec.params["name"]].gpu:
        return None
    machine = Machine(tmp_path, request.getfixturevalue("fake_nvml"))
    machine.install("libnvidia-ml", "libcuda")
    return machine


def unwell(document):
    return {check["id"]: check["summary"] for check in document["checks"] if check["status"] in UNWELL}


@pytest.fixture(scope="module")
def marked(bench, disks):
    """The file systems that have had their first pod."""
    seen = set()

    def mark(variant):
        if variant.pod and variant.fs in ("ext4", "xfs", "btrfs", "fuse") and (variant.fs, variant.at) not in seen:
            with bench.run(mounts=[Mount(disks(variant.fs), variant.at)], pod=bench.pod(),
                           env={"HOME": variant.at}) as notebook:  # fmt: skip
                assert notebook.ask("kfcheck", "startup").returncode == 0
            seen.add((variant.fs, variant.at))

    return mark


@pytest.mark.parametrize("name", VARIANTS)
def test_a_healthy_notebook(bench, disks, marked, with_gpu, name):
    variant = VARIANTS[name]
    marked(variant)
    with started(bench, disks, with_gpu, variant) as notebook:
        if variant.inside:
            done = notebook.ask("sh", "-c", variant.inside)
            assert done.returncode == 0, done.stderr
        code, document = notebook.kfcheck(
            "--skip", "server", "--fail-on", "warn", *variant.args, program=(*variant.program, KFCHECK)
        )
    assert unwell(document) == {}
    assert code == 0
    assert len(document["checks"]) > 15
    if variant.pod and variant.fs in ("ext4", "xfs", "btrfs", "fuse"):
        (lasts,) = (check for check in document["checks"] if check["id"] == "home.persistent")
        assert lasts["evidence"]["basis"] == "proven"


def test_a_healthy_notebook_that_runs(notebooks, pvc):
    """Kubeflow's own: s6, JupyterLab, a volume; asked at start-up and while it runs."""
    with notebooks.run(home=pvc, pod=notebooks.pod(), options=("--shm-size=1g",)) as notebook:
        serving(notebook)
        code, document = notebook.kfcheck("--fail-on", "warn")
        start = json.loads(notebook.root("cat", "/run/kfcheck/startup.json"))
    assert (unwell(document), unwell(start), code) == ({}, {}, 0)


@pytest.mark.parametrize("family", ["IPv6 only", "dual stack", "IPv4 only"])
def test_a_healthy_notebook_in_a_network(report, family):  # noqa: F811 -- the fixture
    setup = {"IPv6 only": "ip -6 addr add fd00::7/128 dev lo nodad", "IPv4 only": "ip addr add 10.9.0.7/32 dev lo"}
    both = "\n".join(setup.values())
    document, code = report(setup.get(family, both), ip="0.0.0.0" if family == "IPv4 only" else "")
    assert (unwell(document), code) == ({}, 0)
