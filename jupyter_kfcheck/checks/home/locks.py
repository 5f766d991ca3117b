"""Do file locks and SQLite work in HOME?"""

import errno
from typing import Any

from jupyter_kfcheck.checks import grounds, words
from jupyter_kfcheck.checks.check import (
    IMAGE,
    PLATFORM,
    USER,
    Check,
    Remedy,
    Verdict,
    failed,
    passed,
    skipped,
    warned,
)
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.locks import Tried
from jupyter_kfcheck.model import Advice, Unknown, known

LINES = "`c.NotebookNotary.db_file = ':memory:'` and `c.BaseFileIdManager.db_path = '/tmp/file_id_manager.db'`"
OWN = Remedy(
    "Locks or SQLite do not work",
    USER,
    f"Keep Jupyter's databases in memory and in /tmp: put {LINES} into ~/.jupyter/jupyter_server_config.py, and "
    "`c.HistoryManager.hist_file = ':memory:'` into ~/.ipython/profile_default/ipython_config.py.",
)
BAKED = Remedy(
    "Locks or SQLite do not work",
    IMAGE,
    f"Do so for everyone: put {LINES} into /etc/jupyter/jupyter_server_config.py, and set "
    "`ENV IPYTHONDIR=/tmp/ipython`.",
)
WITH_LOCKS = Remedy(
    "Locks do not work",
    PLATFORM,
    "Mount the volume so that locks work: NFS as version 4, or with `nolock` where one node alone uses it; Lustre with "
    "`flock`; other storage as its own documentation says.",
)


def locks(found: Tried | None, facts: Facts, _contract: Contract) -> Verdict:
    """Do file locks and SQLite work in HOME?

    Jupyter signs notebooks and remembers files in SQLite databases in HOME, IPython keeps its history there, RStudio
    and git lock files. On NFS without a lock service, and on some FUSE file systems, a lock is refused or never
    answered: the whole server freezes for minutes when a notebook is opened, saving fails, or "database is locked",
    "disk I/O error" and "unable to lock file" (HDF5) are shown.

    How it is judged: on a file of its own kfcheck takes a lock by fcntl and one by flock, and makes a database with a
    table and a row. A refusal is a warning, since Jupyter goes on without these databases. No answer within the
    deadline is a failure. Whether SQLite's write-ahead log works is told as evidence only.

    Evidence: `posix` and `flock` (errno of a refusal, null where the lock was granted), `sqlite` (what it refuses
    with), `wal` (whether the write-ahead log works), `mount`.
    """
    if found is None or found.refused is not None:
        why = words.error(found.refused) if found else _no_file(facts)
        return skipped(f"a lock could not be tried in {common.name(facts)}: {why}")
    evidence: dict[str, Any] = {
        "posix": words.error_name(found.posix or None),
        "flock": words.error_name(found.flock or None),
        "sqlite": found.sqlite.reason if isinstance(found.sqlite, Unknown) else found.sqlite,
        "wal": found.wal,
        **common.mount_line(facts),
    }
    home, refused = common.name(facts), found.posix or found.flock
    mount = common.mount_of(facts, "")
    on = f" ({mount.fs})" if mount else ""
    if refused:
        kind = "" if found.posix and found.flock else " by fcntl" if found.posix else " by flock"
        summary = f"file locks{kind} do not work in {home}{on}: {words.error(refused)}"
        return warned(summary, *_elsewhere(), WITH_LOCKS.fill(), **evidence)
    if isinstance(found.sqlite, Unknown):
        return passed(f"file locks work in {home}; SQLite was not tried: {found.sqlite.reason}", **evidence)
    if found.sqlite:
        full = ("home.space", "home.writable") if "full" in found.sqlite else ()
        summary = f"SQLite does not work in {home}{on}: {found.sqlite}"
        return warned(summary, *_elsewhere(), WITH_LOCKS.fill(), because=full, **evidence)
    return passed(f"file locks and SQLite work in {home}", **evidence)


def _elsewhere() -> list[Advice]:
    return [OWN.fill(), BAKED.fill()]


def _no_file(facts: Facts) -> str:
    trials = known(facts.home.trials)
    return f"no file can be made there, {words.error(trials[0].errno)}" if trials else "no file can be made there"


def _unknown(fact: Unknown, facts: Facts, _contract: Contract) -> Verdict:
    trials = known(facts.home.trials)
    if fact.errno != errno.ETIMEDOUT or not trials:
        return common.not_read(fact, facts, "home.path", "home.writable")
    advice = [*_elsewhere(), WITH_LOCKS.fill()]
    summary = f"a file lock in {common.name(facts)} {fact.reason}, though files can be written"
    return failed(summary, *advice, errno="ETIMEDOUT", **common.mount_line(facts))


CHECK = Check(
    id="home.locks",
    title="file locks in HOME",
    judge=locks,
    reads=("locks.tried", "home.trials", "home.directory", "home.env", "mounts.table"),
    remedies=(OWN, BAKED, WITH_LOCKS, *common.HUNG, *common.LOST),
    requires=(grounds.HOME_THERE,),
    unknown=_unknown,
)
