import errno
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from jupyter_kfcheck.host import disk, probefile
from tests.faults import fuse
from tests.tools import need


@pytest.fixture
def folder(tmp_path):
    fd = disk.open_directory(str(tmp_path))
    yield fd
    os.close(fd)


def left_behind(folder) -> str:
    """The name of a file as a killed run leaves it."""
    return probefile.use(folder, lambda mine, _: mine.pop())


def test_a_trial_leaves_nothing(tmp_path, folder):
    disk.try_writing(folder)
    assert not list(tmp_path.iterdir())


def test_a_disk_that_takes_bytes_and_loses_them_at_the_sync_is_found_out(tmp_path):
    need("root", "/dev/fuse")  # so do NFS with a full quota and a volume whose server is gone
    with fuse.disk(tmp_path / "disk", sync_errno=errno.EDQUOT) as lossy:
        fd = disk.open_directory(str(lossy.folder))
        try:
            with pytest.raises(disk.StepError) as refused:
                disk.try_writing(fd)
        finally:
            os.close(fd)
        assert (refused.value.step, refused.value.errno) == ("fsync", errno.EDQUOT)
        assert os.listdir(lossy.folder) == []


def test_what_a_killed_run_left_is_taken_over_when_stale(tmp_path, folder):
    name = left_behind(folder)
    disk.try_writing(folder)
    assert [p.name for p in tmp_path.iterdir()] == [name]  # it may belong to a run in progress
    os.utime(tmp_path / name, (time.time() - 120,) * 2)
    disk.try_writing(folder)
    assert not list(tmp_path.iterdir())


def test_the_clock_of_a_server_that_is_behind_takes_no_file_away(tmp_path, folder, monkeypatch):
    """Its files are born a minute old by this machine's clock: two runs at once removed each other's."""
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 120)

    def another(mine, _):
        disk.try_writing(folder)
        assert [path.name for path in tmp_path.iterdir()] == mine

    probefile.use(folder, another)


def test_where_killed_runs_have_taken_all_names_the_stale_ones_are_removed(tmp_path, folder):
    for name in [left_behind(folder) for _ in range(probefile.SLOTS)]:
        os.utime(tmp_path / name, (time.time() - 120,) * 2)
    disk.try_writing(folder)
    assert not list(tmp_path.iterdir())


def test_many_runs_at_once_wait_for_their_turn(tmp_path, folder):
    with ThreadPoolExecutor(20) as runs:
        list(runs.map(lambda _: disk.try_writing(folder), range(60)))
    assert not list(tmp_path.iterdir())


def test_killed_runs_leave_a_bounded_number_of_files(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(probefile, "TURN_SECONDS", 0)
    for _ in range(probefile.SLOTS):
        left_behind(folder)
    with pytest.raises(disk.StepError) as full:
        disk.try_writing(folder)
    assert full.value.step == "create"
    assert len(list(tmp_path.iterdir())) == probefile.SLOTS


def test_a_link_in_the_place_of_the_probe_is_never_followed(tmp_path, folder):
    name = left_behind(folder)
    (tmp_path / name).unlink()
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / name).symlink_to(victim)
    disk.try_writing(folder)
    assert victim.read_text() == "precious"


@pytest.mark.root
def test_a_foreign_link_is_not_descended(tmp_path):
    need("root")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".local").symlink_to(tmp_path / "elsewhere")
    fd = disk.open_directory(str(tmp_path))
    try:
        os.close(disk.descend(fd, ".local"))  # one's own is followed
        os.lchown(tmp_path / ".local", 1000, 1000)
        with pytest.raises(OSError, match="symbolic links"):
            disk.descend(fd, ".local")
    finally:
        os.close(fd)
