"""Shared memory and the limit, from the real thing: a tmpfs of a known size, files as the kernel has them."""

import subprocess
import sys

import pytest

from jupyter_kfcheck.facts import memory
from tests.tools import need

CODE = "from jupyter_kfcheck.facts import memory; print(*memory.shm())"


@pytest.mark.container
def test_a_tmpfs_on_dev_shm_is_measured():
    need("root", "unshare")
    mount = "mount -t tmpfs -o size=64m none /dev/shm && head -c 4096 /dev/zero > /dev/shm/x"
    script = f"{mount} && {sys.executable} -c '{CODE}'"
    done = subprocess.run(["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(64 << 20), "4096"]


@pytest.mark.parametrize(
    ("text", "limit"), [("max\n", None), ("1073741824\n", 1 << 30), ("9223372036854771712\n", None)]
)
def test_the_limit_of_both_cgroup_versions(tmp_path, monkeypatch, text, limit):
    file = tmp_path / "memory.max"
    file.write_text(text)
    monkeypatch.setattr(memory, "LIMITS", ("/nowhere", str(file)))
    assert memory.limit() == limit
