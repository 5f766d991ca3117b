"""s6's tally of deaths, as s6-supervise 2.15 really wrote it."""

import os

from jupyter_kfcheck.host import tally
from jupyter_kfcheck.host.tally import Death

REAL = bytes.fromhex("400000006b06ad0136618cf80300400000006b06ad030d03accb0009")
FIRST, SECOND = Death(REAL[:12], "exit code 3"), Death(REAL[14:26], "SIGKILL")


def supervised(folder, name, raw=REAL):
    (folder / name / "supervise").mkdir(parents=True)
    (folder / name / "supervise/death_tally").write_bytes(raw)


def test_each_death_is_read_once_and_only_where_something_has_changed(tmp_path, monkeypatch):
    for name in ("jupyterlab", "kfcheck", "s6rc-oneshot-runner", ".s6-svscan"):
        supervised(tmp_path, name)
    (tmp_path / "never-died/supervise").mkdir(parents=True)
    monkeypatch.setattr(tally, "PLACES", (str(tmp_path), str(tmp_path / "absent")))
    known: dict[str, float] = {}
    assert tally.look(known) == {"jupyterlab": (FIRST, SECOND)}
    assert tally.look(known) == {}
    path = tmp_path / "jupyterlab/supervise/death_tally"
    path.write_bytes(REAL + REAL[:14])
    os.utime(path, (1, 1))
    assert tally.look(known) == {"jupyterlab": (FIRST, SECOND, FIRST)}


def test_what_is_no_record_is_left_out():
    assert tally.parse(os.fsdecode(REAL[:20])) == (FIRST,)
    assert tally.parse(os.fsdecode(REAL[:12] + bytes([0, 200])))[0].end == "signal 200"
    assert tally.parse(None) == tally.parse("") == ()
