"""The pod's other volumes, on real folders."""

import ctypes  # noqa: F401 -- the child below may not read a Python that lies in root's own HOME
import os
from errno import ENOENT, ETIMEDOUT

import pytest

from jupyter_kfcheck.facts import volumes
from jupyter_kfcheck.facts.volumes import Volume

TABLE = """\
1 0 0:50 / / rw - overlay overlay rw,lowerdir=/a,upperdir=/b/diff
2 1 259:1 /pods/u/etc-hosts /etc/hosts rw - ext4 /dev/vda rw
3 1 259:7 / /home/jovyan rw - ext4 /dev/vdb rw
4 3 0:61 / /home/jovyan/work rw - nfs4 nas:/work rw
5 1 0:62 / /data ro - nfs4 nas:/data rw
6 1 0:63 / /data rw - xfs /dev/vdc rw
7 1 0:64 / /dev/shm rw - tmpfs shm rw
8 1 0:65 / /var/run/secrets/token ro - tmpfs tmpfs rw
"""


def test_of_a_table_only_a_pods_data_volumes_are_looked_at():
    found = volumes.data(TABLE, "/home/jovyan/")
    assert [(m.point, m.fs, m.read_only) for m in found] == [
        ("/home/jovyan/work", "nfs4", False),
        ("/data", "xfs", False),
    ]


def test_a_volume_is_entered_measured_and_not_written(tmp_path):
    before = os.stat(tmp_path)
    found = volumes.look(Volume(str(tmp_path), "ext4", read_only=False, errno=ETIMEDOUT))
    assert (found.errno, found.writable, found.total_bytes > 0) == (None, True, True)
    assert (os.stat(tmp_path).st_mtime_ns, list(tmp_path.iterdir())) == (before.st_mtime_ns, [])
    gone = volumes.look(Volume(f"{tmp_path}/gone", "ext4", read_only=False))
    assert (gone.errno, gone.writable) == (ENOENT, None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask as another user")
def test_what_another_user_may_not_write_is_told():
    def ask(end):
        os.setgroups([])
        os.setgid(4321)
        os.setuid(4321)
        os.write(end, str(volumes.look(Volume("/usr", "ext4", read_only=False)).writable).encode())

    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            ask(write)
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with open(read) as answer:
        assert answer.read() == "False"
