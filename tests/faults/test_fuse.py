"""The hung disk really hangs, in both ways, and lets go again."""

import contextlib
import errno
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import fuse
from tests.tools import need


@pytest.fixture
def disk(tmp_path):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk") as disk:
        yield disk


def test_it_is_a_disk_like_another(disk):
    (disk.folder / "folder").mkdir()
    (disk.folder / "file").write_text("text")
    with open(disk.folder / "file", "a", encoding="ascii") as file:
        file.write(" and more")
        os.fsync(file.fileno())
    (disk.folder / "file").rename(disk.folder / "folder" / "renamed")
    assert (disk.folder / "folder" / "renamed").read_text() == "text and more"
    assert os.listdir(disk.folder) == ["folder"]
    (disk.folder / "folder" / "renamed").unlink()
    (disk.folder / "folder").rmdir()
    assert os.listdir(disk.folder) == []
    assert os.statvfs(disk.folder).f_bavail > 0


def test_a_disk_with_fixed_modes_gives_no_other(tmp_path):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk", file_mode=0o677) as disk:
        file = os.open(disk.folder / "file", os.O_CREAT | os.O_WRONLY, 0o600)
        assert os.fstat(file).st_mode & 0o7777 == 0o677
        with pytest.raises(PermissionError):
            os.fchmod(file, 0o600)
        os.close(file)


def stat(folder):
    """A process that asks for `folder` until it is answered or killed."""
    return subprocess.Popen([sys.executable, "-S", "-c", f"import os; os.stat({str(folder)!r})"])


def test_who_waits_for_a_frozen_disk_can_be_killed(disk):
    with disk.frozen(), stat(disk.folder) as process:
        while not re.search("fuse|request_wait_answer", Path("/proc", str(process.pid), "wchan").read_text()):
            assert process.poll() is None
        process.kill()
        assert process.wait(timeout=10) == -signal.SIGKILL
    assert os.listdir(disk.folder) == []


def test_who_waits_for_a_swallowing_disk_cannot_be_killed_until_it_answers(disk):
    with stat_while_swallowing(disk) as process:
        process.kill()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.3)
    assert process.wait(timeout=10) == -signal.SIGKILL
    assert os.listdir(disk.folder) == []


@contextlib.contextmanager
def stat_while_swallowing(disk):
    with disk.swallowing():
        process = stat(disk.folder)
        disk.wait_for("kept")
        yield process


def test_nothing_waits_any_longer_when_the_disk_is_taken_away(tmp_path):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk") as disk:
        disk.server.send_signal(signal.SIGUSR1)
        disk.wait_for("keeping")
        process = stat(disk.folder)
        disk.wait_for("kept")
    assert process.wait(timeout=10) == 1
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()


@pytest.mark.parametrize("operation", ["statfs", "write", "create"])
def test_an_operation_fails_as_told_after_as_many_as_told_and_then_no_more(disk, operation):
    def use():
        os.statvfs(disk.folder)
        with open(disk.folder / "file", "wb", buffering=0) as file:
            file.write(b"x")
        (disk.folder / "file").unlink()

    with disk.failing(operation, errno.ENOTCONN, spared=1) as hits:
        use()
        with pytest.raises(OSError, match="not connected") as refused:
            use()
        assert refused.value.errno == errno.ENOTCONN
    assert hits == [1]
    (disk.folder / "file").unlink(missing_ok=True)
    use()
