"""Where a document goes that is asked for by its path."""

import os
import threading

import pytest

from jupyter_kfcheck.cli.common import Output


def test_a_file_in_memory_is_replaced_and_a_device_and_a_fifo_are_written_to(tmp_path):
    path = f"/dev/shm/kfcheck-test-{os.getpid()}"
    try:
        for text in ("first, and longer", "second"):
            Output("json", path).write(text)
        with open(path) as file:
            assert file.read() == "second"
    finally:
        os.unlink(path)
    Output("json", "/dev/null").write("nothing")
    os.mkfifo(tmp_path / "pipe")
    heard = []
    reader = threading.Thread(target=lambda: heard.append((tmp_path / "pipe").read_text()))
    reader.start()
    Output("json", str(tmp_path / "pipe")).write("heard")
    reader.join(10)
    assert heard == ["heard"]


def test_root_writes_through_no_link(tmp_path):
    if os.geteuid():
        pytest.skip("needs root")
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for target in (victim, "/dev/null"):
        link = tmp_path / "link"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        Output("json", str(link)).write("report")
        assert not link.is_symlink()
        assert link.read_text() == "report"
    assert victim.read_text() == "precious"
