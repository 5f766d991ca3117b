"""Images with one fault each, a layer above the shared JupyterLab image; and `kfcheck image` over the tests' podman."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dev import schema
from tests import rules
from tests.container import images, layers
from tests.container.conftest import notebook_layers, notebooks, podman  # noqa: F401 -- fixtures
from tests.container.images import Layer
from tests.container.podman import Podman
from tests.image.faults import FAULTS, WITHOUT_JUPYTER
from tests.tools import SYSTEM_PATH

COMMAND = (sys.executable, "-I", "-m", "jupyter_kfcheck", "image")
LABEL = "kfcheck.owner"
KINDS = (
    (("ps", "--all"), ("inspect", "--format={{json .Config.Labels}}")),
    (("volume", "ls"), ("volume", "inspect", "--format={{json .Labels}}")),
)


@dataclass(frozen=True)
class Kfcheck:
    """The command, over an engine of the tests' own."""

    path: str
    podman: Podman

    def __call__(self, image: str, *args: str, **env: str) -> tuple[int, dict[str, Any]]:
        """`kfcheck image IMAGE --format json`: the exit code, and the report. Nothing is left running."""
        done = self.ask(image, "--format", "json", *args, **env)
        assert done.stdout, done.stderr
        document = rules.held(json.loads(done.stdout))
        jsonschema.validate(document, schema.shipped(schema.IMAGE_FILE))
        return done.returncode, document

    def ask(self, *args: str, **env: str) -> "subprocess.CompletedProcess[str]":
        """What became of the command, whatever it was."""
        with self.start(*args, **env) as process:
            out, err = process.communicate(timeout=900)
        assert self.left(process.pid) == [], err
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def start(self, *args: str, **env: str) -> "subprocess.Popen[str]":
        """The command, running."""
        pipe = subprocess.PIPE
        return subprocess.Popen([*COMMAND, *args], stdout=pipe, stderr=pipe, text=True, env=self.env(**env))

    def env(self, **more: str) -> dict[str, str]:
        return {**os.environ, "PATH": f"{self.path}{os.pathsep}{SYSTEM_PATH}", **more}

    def left(self, pid: int) -> list[str]:
        """What the run with this process id has in the engine; other runs may use it at the same time."""
        seen = []
        for listed, labels in KINDS:
            for name in self.podman(*listed, "--quiet", f"--filter=label={LABEL}").split():
                told = self.podman.ask(*labels, name)  # another run may have taken its own away
                if not told.returncode and f"/{pid}/" in json.loads(told.stdout)[LABEL]:
                    seen.append(name)
        return seen


@pytest.fixture(scope="session")
def engines(podman: Podman, tmp_path_factory) -> Path:  # noqa: F811 -- the fixture
    """A folder for PATH with podman on the tests' own store."""
    folder = tmp_path_factory.mktemp("engines")
    settings = f"export CONTAINERS_CONF={shlex.quote(podman.env['CONTAINERS_CONF'])}"
    program = shlex.join(["exec", "/usr/bin/podman", *podman.prefix[1:]])
    (folder / "podman").write_text(f'#!/bin/sh\n{settings}\n{program} "$@"\n')
    (folder / "podman").chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def kfcheck(engines: Path, podman: Podman) -> Kfcheck:  # noqa: F811 -- the fixture
    return Kfcheck(str(engines), podman)


@pytest.fixture(scope="session")
def built(podman: Podman, notebook_layers) -> Callable[..., str]:  # noqa: F811 -- the fixtures
    """The name of an image with this fault, or with these lines of a Dockerfile."""
    lab = [*notebook_layers, *layers.lab()]

    def build(fault: str = "", *more: Layer) -> str:
        below = notebook_layers if fault in WITHOUT_JUPYTER else lab
        return images.build(podman, *below, *more, *([FAULTS[fault]] if fault else []))

    return build
