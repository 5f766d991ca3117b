"""Kernel mounts for the faults. Each is taken away again by the block that made it, and only by it."""

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
BIND, REC, PRIVATE, READ_ONLY, REMOUNT = 4096, 16384, 1 << 18, 1, 32
DETACH = 2


def mount(source: str, target: Path, kind: str, flags: int = 0, data: str = "") -> None:
    """mount(2); OSError where the kernel refuses."""
    if _libc.mount(source.encode(), bytes(target), kind.encode(), flags, data.encode()):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))


def unmount(target: Path) -> None:
    """Take the topmost mount at `target` away, at once from sight and for good when its last user is gone."""
    if _libc.umount2(bytes(target), DETACH):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))


@contextlib.contextmanager
def tmpfs(folder: Path, size: str = "16m", owner: tuple[int, int] = (0, 100), mode: int = 0o2775) -> Iterator[Path]:
    """A memory file system of `size` at `folder`, which is made."""
    folder.mkdir(parents=True)
    mount("tmpfs", folder, "tmpfs", data=f"size={size},uid={owner[0]},gid={owner[1]},mode={mode:o}")
    try:
        yield folder
    finally:
        unmount(folder)


@contextlib.contextmanager
def read_only(folder: Path, at: Path) -> Iterator[Path]:
    """The same files as in `folder`, at `at`, but not to be written."""
    at.mkdir(parents=True)
    mount(str(folder), at, "none", BIND)
    try:
        mount("none", at, "none", BIND | REMOUNT | READ_ONLY)
        yield at
    finally:
        unmount(at)


@contextlib.contextmanager
def many(count: int, folder: Path) -> Iterator[list[str]]:
    """`count` mounts below `folder`, in a namespace of this block; yields the command that enters it."""
    folder.mkdir(parents=True)
    command = ["unshare", "--mount", "--propagation=private", sys.executable, "-m", __name__]
    with subprocess.Popen([*command, str(count), str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as keeper:
        assert keeper.stdin
        assert keeper.stdout
        try:
            if keeper.stdout.readline() != b"ready\n":
                raise RuntimeError(f"{count} mounts could not be made")
            yield ["nsenter", f"--target={keeper.pid}", "--mount", "--"]
        finally:
            keeper.stdin.close()


def _keep(count: int, folder: Path) -> None:
    mount("tmpfs", folder, "tmpfs")
    for number in range(count - 1):
        target = folder / str(number)
        target.mkdir()
        mount(str(target), target, "none", BIND)
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _keep(int(sys.argv[1]), Path(sys.argv[2]))
