"""The texts that real nodes and wheels show."""

import re
from errno import EACCES

import pytest

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.checks.gpu import versions
from jupyter_kfcheck.checks.gpu.expectation import requested_ids
from jupyter_kfcheck.facts.gpu import frameworks, kernel, libraries, toolkits
from jupyter_kfcheck.facts.gpu.environment import VARIABLES
from tests.build import judge_one
from tests.checks.gpu.build import node, none
from tests.checks.gpu.test_vendors import amd


@pytest.fixture
def corpus(shared):
    return lambda name: (shared / "corpus/gpu" / name).read_text("utf-8")


def test_every_version_of_the_kernel_module_is_read(corpus):
    texts = re.split(r"^##.*\n", corpus("01_proc_driver_nvidia_version.txt"), flags=re.MULTILINE)[1:]
    assert [kernel.parse_version(text) for text in texts] == [
        "535.129.03",
        "555.42.06",
        "540.4.0",
        "384.81",
        "515.65.01",
    ]


def test_torch_and_tensorflow_by_their_own_texts(corpus):
    text = corpus("07_build_info_texts.txt")
    assert frameworks.parse_torch(text) == ("2.5.1+cu124", "cuda", "12.4")
    build, cuda, archs = frameworks.parse_tensorflow(text)
    assert (build, cuda) == ("cuda", None), "a Windows build names a DLL, not a version"
    assert archs == ("sm_35", "sm_50", "sm_60", "sm_70", "sm_75", "compute_80")


def test_the_variables_of_real_images_are_read(corpus):
    lines = [line for line in corpus("05_env_dumps.txt").splitlines() if re.match(r"[A-Z_]+=", line)]
    env = {}
    for name, _, value in (line.partition("=") for line in lines):
        env.setdefault(name, []).append(value)
    assert {"NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES", "NVIDIA_REQUIRE_CUDA", "CUDA_VERSION"} <= set(
        VARIABLES
    )
    needed = [versions.all_required(none(env={"NVIDIA_REQUIRE_CUDA": v}))[0] for v in env["NVIDIA_REQUIRE_CUDA"]]
    assert [str(required) for required in needed] == ["13.0", "12.0"]
    assert str(versions.all_required(none(env={"CUDA_VERSION": env["CUDA_VERSION"][0]}))[0]) == "8.0"


def test_what_injectors_write_is_told_apart(corpus):
    text = corpus("05_env_dumps.txt")
    uuid = re.search(r"GPU-[0-9a-f-]{36}", text)[0]
    assert requested_ids(uuid) == [uuid]
    for value in ("all", "none", "void", "", "0,1", "/var/run/nvidia-container-devices"):
        assert requested_ids(value) == []


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/usr/lib/x86_64-linux-gnu/libcuda.so.535.129.03", "535.129.03"),
        ("/usr/lib/libnvidia-ml.so.384.81", "384.81"),
        ("/usr/local/cuda/lib64/stubs/libnvidia-ml.so", None),
        ("/usr/lib/libcuda.so.1", None),
    ],
)
def test_the_version_at_the_end_of_a_librarys_name(path, version):
    assert libraries.version_of(path) == version


@pytest.mark.parametrize(
    ("text", "version"),
    [('{"cuda": {"name": "CUDA SDK", "version": "12.4.1"}}', "12.4.1"), ("{}", None), ("[]", None), ("no", None),
     ('{"cuda": {"version": 12}}', None)],
)  # fmt: skip
def test_the_toolkits_own_file(text, version):
    assert toolkits.parse_version(text) == version


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ("Failed to initialize NVML: Unknown Error", "gpu.visible"),
        ("Insufficient Permissions", "gpu.visible"),
        ("GPU is lost", "gpu.visible"),
        ("libcuda.so.1: cannot open shared object file", "gpu.visible"),
        ("Found no NVIDIA driver on your system", "gpu.visible"),
        ("Driver/library version mismatch", "gpu.driver"),
        ("unsatisfied condition: cuda>=", "gpu.driver"),
        ("system has unsupported display driver / cuda driver combination", "gpu.driver"),
        ("no kernel image is available for execution on the device", "gpu.framework"),
    ],
)
def test_a_user_finds_the_message_that_was_shown(corpus, words, check):
    assert words in corpus("04_nvidia_smi_messages.txt")
    assert words in " ".join(BY_ID[check].explanation.split())


def test_real_nodes_of_an_amd_gpu_name_the_group_that_is_missing(corpus):
    listed = re.findall(r"^c(\S+) 1 root (\d+) .* (/dev/\S+)$", corpus("06_other_vendors.txt"), re.MULTILINE)
    assert [mode for mode, _, _ in listed] == ["rw-rw----"] * len(listed)
    nodes = tuple(node(path, "amd", int(gid), 0o660) for _, gid, path in listed)
    found = judge_one("gpu.visible", amd(nodes=nodes, errno=EACCES))
    assert "/dev/kfd cannot be opened: permission denied; it belongs to group 106" in found.summary
    assert "supplementalGroups" in found.advice[0].text
