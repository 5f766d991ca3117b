from pathlib import Path

import pytest

from tests.gpu.machine import Machine, compile_fake
from tests.tools import need


@pytest.fixture(scope="session")
def fake_nvml(tmp_path_factory) -> Path:
    """The fake library."""
    return compile_fake(tmp_path_factory.mktemp("nvml"))


@pytest.fixture
def bare(tmp_path, fake_nvml) -> Machine:
    """A machine without driver libraries."""
    need("root", "unshare")
    return Machine(tmp_path, fake_nvml)


@pytest.fixture
def machine(bare) -> Machine:
    """A machine with the libraries of its driver."""
    bare.install("libnvidia-ml", "libcuda")
    return bare
