import errno

import pytest

from jupyter_kfcheck.facts.locks import Tried
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.model import Status, Unknown
from tests.build import VOLUME, facts, judge_one, mounted

CLOSED = Trial("/home/jovyan", 0, 0, 0o755, "create", errno.EACCES)


@pytest.mark.parametrize(
    ("locks", "status", "words"),
    [
        (Tried(wal=True), "pass", "file locks and SQLite work in /home/jovyan"),
        (Tried(wal=False), "pass", "file locks and SQLite work"),
        (Tried(posix=errno.ENOLCK), "warn", "locks by fcntl do not work in /home/jovyan (nfs4): no locks available"),
        (Tried(flock=errno.ENOSYS), "warn", "file locks by flock do not work"),
        (Tried(errno.ENOSYS, errno.ENOSYS, "disk I/O error"), "warn", "file locks do not work in /home/jovyan"),
        (Tried(sqlite="locking protocol"), "warn", "SQLite does not work in /home/jovyan (nfs4): locking protocol"),
        (Tried(sqlite=Unknown("this Python has no SQLite")), "pass", "SQLite was not tried: this Python has no SQLite"),
        (Tried(refused=errno.ENOSPC), "skip", "a lock could not be tried in /home/jovyan: no space left on device"),
        (Unknown("did not answer within 3 s", errno.ETIMEDOUT), "fail", "a file lock in /home/jovyan did not answer"),
        (Unknown("kfcheck itself failed there"), "error", "could not be judged"),
        (Unknown("not connected", errno.ENOTCONN), "fail", "/home/jovyan cannot be used"),
    ],
)  # fmt: skip
def test_home_locks(locks, status, words):
    verdict = judge_one("home.locks", facts(locks={"tried": locks}, mounts=mounted(VOLUME._replace(fs="nfs4"))))
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict


@pytest.mark.parametrize(("trials", "words"), [((CLOSED,), "no file can be made there, permission denied"), ((), "no")])
def test_where_no_file_can_be_made_no_lock_is_tried(trials, words):
    verdict = judge_one("home.locks", facts(locks={"tried": None}, home={"trials": trials}))
    assert verdict.status is Status.SKIP
    assert words in verdict.summary


def test_a_full_disk_is_the_cause_and_a_home_that_hangs_is_not_said_to_take_files():
    assert judge_one("home.locks", facts(locks={"tried": Tried(sqlite="database or disk is full")})).because
    late = Unknown("did not answer within 3 s", errno.ETIMEDOUT)
    verdict = judge_one("home.locks", facts(locks={"tried": late}, home={"trials": late}))
    assert verdict.status is Status.FAIL
    assert "though" not in verdict.summary
    assert verdict.because == ("home.path", "home.writable")
