"""Who else than root may change what a path leads to."""

import os
import tempfile
from pathlib import Path

import pytest

from jupyter_kfcheck.host import owner
from tests import tools

ALICE, BOB = (1001, 100), (1002, 100)


@pytest.fixture
def top():
    """A folder that only root may write to, on the way as well: pytest's own lies below /tmp, which is sticky."""
    tools.need("root")
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def made(path, ids=(0, 0), mode=0o755):
    path.mkdir()
    path.chmod(mode)
    os.chown(path, *ids)
    return path


def linked(path, target, ids=(0, 0)):
    path.symlink_to(target)
    os.chown(path, *ids, follow_symlinks=False)
    return path


def test_what_root_alone_can_change_is_nobody_elses(top):
    home = made(top / "home")
    assert owner.stranger(str(home)) is None
    assert owner.stranger(str(home / "not-there" / "yet")) is None
    assert owner.stranger(str(linked(top / "absolute", home))) is None
    assert owner.stranger(str(linked(top / "relative", "home/../home"))) is None
    assert owner.stranger(str(linked(top / "circle", "circle"))) is None


def test_the_first_other_owner_on_the_way_is_told_whatever_comes_after(top):
    alices = made(made(top / "alice", ALICE) / "root")
    assert owner.stranger(str(alices)) == ALICE
    assert owner.stranger(str(made(alices / "bob", BOB))) == ALICE
    assert owner.stranger(str(top / "alice" / "not-there")) == ALICE
    assert owner.stranger(str(linked(top / "through", alices))) == ALICE
    assert owner.stranger(str(linked(top / "bobs-link", made(top / "home"), BOB))) == BOB


@pytest.mark.parametrize("mode", [0o2775, 0o777, 0o1777], ids=oct)
def test_a_folder_of_roots_that_others_may_write_into_is_not_roots_alone(top, mode):
    shared = made(top / "shared", mode=mode)
    assert owner.stranger(str(shared)) == (0, 0)
    assert owner.stranger(str(shared / "not-there")) == (0, 0)
    inside = made(shared / "inside")
    assert owner.stranger(str(inside)) == (None if mode & 0o1000 else (0, 0)), "the sticky bit keeps what is root's"
