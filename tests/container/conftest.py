"""The bench: one image a session, built on the first use and kept for the next."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.container import images, layers
from tests.container.bench import Bench, remove_orphans
from tests.container.podman import Podman, store
from tests.faults import volumes
from tests.faults.pods import Pod
from tests.tools import need


@pytest.fixture(scope="session")
def podman() -> Podman:
    """podman on the tests' own store: TEST_CACHE names its folder."""
    need("root", "podman", "runc", "debootstrap")
    podman = store()
    remove_orphans(podman)
    return podman


@pytest.fixture(scope="session")
def notebook_layers() -> list[images.Layer]:
    """What is below the project in an image: Kubeflow's user, and the project's dependencies from PyPI."""
    return layers.notebook()


@pytest.fixture(scope="session")
def bench(podman: Podman, notebook_layers, tmp_path_factory) -> Bench:
    """Containers of an image with jovyan, Python and this project; no Jupyter runs in them."""
    image = images.build(podman, *notebook_layers, layers.project())
    return Bench(podman, image, tmp_path_factory.mktemp("bench"))


@pytest.fixture
def pod(bench: Bench) -> Pod:
    """A pod of its own for the test."""
    return bench.pod()


@pytest.fixture
def pvc(tmp_path: Path) -> Iterator[Path]:
    """A volume as the kubelet hands it to a Kubeflow notebook: ext4, root:100, mode 2775."""
    need("root", "mkfs.ext4", "/dev/loop-control")
    with volumes.ext4(tmp_path / "pvc") as pvc:
        yield pvc


@pytest.fixture(scope="session")
def notebooks(podman: Podman, notebook_layers, tmp_path_factory) -> Bench:
    """Containers like Kubeflow's: s6 starts JupyterLab, and the project's start-up check before it."""
    image = images.build(podman, *notebook_layers, *layers.lab(), layers.project(), layers.startup())
    return Bench(podman, image, tmp_path_factory.mktemp("notebooks"), command=())


@pytest.fixture(scope="session")
def rstudios(podman: Podman, tmp_path_factory) -> Bench:
    """Containers like Kubeflow's RStudio images, with a stand-in for RStudio Server, and the project beside it."""
    image = images.build(podman, *layers.rstudio(), layers.project(), layers.startup())
    return Bench(podman, image, tmp_path_factory.mktemp("rstudios"), command=())


@pytest.fixture(scope="session")
def codeservers(podman: Podman, tmp_path_factory) -> Bench:
    """Containers like Kubeflow's code-server images: s6 starts a real one, and the project's services beside it."""
    image = images.build(podman, *layers.codeserver(), layers.project(), layers.startup())
    return Bench(podman, image, tmp_path_factory.mktemp("codeservers"), command=())
