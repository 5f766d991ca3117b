"""Frameworks and Pythons found by their files, in trees of the shape that pip and conda make."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jupyter_kfcheck.facts import pythons
from jupyter_kfcheck.facts.gpu import frameworks
from jupyter_kfcheck.facts.pythons import Python

TORCH = "2.13.0+cpu"
TORCH_CPU = f"""from typing import Optional

__all__ = ['__version__', 'debug', 'cuda', 'git_version', 'hip', 'rocm', 'xpu']
__version__ = '{TORCH}'
debug = False
cuda: Optional[str] = None
git_version = 'cf30153c4c131c8164ee7798e5022d810682e2cb'
hip: Optional[str] = None
rocm: Optional[str] = None
xpu: Optional[str] = None
"""
TENSORFLOW = """import collections

build_info = collections.OrderedDict([("cpu_compiler", "/usr/lib/llvm-18/bin/clang"), \
("cuda_compute_capabilities", ["sm_60", "sm_70", "sm_80", "sm_89", "compute_90"]), ("cuda_version", "12.5.1"), \
("cudnn_version", "9"), ("is_cuda_build", True), ("is_rocm_build", False), ("is_tensorrt_build", False)])
"""


def tree(folder: Path, *entries: str, **files: str) -> Python:
    """A Python whose site-packages have these entries, and files by path with __ for a slash."""
    site = folder / "lib/python3.11/site-packages"
    site.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        (site / entry).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = site / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Python(f"{folder}/bin/python3", str(folder), (str(site),))


def one(python: Python):
    (found,) = frameworks.find(python, "")
    return found


@pytest.mark.parametrize(
    ("changed", "build", "cuda"),
    [
        ("", "cpu", None),
        ("cuda: Optional[str] = '13.0'", "cuda", "13.0"),
        ("hip: Optional[str] = '6.3.42131'", "rocm", None),
        ("xpu: Optional[str] = '20250000'", "xpu", None),
    ],
)
def test_torch(tmp_path, changed, build, cuda):
    name = changed.partition(":")[0]
    text = TORCH_CPU.replace(f"{name}: Optional[str] = None", changed) if changed else TORCH_CPU
    found = one(tree(tmp_path, f"torch-{TORCH}.dist-info", torch__version=text))
    assert (found.name, found.version, found.build, found.cuda) == ("torch", TORCH, build, cuda)


def test_torch_without_its_text_is_known_by_name_only(tmp_path):
    found = one(tree(tmp_path, "torch", "torch-2.1.0.dist-info"))
    assert (found.version, found.build) == ("2.1.0", None)


@pytest.mark.network
def test_the_cpu_wheel_of_torch_by_its_own_files(tmp_path):
    """Only its small files are unpacked: the wheel has 190 MB. An index of CPU builds is not to be had everywhere."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--python-version", "3.11"]
    platform = ["--only-binary=:all:", "--platform", f"manylinux_2_28_{os.uname().machine}"]
    command = [*pip, *platform, "--dest", str(tmp_path), f"torch=={TORCH}"]
    if subprocess.run(command, capture_output=True, check=False, timeout=120).returncode:
        pytest.skip(f"no index that pip knows here has torch {TORCH}")
    (wheel,) = tmp_path.glob("*.whl")
    python = tree(tmp_path / "env")
    with zipfile.ZipFile(wheel) as archive:
        small = [n for n in archive.namelist() if n == "torch/version.py" or n.endswith(".dist-info/METADATA")]
        archive.extractall(python.folders[0], small)
    wheel.unlink()
    found = one(python)
    assert (found.name, found.version, found.build, found.cuda) == ("torch", TORCH, "cpu", None)


@pytest.mark.parametrize(
    ("text", "build", "cuda"),
    [
        (TENSORFLOW, "cuda", "12.5.1"),
        (TENSORFLOW.replace('"is_cuda_build", True', '"is_cuda_build", False'), "cpu", None),
        (TENSORFLOW.replace('"is_cuda_build", True', '"is_cuda_build", False').replace(
            '"is_rocm_build", False', '"is_rocm_build", True'), "rocm", None),
        ("", None, None),
    ],
)  # fmt: skip
def test_tensorflow(tmp_path, text, build, cuda):
    entries = ("tensorflow_cpu-2.21.0.dist-info", "tensorflow_estimator-2.15.0.dist-info")
    found = one(tree(tmp_path, *entries, tensorflow__python__platform__build_info=text))
    assert (found.name, found.version, found.build, found.cuda) == ("tensorflow", "2.21.0", build, cuda)


@pytest.mark.parametrize(
    ("plugin", "build", "cuda"),
    [
        ((), "cpu", None),
        (("jax_cuda12_plugin-0.10.2.dist-info", "jax_cuda12_pjrt-0.10.2.dist-info"), "cuda", "12"),
        (("jax_cuda13_plugin-0.10.2.dist-info",), "cuda", "13"),
        (("jax_rocm7_plugin-0.10.2.dist-info",), "rocm", None),
        (("libtpu-0.0.40.dist-info", "libtpu"), "tpu", None),
    ],
)
def test_jax(tmp_path, plugin, build, cuda):
    found = one(tree(tmp_path, "jax", "jaxlib", "jax-0.10.2.dist-info", "jaxlib-0.10.2.dist-info", *plugin))
    assert (found.name, found.version, found.build, found.cuda) == ("jax", "0.10.2", build, cuda)


@pytest.mark.parametrize(
    ("entries", "runtimes"),
    [
        ((), ()),
        (("nvidia_cuda_runtime_cu12-12.5.82.dist-info",), ("12",)),
        (("nvidia_cuda_runtime-13.0.96.dist-info",), ("13",)),
        (("torch/lib/libcudart.so.11.0",), ("11",)),
        (("../../libcudart.so.12",), ("12",)),
        (("nvidia_cublas_cu12-12.1.dist-info",), ()),
    ],
)
def test_the_cuda_runtime_that_a_framework_finds(tmp_path, monkeypatch, entries, runtimes):
    monkeypatch.setattr(frameworks, "_SYSTEM", ())
    text = TORCH_CPU.replace("cuda: Optional[str] = None", "cuda: Optional[str] = '12.5'")
    assert one(tree(tmp_path, *entries, torch__version=text)).runtimes == runtimes


def kernel(data: Path, name: str, program: str) -> None:
    folder = data / "kernels" / name
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps({"argv": [program, "-m", "ipykernel_launcher"]}))


def test_kernels_of_other_pythons_are_looked_into(tmp_path, monkeypatch):
    own = tree(tmp_path / "own")
    other = tree(tmp_path / "envs/gpu", torch__version=TORCH_CPU)
    monkeypatch.setattr(pythons, "own", lambda: own)
    monkeypatch.setattr(pythons, "_SYSTEM_DATA", (str(tmp_path / "share"),))
    kernel(tmp_path / "share", "python3", "python")
    kernel(tmp_path / "share", "gpu", other.path)
    kernel(tmp_path / "share", "gpu-again", other.path)
    kernel(tmp_path / "share", "r", "/usr/bin/R")
    kernel(tmp_path / "share", "gone", "/no/such/bin/python")
    (tmp_path / "share/kernels/broken").mkdir()
    (tmp_path / "share/kernels/broken/kernel.json").write_text("[]")
    assert pythons.of_image() == (own, other)


def test_packages_in_home_come_first_but_not_in_a_virtual_environment(tmp_path):
    image, venv = tree(tmp_path / "conda", torch__version=TORCH_CPU), tree(tmp_path / "venv")
    (tmp_path / "venv/pyvenv.cfg").touch()
    mine = tree(tmp_path / "home/.local", torch__version=TORCH_CPU.replace(TORCH, "2.0.0"))
    (python,) = pythons.of_home(str(tmp_path / "home"), (image, venv))
    assert python.folders == (*mine.folders, *image.folders)
    found = one(python)
    assert (found.version, found.in_home, found.python) == ("2.0.0", True, image.path)


def test_a_kernel_of_the_users_own_is_looked_into(tmp_path):
    env = tree(tmp_path / "env", torch__version=TORCH_CPU)
    kernel(tmp_path / "home/.local/share/jupyter", "mine", env.path)
    assert pythons.of_home(str(tmp_path / "home"), ()) == (env,)
    shutil.rmtree(tmp_path / "home")
    assert pythons.of_home(str(tmp_path / "home"), ()) == ()
