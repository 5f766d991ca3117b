from errno import EACCES, ESTALE, ETIMEDOUT

import pytest

from jupyter_kfcheck.facts.volumes import Volume
from jupyter_kfcheck.model import Status, Unknown
from tests.build import GIB, facts, judge_one

FINE = Volume("/data", "nfs4", False, None, True, GIB, 2 * GIB, 0, 100, 0o2775)
ROOTS = FINE._replace(point="/home/jovyan/work", writable=False, gid=0, mode=0o755)


@pytest.mark.parametrize(
    ("volumes", "status", "words", "remedy"),
    [
        ((), "skip", "no other volume", None),
        ((FINE,), "pass", "/data is usable", None),
        ((FINE, FINE._replace(point="/sets", read_only=True, writable=None)), "pass", "/data, /sets are usable", None),
        ((ROOTS,), "warn", "/home/jovyan/work is mounted for writing, but", "`chgrp 100 /home/jovyan/work`"),
        ((FINE._replace(free_bytes=0),), "warn", "is full: 0 bytes free of 2.0 GiB", "Delete what"),
        ((FINE._replace(errno=ETIMEDOUT),), "fail", "/data does not answer", "Stop and start"),
        ((ROOTS, FINE._replace(errno=ESTALE)), "fail", "entered: stale file handle; 1 more with a problem", "Stop and"),
        ((FINE._replace(errno=EACCES),), "fail", "cannot be entered: permission denied", "chgrp 100 /data"),
        (Unknown("no such file", 2), "error", "no such file", None),
    ],
)
def test_volumes_data(volumes, status, words, remedy):
    verdict = judge_one("volumes.data", facts(volumes={"others": volumes}))
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict
    assert remedy is None or remedy in " ".join(advice.text for advice in verdict.advice)
