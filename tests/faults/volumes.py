"""Volumes as storage classes provide them: ext4 on a device of its own, fresh, owned wrongly, or full."""

import contextlib
import ctypes
import errno
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from tests.faults.mounts import mount, unmount
from tests.tools import run

_libc = ctypes.CDLL(None)


@contextlib.contextmanager
def ext4(
    folder: Path, size: str = "256M", owner: tuple[int, int] = (0, 100), mode: int = 0o2775, inodes: int = 1024
) -> Iterator[Path]:
    """An ext4 file system on a loop device, mounted at `folder`, which is made.

    `owner` and `mode` are by default what the kubelet makes of a volume under Kubeflow's fsGroup 100.
    """
    # No blocks are reserved for root: full is full, whoever asks.
    with disk(folder, "ext4", "mkfs.ext4", "-q", "-m", "0", "-N", str(inodes), size=size, owner=owner, mode=mode):
        yield folder


@contextlib.contextmanager
def disk(
    folder: Path, kind: str, *make: str, size: str = "256M", owner: tuple[int, int] = (0, 100), mode: int = 0o2775
) -> Iterator[Path]:
    """A file system of this kind, made by that command, on a loop device, mounted at `folder`, which is made."""
    folder.mkdir(parents=True)
    image = folder.with_name(f"{folder.name}.{kind}")
    with open(image, "xb") as file:
        file.truncate(_bytes(size))
    run(*make, str(image))
    device = run("losetup", "--find", "--show", str(image)).strip()
    try:
        mount(device, folder, kind)
        try:
            own(folder, owner, mode)
            yield folder
        finally:
            unmount(folder)
    finally:
        run("losetup", "--detach", device)
        image.unlink()


def sectors_written(folder: Path) -> int:
    """How many sectors the device below the file system at `folder` has taken, all that waits for it included."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        _libc.syncfs(fd)
        device = os.fstat(fd).st_dev
    finally:
        os.close(fd)
    # Documentation/ABI/stable/sysfs-block: the seventh number of stat
    return int(Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}/stat").read_text().split()[6])


def own(path: Path, owner: tuple[int, int], mode: int) -> None:
    """chown and chmod, in the order that keeps the setgid bit."""
    os.chown(path, *owner)
    path.chmod(mode)


def fill_bytes(folder: Path) -> Path:
    """Take blocks until none is left; returns the file to remove again."""
    ballast = folder / "ballast"
    size = 0
    with open(ballast, "xb") as file:
        for piece in (1 << 20, 1 << 10):
            with _until_full():
                while True:
                    os.posix_fallocate(file.fileno(), size, piece)
                    size += piece
    return ballast


def fill_inodes(folder: Path) -> Path:
    """Make files until no inode is free; returns the folder to remove again."""
    ballast = folder / "ballast"
    ballast.mkdir()
    with _until_full():
        for number in itertools.count():
            (ballast / str(number)).touch()
    return ballast


@contextlib.contextmanager
def _until_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


def _bytes(size: str) -> int:
    return int(size[:-1]) << {"K": 10, "M": 20, "G": 30}[size[-1]]
