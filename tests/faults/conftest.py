"""The containers, machines and networks of the other folders' tests."""

from tests.container.conftest import bench, notebook_layers, notebooks, pod, podman, pvc  # noqa: F401 -- fixtures
from tests.gpu.conftest import bare, fake_nvml, machine  # noqa: F401 -- fixtures
