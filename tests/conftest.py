"""Fixtures for the whole suite."""

from pathlib import Path

import pytest

from tests import tools


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder with corpus/ and research/, or the test is left out."""
    return tools.shared()
