"""The file that a kubelet puts there for the message: how much goes in, and what is left alone."""

import pytest

from jupyter_kfcheck.startup import termination


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setattr(termination, "PATH", str(tmp_path / "termination-log"))
    return tmp_path / "termination-log"


def test_no_more_than_the_kubelet_reads(log):
    log.write_text("of an earlier start" * 1000)
    termination.leave("é" * 5000)
    assert len(log.read_bytes()) == 4096
    assert log.read_text("utf-8") == "é" * 2048


def test_a_short_one_is_whole_and_alone(log):
    log.write_text("of an earlier start" * 1000)
    termination.leave("HOME is full")
    assert log.read_text() == "HOME is full"


def test_no_file_is_made_and_none_emptied(log):
    termination.leave("HOME is full")
    assert not log.exists()
    log.write_text("of an earlier start")
    termination.leave("")
    assert log.read_text() == "of an earlier start"
