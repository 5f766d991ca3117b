"""A state directory on a HOME that hangs is refused with a word: the server reads and writes nothing there."""

import os
import shutil
import signal

import pytest

from jupyter_kfcheck.state import mounted, reading
from tests import tools
from tests.faults.fuse import disk
from tests.faults.mounts import tmpfs
from tests.server.conftest import TOKEN, launch

# Other extensions look into HOME as well, and would keep the server from ending themselves.
ALONE = dict.fromkeys(["jupyter_lsp", "jupyterlab", "notebook", "notebook_shim", "jupyter_server_terminals"], False)
CONFIG = f"c.KFCheck.timeout = 9\nc.ServerApp.jpserver_extensions = {ALONE | {'jupyter_kfcheck': True}}\n"


@pytest.fixture(autouse=True)
def _default():
    """The place that is taken instead is clean again afterwards."""
    was_there = os.path.exists("/run/kfcheck")
    yield
    if not was_there:
        shutil.rmtree("/run/kfcheck", ignore_errors=True)


def test_a_server_whose_state_directory_hangs_with_home(tmp_path):
    tools.need("root", "/dev/fuse")
    with disk(tmp_path / "home") as home:
        env = {"KFCHECK_STATE_DIR": str(home.folder / "state")}
        server = launch(tmp_path, env=env, config=CONFIG, token=TOKEN)
        try:
            server.until("kfcheck/startupz")
            with home.swallowing():
                answer = server.ask("kfcheck", method="POST", Authorization=f"token {TOKEN}")
                assert answer.status == 200
                assert "did not answer" in str(answer.json()["checks"])
                server.process.send_signal(signal.SIGTERM)
                assert server.process.wait(20) == 0, server.log()
            assert "KFCHECK_STATE_DIR" in server.log()
            assert "is on the volume of HOME, which may hang: not used" in server.log()
            assert not (home.folder / "state").exists()
        finally:
            server.stop()


def test_where_a_state_directory_can_hang(tmp_path):
    tools.need("root", "/dev/fuse")
    (tmp_path / "link").symlink_to(tmp_path / "home" / "below")
    (tmp_path / "over").symlink_to("link")
    with tmpfs(tmp_path / "home") as home, disk(tmp_path / "remote") as remote:
        for path in (home, home / "state" / "x", tmp_path / "link" / "x", tmp_path / "over"):
            assert mounted.can_hang(str(path), str(home)) == "on the volume of HOME"
        assert mounted.can_hang(str(tmp_path / "link"), str(tmp_path / "over")) == "on the volume of HOME"
        assert mounted.can_hang(str(tmp_path / "state"), str(home)) == ""
        assert mounted.can_hang(str(home / "state"), "/") == "", "another HOME's"
        with remote.swallowing():  # nothing there is touched
            assert "of type fuse.juicefs" in mounted.can_hang(str(remote.folder / "a" / "b"), str(home))
    assert mounted.can_hang(str(home / "state"), str(home)) == "", "a HOME that is no mount of its own"


@pytest.mark.parametrize("home", ["", "/", "relative", "/nowhere/at/all"])
def test_a_chosen_directory_is_used_where_home_is_not_a_volume(tmp_path, monkeypatch, home):
    monkeypatch.setenv("KFCHECK_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", home)
    assert reading.places() == [str(tmp_path)]
    assert reading.refused() == ""
