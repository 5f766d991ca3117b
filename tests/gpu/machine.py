"""A node with one GPU, made of a fake library and staged devices, and kfcheck run on it."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from tests import rules
from tests.gpu.stage import FULL, Stage
from tests.tools import ROOT, need, run

DRIVER = "580.65.06"
VERSION = f"NVRM version: NVIDIA UNIX x86_64 Kernel Module  {DRIVER}  Sun Jul 27 06:54:38 UTC 2025\n"
NODE = Stage(
    nodes={"nvidia0": FULL, "nvidiactl": FULL, "nvidia-uvm": FULL},
    version=VERSION,
    sys={f"bus/pci/devices/0000:0{n}:00.0/{name}": text for n in (1, 2)
         for name, text in (("vendor", "0x10de\n"), ("class", "0x030200\n"))},
)  # fmt: skip
IMAGE = {"NVIDIA_VISIBLE_DEVICES": "all", "NVIDIA_REQUIRE_CUDA": "cuda>=13.0"}


def compile_fake(folder: Path) -> Path:
    """The fake library, compiled into ``folder``."""
    need("cc")
    library = folder / "fake.so"
    run(
        "cc", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o", str(library), str(ROOT / "tests/gpu/fake_nvml.c")
    )
    return library


@dataclass
class Machine:
    """Runs kfcheck on stages. ``libraries`` is a folder for driver libraries, and on LD_LIBRARY_PATH."""

    folder: Path
    fake: Path

    @property
    def libraries(self) -> Path:
        return self.folder / "lib"

    def install(self, *names: str, version: str | None = DRIVER, folder: Path | None = None) -> Path:
        """Put driver libraries into a folder, named and linked as NVIDIA's installer does."""
        folder = folder or self.libraries
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            real = folder / (f"{name}.so.{version}" if version else f"{name}.so.1")
            shutil.copy(self.fake, real)
            if version:
                (folder / f"{name}.so.1").symlink_to(real.name)
        return folder

    def command(self, stage: Stage, *args: str) -> list[str]:
        return stage.command(self.folder / "stage", sys.executable, "-I", "-m", "jupyter_kfcheck", *args)

    def report(self, stage: Stage = NODE, nvml: str = "", *args: str, **env: str) -> dict:
        """kfcheck's report on a stage; ``nvml`` is what the fake library is told."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("NVIDIA", "CUDA", "LD_"))}
        env = {"LD_LIBRARY_PATH": str(self.libraries), "FAKE_NVML": nvml, "HOME": str(self.folder), **env}
        command = self.command(stage, "run", "--only", "gpu", "--format", "json", *args)
        done = subprocess.run(
            command, env=clean | env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.stdout, done.stderr
        return rules.held(json.loads(done.stdout))

    def visible(self, *args, **env) -> dict:
        """gpu.visible of `report`."""
        return by_id(self.report(*args, **env))["gpu.visible"]


def by_id(report: dict) -> dict[str, dict]:
    return {check["id"]: check for check in report["checks"]}


def without(*names: str) -> Stage:
    """The node without some of its device nodes."""
    return replace(NODE, nodes={name: numbers for name, numbers in NODE.nodes.items() if name not in names})
