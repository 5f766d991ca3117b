"""File locks, SQLite and private files on real file systems, also on one that refuses locks or never answers them."""

import errno
import os

import pytest

from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import locks, modes
from jupyter_kfcheck.facts.modes import Private
from jupyter_kfcheck.host import disk
from tests.faults import fuse, volumes
from tests.faults.mounts import tmpfs
from tests.tools import need


def look(folder):
    return locks.look(disk.open_directory(str(folder)), str(folder))


def test_on_a_plain_folder_everything_works_and_nothing_is_left(tmp_path):
    assert look(tmp_path) == locks.Tried(wal=True)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_file_tells_why(tmp_path):
    need("root")
    with tmpfs(tmp_path / "full", size="4k") as full:
        (full / "one").write_bytes(b"x" * 4096)
        assert look(full).sqlite or look(full).refused


@pytest.mark.root
def test_on_ext4_everything_works(tmp_path):
    need("root", "mkfs.ext4", "/dev/loop-control")
    with volumes.ext4(tmp_path / "pvc", owner=(0, 0)) as pvc:
        assert look(pvc) == locks.Tried(wal=True)
        assert [path.name for path in pvc.iterdir()] == ["lost+found"]


@pytest.mark.root
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS])
def test_a_disk_that_refuses_locks_is_named(tmp_path, number):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk", lock_errno=number) as mounted:
        os.chown(mounted.folder, 0, 0)
        found = look(mounted.folder)
        assert (found.posix, found.flock) == (number, number)
        assert found.sqlite
        assert os.listdir(mounted.folder) == []
    with fuse.disk(tmp_path / "other") as mounted:  # the kernel sees to the locks itself
        os.chown(mounted.folder, 0, 0)
        assert look(mounted.folder)[:3] == (0, 0, None)


def put(folder, name, mode):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    path.chmod(mode)
    return Private(name, os.getuid(), os.getgid(), mode)


def test_keys_and_password_files_are_found_by_their_usual_names(tmp_path):
    expected = {
        put(tmp_path, ".ssh/id_ed25519", 0o660),
        put(tmp_path, ".ssh/work.pem", 0o600),
        put(tmp_path, ".ssh/config", 0o644),
        put(tmp_path, ".kube/config", 0o640),
        put(tmp_path, ".pgpass", 0o600),
    }
    put(tmp_path, ".ssh/id_ed25519.pub", 0o644)
    put(tmp_path, ".ssh/known_hosts", 0o644)
    (tmp_path / ".ssh/id_folder").mkdir()
    (tmp_path / ".ssh/id_lost").symlink_to("/nowhere")
    assert set(modes.look(disk.open_directory(str(tmp_path)), str(tmp_path))) == expected
    (tmp_path / "empty").mkdir()
    assert modes.look(disk.open_directory(str(tmp_path / "empty")), str(tmp_path / "empty")) == ()


def test_a_refresh_in_the_background_tries_only_where_home_is_another_than_it_was(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    tried = []
    monkeypatch.setattr(locks, "look", lambda *_: tried.append(1) or locks.Tried())

    def gathered(earlier):
        return locks.Locks(**{"tried": None} | dict(locks.gather(Contract(earlier=earlier))))

    first = gathered(None)
    left = {"locks": encode(locks.Last(first.tried, first.tried_at - 9999, first.seen))}
    assert gathered(left).tried_at == first.tried_at - 9999
    assert len(tried) == 1
    tmp_path.chmod(0o750)
    assert gathered(left).tried_at >= first.tried_at
    assert len(tried) == 2
    gathered({})
    assert len(tried) == 3
