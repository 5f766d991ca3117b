"""Which user a start script goes on as, and with which HOME: read in real files, with this machine's user database."""

import pytest

from jupyter_kfcheck.facts import drops


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    monkeypatch.setenv("HOME", "/home/jovyan")
    monkeypatch.setenv("NB_USER", "daemon")


@pytest.mark.parametrize(
    ("lines", "user", "home"),
    [
        ("exec s6-setuidgid jovyan jupyter lab", "jovyan", None),
        ("exec /command/s6-setuidgid $NB_USER jupyter lab", "daemon", None),
        ('exec s6-setuidgid "${APP_USER:-alice}" jupyter lab', "alice", None),
        ("exec s6-setuidgid $APP_USER jupyter lab", "", None),
        ("export HOME=/home/$NB_USER\nexec s6-setuidgid $NB_USER jupyter lab", "daemon", "/home/daemon"),
        ("HOME=/data exec s6-setuidgid alice jupyter lab", "alice", "/data"),
        ("exec gosu daemon:users jupyter lab", "daemon", "/usr/sbin"),
        ("su - daemon -c 'jupyter lab'", "daemon", "/usr/sbin"),
        ("exec sudo -E -H -u daemon jupyter lab", "daemon", "/usr/sbin"),
        ("exec sudo --preserve-env --user=daemon jupyter lab", "daemon", None),
        ("exec runuser -u daemon -- jupyter lab", "daemon", None),
        ("exec setpriv --reuid=1 --regid 1 --clear-groups jupyter lab", "1", None),
        ("s6-applyuidgid -U jupyter lab", "", None),
        ("s6-setuidgid jovyan", "jovyan", None),
    ],
)
def test_a_script_that_goes_on_as_another_user_says_as_whom(tmp_path, lines, user, home):
    run = tmp_path / "run"
    run.write_text(f"#!/bin/sh\n{lines}\n")
    assert drops.read(str(run)) == drops.Drop(str(run), user, home)


@pytest.mark.parametrize(
    "line",
    ["# s6-setuidgid would be better", "exec jupyter lab", "echo result", "sudo chown jovyan /data", "setpriv --nnp x",
     "sudo -n true"],
)  # fmt: skip
def test_a_script_that_stays_root_is_none(tmp_path, line):
    run = tmp_path / "run"
    run.write_text(f"#!/bin/sh\n{line}\n")
    assert drops.read(str(run)) is None
    assert drops.read(str(tmp_path / "missing")) is None
