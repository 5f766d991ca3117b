"""What gathering costs where there is nothing to gather, and that it asks nobody."""

import json
import subprocess
import sys

import pytest

from jupyter_kfcheck.facts.gpu import environment
from tests.gpu.stage import Stage
from tests.tools import ROOT, need

NOTHING = """
import json, os, sys
forks = []
fork, os.fork = os.fork, lambda: forks.append(1) or fork()
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import gpu
parts = dict(gpu.gather(Contract()))
with open("/proc/self/maps") as maps:
    libraries = [line for line in maps if "nvidia" in line or "libcuda" in line]
print(json.dumps([sorted(parts), len(forks), "ctypes" in sys.modules, libraries, [parts["talk"], parts["libraries"]]]))
"""


@pytest.mark.root
def test_without_a_device_no_library_is_loaded_and_no_child_started(tmp_path):
    need("root", "unshare")
    command = Stage(sys={"nothing": ""}).command(tmp_path / "stage", sys.executable, "-I", "-c", NOTHING)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    parts, forks, ctypes, libraries, asked = json.loads(done.stdout)
    assert "home_frameworks" in parts
    assert (forks, ctypes, libraries, asked) == (0, False, [], [None, None])


def test_only_variables_of_the_list_are_read(monkeypatch):
    monkeypatch.setenv("NVIDIA_VISIBLE_DEVICES", "")
    monkeypatch.setenv("NVIDIA_API_KEY", "planted")
    found = environment.read()
    assert found["NVIDIA_VISIBLE_DEVICES"] == ""
    assert "planted" not in found.values()
