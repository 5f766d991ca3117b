"""The driver's user-space libraries as the loader would find them. None is loaded here."""

import posixpath
import re

from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct

NVML, CUDA = "libnvidia-ml.so.1", "libcuda.so.1"
_DEFAULT = ("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib")  # fmt: skip
# Where GKE, other installers, WSL and conda put them, and where the loader does not look by itself.
ELSEWHERE = ("/usr/local/nvidia/lib64", "/usr/local/nvidia/lib", "/opt/nvidia/lib64", "/usr/lib/wsl/lib",
             "/opt/conda/lib", "/opt/conda/lib/stubs", "/usr/local/cuda/lib64/stubs")  # fmt: skip
_FOREIGN = ("/i386-linux-gnu/", "/lib32/", "/arm-linux-gnueabihf/")


class Library(Struct):
    """``path`` as the loader finds it, ``real`` with links resolved; ``version`` from the end of its name."""

    path: str
    real: str
    version: str | None


class Libraries(Struct):
    """``nvml`` and ``cuda`` are None where the loader finds none; ``elsewhere`` are files that it misses."""

    nvml: Library | None
    cuda: Library | None
    elsewhere: tuple[str, ...]


def find(search: str) -> Libraries:
    """Look as ld.so(8) does, with ``search`` being LD_LIBRARY_PATH."""
    cache = files.read_text("/etc/ld.so.cache")
    cached = cache if isinstance(cache, str) else ""
    folders = [folder for folder in re.split("[:;]", search) if folder.startswith("/")]
    missed = tuple(path for name in (NVML, CUDA) for f in ELSEWHERE if files.exists(path := f"{f}/{name}"))
    return Libraries(_first(NVML, folders, cached), _first(CUDA, folders, cached), missed)


def describe(path: str) -> Library:
    """A library by its path."""
    real = posixpath.realpath(path)
    return Library(path, real, version_of(real))


def version_of(path: str) -> str | None:
    """``535.129.03`` of ``libcuda.so.535.129.03``; a bare ``.so`` or ``.so.1`` has none."""
    found = re.search(r"\.so\.(\d+(?:\.\d+){1,2})$", path)
    return found[1] if found else None


def _first(name: str, folders: list[str], cache: str) -> Library | None:
    # The cache holds whole paths, each ended by a NUL; newest first.
    ended = (entry for entry in cache.split("\0") if entry.endswith(f"/{name}"))
    cached = [entry[entry.index("/") :] for entry in ended]
    for path in [*(f"{f}/{name}" for f in folders), *cached, *(f"{f}/{name}" for f in _DEFAULT)]:
        if not any(part in path for part in _FOREIGN) and files.exists(posixpath.realpath(path)):
            return describe(path)
    return None
