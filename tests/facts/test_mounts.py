import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import mounts

TABLE = """\
21 1 0:50 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/a:/b
22 21 8:1 /kubelet/pods/x/etc-hosts /etc/hosts rw - ext4 /dev/sda1 rw
30 21 8:2 / /home rw - ext4 /dev/sda2 rw
31 30 8:3 /dir /home/jovyan rw,relatime shared:1 master:2 - xfs /dev/sdb rw
32 31 8:4 / /home/jovyan ro - ext4 /dev/sdc rw
33 32 0:9 / /home/jovyan/my\\040data rw - nfs4 srv:/x rw,addr=1.2.3.4
34 21 0:8 / /home/jovyan2 rw - tmpfs  rw
"""


def test_the_last_of_stacked_mounts_covers_the_others():
    found = mounts.find(TABLE, "/home/jovyan")
    assert (found.home.id, found.by) == (32, "path")
    assert found.home.read_only
    assert [m.point for m in found.below] == ["/home/jovyan/my data"]


def test_an_id_is_exact():
    found = mounts.find(TABLE, "/home/jovyan", 31)
    assert (found.home.id, found.by) == (31, "mnt_id")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/jovyan/deep/er", 32),
        ("/home/jovyan/my data/x", 33),
        ("/home/jovyan2", 34),
        ("/home/jovyan22", 30),
        ("/opt", 21),
    ],
)
def test_a_prefix_is_one_of_whole_components(path, expected):
    assert mounts.find(TABLE, path).home.id == expected


@pytest.mark.parametrize(
    "line",
    [
        "46 40 0:20 / /home rw  - 9p none rw,trans=fd,rfdno=4",
        "7 1 0:3 / /x rw - tmpfs  rw",
        "7 1 0:3 / /x rw - cifs //srv/share rw,unc=\\\\srv\\my share",
        '7 1 0:3 / /x rw - tmpfs tmpfs rw,context="system_u:object_r:c285,c353"',
    ],
)
def test_real_oddities_parse(line):
    mount = mounts.parse_line(line)
    assert mount is not None
    assert not mount.read_only


@pytest.mark.parametrize(
    "line",
    ["", "x", "7 1 0:3 / /x rw", "0:50 / /sys ro - sysfs sysfs ro", "a 1 0:3 / /x rw - t s r", "7 1 0:3 / x rw - t s"],
)
def test_a_line_without_the_shape_is_none(line):
    assert mounts.parse_line(line) is None


def test_malformed_lines_are_counted():
    assert mounts.find(TABLE + "garbage\n\n", "/home/jovyan").malformed == 1


def test_a_password_in_a_source_is_left_out():
    assert mounts.parse_line("7 1 0:3 / /x rw - davfs //me:secret@host/x rw").source == "//…@host/x"


@pytest.mark.slow
@given(st.text(), st.text(min_size=1).map(lambda t: "/" + t))
def test_no_table_raises(table, path):
    mounts.find(table, path)


def test_this_process_finds_its_own_mounts():
    table = mounts.read_table()
    fd = os.open("/proc/self", os.O_PATH)
    try:
        found = mounts.find(table, "/proc/self", mounts.mount_id(fd))
    finally:
        os.close(fd)
    assert found.by == "mnt_id"
    assert found.home.fs == "proc"


def gathered(home, monkeypatch, table=None):
    """The tables that `gather` yields for a HOME, one after the other."""
    monkeypatch.setenv("HOME", home)
    if table is not None:
        monkeypatch.setattr(mounts, "read_table", lambda limit=1 << 30: table[:limit])
    return [found for _, found in mounts.gather(Contract())]


def test_home_is_found_by_its_path_and_then_exactly(tmp_path, monkeypatch):
    by_path, exact = gathered(str(tmp_path), monkeypatch)
    assert (by_path.by, exact.by) == ("path", "mnt_id")
    assert by_path.home == exact.home


def test_the_rest_of_a_long_table_is_read_only_where_home_is_in_it(tmp_path, monkeypatch):
    real = mounts.read_table()
    others = "".join(f"{n} 1 0:9 / /mnt/{n} rw - tmpfs tmpfs rw\n" for n in range(100_000, 110_000))
    by_path, exact = gathered(str(tmp_path), monkeypatch, real + others)
    assert by_path.malformed == 1  # so that nothing is claimed, should HOME hang now
    assert (exact.by, exact.malformed) == ("mnt_id", 0)
    _, late = gathered(str(tmp_path), monkeypatch, others + real)
    assert late == exact


def test_a_home_that_cannot_be_opened_is_judged_by_its_path(monkeypatch):
    (only,) = gathered("/nonexistent/home", monkeypatch)
    assert (only.by, only.home.point) == ("path", "/")
