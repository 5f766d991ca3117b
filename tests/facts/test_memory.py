"""Shared memory and the limit, from the real thing: a tmpfs of a known size, files as the kernel has them."""

import os
import subprocess
import sys
from pathlib import Path

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


V2 = {
    "memory.max": "1073741824\n",
    "memory.current": "900000000\n",
    "memory.peak": "1000000000\n",
    "memory.events": "low 0\nhigh 0\nmax 12\noom 2\noom_kill 2\noom_group_kill 0\n",
    "memory.stat": "anon 500000000\nfile 400000000\ninactive_anon 1\ninactive_file 300000000\n",
}


def folder(path, files):
    for name, text in files.items():
        (path / name).write_text(text)
    return str(path)


def test_version_2_of_cgroups_as_the_kernel_prints_it(tmp_path):
    found = memory.cgroup(v2=folder(tmp_path, V2), v1="/nowhere")
    assert found[:5] == (2, 1 << 30, 600_000_000, 1_000_000_000, 2)
    assert memory.cgroup(v2="/nowhere", v1="/nowhere") is None


def test_what_an_older_kernel_does_not_tell_is_not_known(tmp_path):
    del (old := dict(V2))["memory.peak"], old["memory.events"]
    found = memory.cgroup(v2=folder(tmp_path, old | {"memory.max": "max\n"}), v1="/nowhere")
    assert (found.limit, found.peak, found.kills) == (None, None, None)


EAT = "import sys; sys.stdin.readline(); a = bytearray(256 << 20); a[::4096] = b'x' * len(a[::4096])"


@pytest.fixture
def group():
    """A cgroup of the test's own, with the folders to look for it in: those of versions 2 and 1."""
    need("root")
    one, two = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")
    found = (one if one.exists() else two) / f"kfcheck-test-{os.getpid()}"
    found.mkdir()
    try:
        if not any(found.glob("memory.*")):
            pytest.skip("the memory of no cgroup can be counted here")
        yield found, {"v1": str(found)} if one.exists() else {"v2": str(found)}
    finally:
        found.rmdir()


@pytest.mark.container
def test_a_kill_in_a_real_cgroup_is_counted(group):
    folder, where = group
    where = {"v1": "/nowhere", "v2": "/nowhere"} | where
    limit = folder / ("memory.limit_in_bytes" if where["v2"] == "/nowhere" else "memory.max")
    limit.write_text(str(64 << 20))
    before = memory.cgroup(**where)
    assert (before.limit, before.kills) == (64 << 20, 0)
    with subprocess.Popen([sys.executable, "-c", EAT], stdin=subprocess.PIPE) as eater:
        (folder / "cgroup.procs").write_text(str(eater.pid))
        eater.communicate(b"\n")
    assert eater.returncode == -9
    assert memory.cgroup(**where).kills == 1
