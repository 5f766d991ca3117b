"""s6's tally of deaths, as s6-supervise 2.15 really wrote it."""

import os
import signal

import pytest

from jupyter_kfcheck.host import tally

REAL = bytes.fromhex("400000006b06ad0136618cf80300400000006b06ad030d03accb0009")
FIRST, SECOND = (REAL[:12], "exit code 3"), (REAL[14:26], "SIGKILL")


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


def test_what_is_no_record_is_left_out(tmp_path, monkeypatch):
    assert tally.parse(REAL[:20]) == (FIRST,)
    assert tally.parse(b"") == ()
    supervised(tmp_path, "fifo")
    (tmp_path / "fifo/supervise/death_tally").unlink()
    os.mkfifo(tmp_path / "fifo/supervise/death_tally")
    monkeypatch.setattr(tally, "PLACES", (str(tmp_path),))
    assert tally.look({}) == {"fifo": ()}


@pytest.mark.parametrize("number", [1, 6, 9, 11, 15, 17, 29, 200])
def test_a_signal_has_the_name_that_pythons_own_module_gives_it(number):
    known = {one.value: one.name for one in signal.Signals}
    assert tally.parse(REAL[:12] + bytes([0, number]))[0][1] == known.get(number, f"signal {number}")
