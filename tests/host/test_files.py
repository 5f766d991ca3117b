import errno
import os

from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Unknown


def test_a_text_is_read_up_to_its_limit(tmp_path):
    (tmp_path / "f").write_bytes(b"abc\xffdef")
    assert files.read_text(str(tmp_path / "f")) == "abc\udcffdef"
    assert files.read_text(str(tmp_path / "f"), 2) == "ab"


def test_what_cannot_be_read_says_why(tmp_path):
    assert files.read_text(str(tmp_path / "no")) == Unknown("no such file or directory", errno.ENOENT)
    assert files.read_text(str(tmp_path)) == Unknown("not a regular file")


def test_a_fifo_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    assert files.read_text(str(tmp_path / "fifo")) == Unknown("not a regular file")


def test_names_are_sorted_or_unknown(tmp_path):
    for name in "ba":
        (tmp_path / name).touch()
    assert files.names_in(str(tmp_path)) == ("a", "b")
    assert files.names_in(str(tmp_path / "no")).errno == errno.ENOENT


def test_of_many_names_only_so_many_are_read(tmp_path):
    for number in range(20):
        (tmp_path / str(number)).touch()
    assert len(files.names_in(str(tmp_path), 5)) == 5
