"""The faults are what they say: a fault that does not bite would let every test of a check pass."""

import os
import subprocess

import pytest

from tests.faults import mounts, volumes
from tests.faults.pods import Pod
from tests.tools import need


@pytest.fixture(autouse=True)
def _may_mount():
    need("root", "mkfs.ext4", "unshare", "/dev/loop-control")


def mounted_below(folder):
    with open("/proc/self/mountinfo", encoding="utf-8") as table:
        return [line for line in table if str(folder) in line]


def test_a_volume_is_ext4_with_the_kubelets_owner_and_leaves_nothing(tmp_path):
    with volumes.ext4(tmp_path / "pvc") as pvc:
        state = pvc.stat()
        assert (state.st_uid, state.st_gid, state.st_mode & 0o7777) == (0, 100, 0o2775)
        assert " - ext4 /dev/loop" in mounted_below(pvc)[0]
    assert mounted_below(tmp_path) == []
    assert list(tmp_path.iterdir()) == [pvc]


def test_a_volume_without_bytes_takes_no_byte(tmp_path):
    with volumes.ext4(tmp_path / "pvc") as pvc:
        ballast = volumes.fill_bytes(pvc)
        assert os.statvfs(pvc).f_bavail == 0
        with pytest.raises(OSError, match="No space left"):
            (pvc / "more").write_text("x")
        ballast.unlink()
        (pvc / "more").write_text("x")


def test_a_volume_without_inodes_takes_no_file(tmp_path):
    with volumes.ext4(tmp_path / "pvc", inodes=64) as pvc:
        volumes.fill_inodes(pvc)
        assert os.statvfs(pvc).f_ffree == 0
        assert os.statvfs(pvc).f_bfree > 0
        with pytest.raises(OSError, match="No space left"):
            (pvc / "more").touch()


def test_a_read_only_mount_shows_the_files_and_takes_none(tmp_path):
    with volumes.ext4(tmp_path / "pvc") as pvc, mounts.read_only(pvc, tmp_path / "ro") as ro:
        (pvc / "there").touch()
        assert (ro / "there").exists()
        with pytest.raises(OSError, match="Read-only file system"):
            (ro / "more").touch()
    assert mounted_below(tmp_path) == []


def test_a_tmpfs_has_its_size(tmp_path):
    with mounts.tmpfs(tmp_path / "memory", size="1m") as memory:
        state = os.statvfs(memory)
        assert state.f_blocks * state.f_frsize == 1 << 20


def test_many_mounts_are_seen_only_inside_their_namespace(tmp_path):
    with mounts.many(10_000, tmp_path / "tree") as enter:
        seen = subprocess.run([*enter, "cat", "/proc/self/mountinfo"], check=True, capture_output=True).stdout
        assert seen.count(bytes(tmp_path)) >= 10_000
        assert mounted_below(tmp_path) == []


def test_a_pods_folder_is_named_as_the_kubelet_names_it(tmp_path):
    pod = Pod(tmp_path)
    assert pod.hosts == tmp_path / "pods" / pod.uid / "etc-hosts"
    assert pod.empty_dir().match(f"pods/{pod.uid}/volumes/kubernetes.io~empty-dir/home")
