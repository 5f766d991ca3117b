"""A disk that answers, hangs when told, and answers again: a real FUSE file system."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.mounts import unmount


@dataclass(frozen=True)
class Disk:
    """The mounted file system, at `folder`."""

    folder: Path
    server: "subprocess.Popen[bytes]"

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """No request is read in this block: who waits for one waits for ever, but can be killed."""
        self.server.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.server.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def swallowing(self) -> Iterator[None]:
        """Requests are read and not answered in this block: who waits for one cannot even be killed."""
        self.server.send_signal(signal.SIGUSR1)
        self.wait_for("keeping")
        try:
            yield
        finally:
            self.server.send_signal(signal.SIGUSR2)

    @contextlib.contextmanager
    def failing(self, operation: str, number: int, spared: int = 0) -> Iterator[list[int]]:
        """An operation (see `fuse_server.OPERATIONS`) fails in this block, but for the first `spared` times.

        After the block the list has one number: how often it did.
        """
        hits: list[int] = []
        self._command(f"fail {operation} {number} {spared}")
        try:
            yield hits
        finally:
            hits.append(self._command("well"))

    def _command(self, line: str) -> int:
        assert self.server.stdin
        assert self.server.stdout
        self.server.stdin.write(f"{line}\n".encode())
        self.server.stdin.flush()
        while not (said := self.server.stdout.readline()).startswith(b"hits "):
            assert said, "the FUSE file system has ended"
        return int(said.split()[1])

    def wait_for(self, word: str) -> None:
        """Wait until the server says `word`: `kept` when it has swallowed a request."""
        assert self.server.stdout
        line = self.server.stdout.readline().decode().strip()
        while line == "kept" != word:  # of an earlier time, when nobody listened
            line = self.server.stdout.readline().decode().strip()
        if line != word:
            raise RuntimeError(f"the FUSE file system says {line!r} instead of {word!r}")


@contextlib.contextmanager
def disk(
    folder: Path,
    kind: str = "fuse.juicefs",
    source: str = "JuiceFS:team-a",
    file_mode: int | None = None,
    sync_errno: int = 0,
    lock_errno: int = 0,
    kernel_permissions: bool = True,
) -> Iterator[Disk]:
    """A disk at `folder`, which is made; in mount tables it has the type `kind` and comes from `source`.

    With `file_mode` every file has that mode, whatever it is created with, and chmod is refused: so do
    shares like CIFS and azurefile. With `sync_errno` every fsync fails with it, and nothing else does. With
    `lock_errno` the disk sees to locks itself, and refuses every one with it; with -1 it never answers for one.
    Without `kernel_permissions` the kernel asks the disk who may do what, as NFS is asked, and it lets everybody.
    """
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.faults.fuse_server", str(folder), kind, source]
    command += ["" if file_mode is None else f"{file_mode:o}", str(sync_errno), str(lock_errno)]
    command += [",default_permissions" if kernel_permissions else ""]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        mounted = Disk(folder, server)
        try:
            mounted.wait_for("mounted")
            try:
                yield mounted
            finally:
                unmount(folder)
        finally:
            # With its server the kernel gives the connection up: all who still wait get an error.
            server.kill()
