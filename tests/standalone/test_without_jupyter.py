"""An environment as examples/codeserver.Dockerfile makes it: five distributions and kfcheck, and everything works."""

import re
import shlex
import subprocess
import sys

import pytest

from tests.container.layers import build_wheel
from tests.standalone.test_serve import serving
from tests.tools import ROOT

pytestmark = pytest.mark.network
MEGABYTES = 12  # of the five and kfcheck on disk, without pip; bytecode included
FIVE = {"tornado", "psutil", "jinja2", "markupsafe", "prometheus_client"}


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alone")
    example = (ROOT / "examples/codeserver.Dockerfile").read_text()
    named = shlex.split(re.search(r"pip install --no-cache-dir (tornado[^\\]*)", example)[1])
    assert {*named} == {*FIVE, "tomli; python_version < '3.11'"}
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python3"), "install", "-q"]
    subprocess.run([*pip, *named], check=True)
    subprocess.run([*pip, "--no-deps", str(build_wheel(tmp_path_factory.mktemp("wheel")))], check=True)
    return folder


def test_nothing_else_is_installed_and_it_is_small(environment):
    (packages,) = environment.glob("lib/python3*/site-packages")
    names = {path.name.partition("-")[0].lower() for path in packages.glob("*.dist-info")}
    assert names - {"tomli"} == FIVE | {"jupyter_kfcheck"}
    size = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file())
    assert size < MEGABYTES * 1e6, f"{size / 1e6:.1f} MB"


@pytest.mark.parametrize("form", ["text", "json", "html", "markdown", "prometheus"])
def test_the_command_draws_every_format(environment, form):
    done = subprocess.run([environment / "bin/kfcheck", "run", "-f", form], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert len(done.stdout) > 500


def test_the_server_shows_page_and_metrics(environment, tmp_path):
    with serving(tmp_path / "state", python=str(environment / "bin/python3")) as served:
        assert served.ask("kfcheck?format=html").body.startswith("<!DOCTYPE html>")
        assert "kfcheck_status" in served.ask("metrics").body
