"""Images for the tests, built from Debian's packages and PyPI; none is pulled.

An image is a list of layers, each named by a digest of its own inputs and its parent's name: what has not
changed is not built again, in this run or a later one, and a change of code costs the last layer only.
"""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.container.podman import BUILD, Podman
from tests.tools import run

REPOSITORY = "localhost/kfcheck-test"
SUITE, PYTHON = "bookworm", "3.11"  # the Python is the suite's own: they change together
PACKAGES = ("python3", "s6", "execline")
ARCH = os.uname().machine
KEEP_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class Layer:
    """One step of an image.

    `containerfile` is what follows FROM; its build context is a folder that `fill` fills. `inputs` is
    all else that decides the result, so that a finished layer is found without filling anything.
    """

    name: str
    containerfile: str
    inputs: tuple[str, ...] = ()
    fill: Callable[[Path], None] = lambda folder: None  # noqa: ARG005 -- most layers need no context


def build(podman: Podman, *layers: Layer) -> str:
    """The tag of Debian's root with `layers` on it, built as far as it does not exist yet."""
    with podman.alone():
        chain = [_root(podman)]
        for layer in layers:
            name = digest(chain[-1], layer.containerfile, *layer.inputs)
            chain.append(f"{REPOSITORY}/{layer.name}:{name}")
            if not _exists(podman, chain[-1]):
                _build(podman, chain[-2], layer, chain[-1])
        _forget_old(podman, chain)
    return chain[-1]


def digest(*parts: str | bytes) -> str:
    """A short digest over `parts`, in which no part can pass for two."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
    return total.hexdigest()[:16]


def tree_digest(folder: Path) -> str:
    """A digest over the names, modes and contents of all files below `folder`, for a layer's `inputs`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    parts = [f"{path.relative_to(folder)} {path.stat().st_mode:o} {digest(path.read_bytes())}" for path in files]
    return digest(*parts)


def _root(podman: Podman) -> str:
    tag = f"{REPOSITORY}/debian:{digest(SUITE, *PACKAGES, ARCH)}"
    if not _exists(podman, tag):
        with tempfile.TemporaryDirectory(dir=podman.folder) as folder:
            root = Path(folder, "root")
            include = f"--include={','.join(PACKAGES)}"
            run("debootstrap", "--variant=minbase", include, SUITE, str(root))
            for bulk in ("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/locale"):
                shutil.rmtree(root / bulk)
            with tarfile.open(Path(folder, "root.tar"), "w") as tar:
                tar.add(root, ".")
            podman("import", "--quiet", str(Path(folder, "root.tar")), tag)
    return tag


def _build(podman: Podman, parent: str, layer: Layer, tag: str) -> None:
    with tempfile.TemporaryDirectory(dir=podman.folder) as folder:
        context = Path(folder, "context")
        context.mkdir()
        layer.fill(context)
        recipe = Path(folder, "Containerfile")
        recipe.write_text(f"FROM {parent}\n{layer.containerfile}")
        podman("build", *BUILD, "--network=none", "--tag", tag, "--file", str(recipe), str(context))


def _forget_old(podman: Podman, chain: list[str]) -> None:
    """Remove what an earlier state of the code left in the store, but nothing that a parallel run may use."""
    for image in json.loads(podman("images", "--format=json", f"--filter=reference={REPOSITORY}/*")):
        if time.time() - image["Created"] > KEEP_SECONDS and not set(chain) & set(image["Names"]):
            # Refused, and rightly, where a container or another image stands on it.
            podman.ask("rmi", *image["Names"])


def _exists(podman: Podman, tag: str) -> bool:
    return podman.ask("image", "exists", tag).returncode == 0
