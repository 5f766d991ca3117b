"""What the container gives its processes to run on: the directory for Jupyter's runtime files, shared memory."""

import posixpath
import time
from collections.abc import Iterator
from errno import EEXIST
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import again, container, memory, mounts, rstudio, runtime_dirs
from jupyter_kfcheck.facts.again import Seen
from jupyter_kfcheck.facts.memory import Memory, Shm
from jupyter_kfcheck.facts.rstudio import Folder
from jupyter_kfcheck.host import disk, files, process
from jupyter_kfcheck.model import Struct, Unknown


class Directory(Struct):
    """``path`` is where Jupyter keeps its runtime files; ``tried`` itself or, until it is made, what it is made in.

    ``mount`` is the id of the mount that ``tried`` is on, None where the kernel does not say.
    """

    path: str
    tried: str
    mount: int | None


class PrivateFile(Struct):
    """A file that was created for its owner alone: the permission bits it got, or the step that failed."""

    mode: int | None = None
    step: str | None = None
    errno: int | None = None


class Runtime(Struct):
    """``directory`` is None where there is no HOME to keep one in, ``file`` where there was nothing to try.

    ``insecure_writes`` says that JUPYTER_ALLOW_INSECURE_WRITES lets Jupyter do with any permission bits.
    ``limit`` is the container's limit of memory in bytes, None without one. ``file_at`` is the Unix time of the trial,
    which a refresh in the background may carry over from an earlier run; ``seen`` is what it depends on. ``memory`` is
    None where no cgroup tells, ``state`` where no RStudio is: the directories that it needs.
    """

    directory: Directory | Unknown | None
    file: PrivateFile | Unknown | None
    insecure_writes: bool | Unknown
    shm: Shm | Unknown = Unknown("an older kfcheck did not look")
    limit: int | Unknown | None = None
    file_at: float | Unknown | None = None
    seen: Seen | Unknown | None = None
    memory: Memory | Unknown | None = Unknown("an older kfcheck did not look")
    state: tuple[Folder, ...] | Unknown | None = None


class Last(Struct):
    """What an earlier run has left for this one."""

    directory: Directory
    file: PrivateFile
    file_at: float
    seen: Seen


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `Runtime`. The directory may be on a HOME that hangs."""
    yield "shm", files.told(memory.shm)
    yield "limit", files.told(memory.limit)
    yield "memory", files.told(memory.cgroup)
    yield "insecure_writes", (files.env("JUPYTER_ALLOW_INSECURE_WRITES") or "").lower() in ("true", "1")
    has_rstudio = container.kind(contract) == "rstudio"
    yield "state", files.told(lambda: rstudio.folders(contract.server_pid or None)) if has_rstudio else None
    path = runtime_dirs.chosen()
    if path is None:
        yield "directory", None
        yield "file", None
        return
    yield "directory", Directory(path, path, None)
    tried, fd = path, None
    while fd is None:
        try:
            fd = _open(tried)
        except FileNotFoundError:
            if files.exists(tried):  # a link that leads nowhere, under whose name nothing can be made
                yield "directory", Directory(path, tried, None)
                yield "file", PrivateFile(step="make", errno=EEXIST)
                return
            if tried == posixpath.dirname(tried):
                yield "file", Unknown(f"{path} leads nowhere")
                return
            tried = posixpath.dirname(tried)
        except OSError as problem:
            yield "file", PrivateFile(step="open", errno=problem.errno)
            return
    directory, opened = Directory(path, tried, mounts.mount_id(fd)), fd
    yield "directory", directory
    seen = files.told(lambda: again.see(opened))
    yield "seen", seen
    last = again.last(Last, contract.earlier, "runtime")
    if last and last.directory == directory and isinstance(seen, Seen) and _stands(last, seen, contract):
        yield "file_at", last.file_at
        yield "file", last.file
        return
    yield "file_at", time.time()
    try:
        yield "file", PrivateFile(disk.try_private(fd))
    except disk.StepError as refused:
        yield "file", PrivateFile(step=refused.step, errno=refused.errno)


def _stands(last: Last, seen: Seen, contract: Contract) -> bool:
    """On HOME's own mount age alone is no reason to write: what is made there is the one file of HOME's own trial."""
    if again.changed(last.seen, seen, contract):
        return False
    return not again.old(last.file_at) or (seen.mount is not None and seen.mount == _home_mount())


def _home_mount() -> int | None:
    """The id of HOME's mount by its path alone: HOME may hang."""
    text = mounts.read_table(mounts.BEGINNING)
    home = None if isinstance(text, Unknown) else mounts.find(text, files.env("HOME") or "/").home
    return home.id if home else None


def _open(path: str) -> int:
    """Open a directory; root, to whom every directory is open, follows no link that a user may have planted."""
    if process.ids()[0] != 0:
        return disk.open_directory(path)
    top = disk.open_directory("/")
    try:
        return disk.descend(top, path.strip("/") or ".")
    finally:
        disk.close(top)
