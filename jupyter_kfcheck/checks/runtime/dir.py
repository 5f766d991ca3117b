"""Can Jupyter keep its secrets where it keeps them?"""

import errno
from typing import Any

from jupyter_kfcheck.checks import scope, words
from jupyter_kfcheck.checks.check import (
    IMAGE,
    PLATFORM,
    USER,
    Check,
    Ground,
    Remedy,
    Verdict,
    failed,
    passed,
    skipped,
    unsure,
    warned,
)
from jupyter_kfcheck.checks.storage import FUSE, NETWORK
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.facts.runtime import Directory, PrivateFile
from jupyter_kfcheck.model import Advice, Unknown, known

TMP = "/tmp"  # noqa: S108 - a name, no file is made
OFFICIAL = f"{TMP}/jupyter_runtime"
IN_TMP = Remedy(
    "It is elsewhere than in /tmp", IMAGE, "Set `ENV JUPYTER_RUNTIME_DIR=/tmp/jupyter_runtime` in the Dockerfile."
)
IN_POD = Remedy(
    "An image that cannot be changed",
    PLATFORM,
    "Set the variable JUPYTER_RUNTIME_DIR to a folder in /tmp, in the Notebook's `env` or in a PodDefault.",
)
EMPTY_DIR = Remedy(
    "It cannot be made or written where it is in /tmp",
    PLATFORM,
    "Mount an emptyDir on {folder}: it is new with each pod.",
)
NOT_BAKED = Remedy(
    "The image brings it, and it belongs to another user or is no folder",
    IMAGE,
    "Remove it in the Dockerfile: `RUN rm -rf {path}`. The notebook makes it anew, for its own user.",
)
FREE = Remedy(
    "No space left beside HOME",
    USER,
    "Delete what you do not need there: `du -xh --max-depth=1 {folder}` shows what is big. Or stop and start the "
    "notebook.",
)
MORE_ROOM = Remedy(
    "No space left beside HOME",
    PLATFORM,
    "Give {folder} more room: the `sizeLimit` of its emptyDir, or the node's own disk.",
)
HOME_CHECKS = ("home.space", "home.writable", "home.path")
WATCHED = 0o6677  # the bits that jupyter_core's secure_write compares with 0600


def directory(file: PrivateFile | None, facts: Facts, _contract: Contract) -> Verdict:
    """Can the Jupyter runtime directory hold a file for its owner alone, and is it off the notebook's volume?

    Jupyter keeps the keys of its kernels and its cookie secret there. If a file does not get mode 0600, Jupyter
    starts no kernels, or does not start at all: "Permissions assignment failed for secure file … Got '0o677'
    instead of '0o0600'". Network shares (CIFS, azurefile, some NFS) and FAT give every file the same mode. On
    the volume these files also stay after their pod is gone, and wait for its server.

    How it is judged: a file is created with mode 0600, written to and looked at, as Jupyter does; where the directory
    is not made yet, in the nearest one above. The wrong mode, or no file, is a failure; a warning where
    JUPYTER_ALLOW_INSECURE_WRITES lets Jupyter go on. A directory on HOME's volume is a warning under Kubeflow, and
    anywhere on a network share. Skipped for code-server and RStudio. A server that refreshes its report keeps the last
    result, with its time, while nothing about the directory has changed.

    Evidence: `path`, `tried`, `expected` and `observed` mode, `step` and `errno` of a refusal, `fs` of HOME's volume.
    """
    where = facts.runtime.directory
    if isinstance(where, Unknown):
        return unsure(f"where Jupyter keeps its runtime files is not known: {where.reason}")
    if where is None or file is None:
        return skipped("there is no HOME for the runtime directory")
    evidence: dict[str, Any] = {"path": where.path, "tried": where.tried}
    if file.mode is None:
        return _refused(file, where, facts, evidence)
    evidence |= {"expected": "0600", "observed": words.mode(file.mode)}
    if file.mode & WATCHED != 0o600:
        summary = f"{where.path} gives its files mode {words.mode(file.mode)}, not 0600"
        if facts.runtime.insecure_writes is True:
            summary += "; Jupyter goes on, since JUPYTER_ALLOW_INSECURE_WRITES is set"
            return warned(summary, *_elsewhere(where), **evidence)
        return failed(f"{summary}: kernels will not start", *_elsewhere(where), **evidence)
    volume = _home_volume(where, facts)
    if isinstance(facts.mounts.table, Unknown):
        return unsure(
            f"{where.path} creates files with mode 0600, but it is not known which volume it is on", **evidence
        )
    if volume is None:
        return passed(f"{where.path} creates files with mode 0600", **evidence)
    if volume.fs in NETWORK or volume.fs in FUSE:
        return warned(
            f"{where.path} is on a network file system ({volume.fs})", *_elsewhere(where), **evidence, fs=volume.fs
        )
    return passed(f"{where.path} creates files with mode 0600; it is on HOME's volume", **evidence, fs=volume.fs)


def _elsewhere(where: Directory) -> tuple[Advice, ...]:
    """Another place for it; where it is in Kubeflow's own already, a better one under the same name."""
    return (EMPTY_DIR.fill(folder=TMP),) if where.path == OFFICIAL else (IN_TMP.fill(), IN_POD.fill())


def _let_write(file: PrivateFile, where: Directory, facts: Facts) -> tuple[Advice, ...]:
    if _in_home(where, facts):
        return _elsewhere(where)
    folder = TMP if _below(where.path, TMP) else where.tried
    if file.errno in (errno.ENOSPC, errno.EDQUOT):
        return FREE.fill(folder=folder), MORE_ROOM.fill(folder=folder)
    baked = file.errno in (errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST) and where.tried == where.path
    first = (NOT_BAKED.fill(path=where.path),) if baked else ()
    return *first, EMPTY_DIR.fill(folder=folder)


def _refused(file: PrivateFile, where: Directory, facts: Facts, evidence: dict[str, str]) -> Verdict:
    verb = "made" if where.tried != where.path or file.step == "make" else "written"
    summary = f"{where.path} cannot be {verb}: {words.error(file.errno)}"
    because = HOME_CHECKS if _in_home(where, facts) else ()
    return failed(summary, *_let_write(file, where, facts), because=because, **evidence, step=file.step,
                  errno=words.error_name(file.errno))  # fmt: skip


def _unknown(fact: Unknown, facts: Facts, _contract: Contract) -> Verdict:
    where = known(facts.runtime.directory)
    evidence: dict[str, Any] = {"path": where.path if where else None, "errno": words.error_name(fact.errno)}
    if where and fact.errno == errno.ETIMEDOUT and (_in_home(where, facts) or _home_volume(where, facts)):
        summary = f"{where.path} {fact.reason}: it is on HOME's volume"
        return failed(summary, *_elsewhere(where), because=HOME_CHECKS[::-1], **evidence)
    return unsure(f"could not be judged: {fact.reason}", **evidence)


def _in_home(where: Directory, facts: Facts) -> bool:
    home = known(facts.home.directory)
    return bool(home and home.env and _below(where.path, home.env))


def _home_volume(where: Directory, facts: Facts) -> Mount | None:
    """The mount of HOME, if that is a volume and the directory is on it."""
    table = known(facts.mounts.table)
    home = table.home if table else None
    if home is None or home.point == "/":
        return None
    same = _below(where.tried, home.point) if where.mount is None else where.mount == home.id
    return home if same else None


def _below(path: str, point: str) -> bool:
    return f"{path}/".startswith(f"{point.rstrip('/')}/")


def _runs_jupyter(facts: Facts, contract: Contract) -> Verdict | None:
    return skipped("this image runs no Jupyter") if scope.kind(facts, contract) in ("codeserver", "rstudio") else None


CHECK = Check(
    id="runtime.dir",
    title="Jupyter's runtime directory",
    judge=directory,
    reads=("runtime.file", "runtime.directory", "runtime.insecure_writes", "home.directory", "mounts.table"),
    remedies=(IN_TMP, IN_POD, EMPTY_DIR, NOT_BAKED, FREE, MORE_ROOM),
    requires=(Ground("an image with Jupyter", scope.KIND_READS, _runs_jupyter),),
    unknown=_unknown,
)
