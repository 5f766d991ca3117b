"""Compiling the package in an image, so that no start of a container has to: that would take nearly as long again.

uv compiles nothing, and where an image's build changes the times of files, what pip has compiled counts no more.
Checked by the source's hash, not by its time, it counts for as long as the source is the same.
"""

import compileall
import os
from importlib import metadata
from pathlib import Path
from py_compile import PycInvalidationMode

PACKAGE = Path(__file__).parent.parent


def installed() -> bool:
    """Whether this package was copied to where it is: what is edited in place is compiled by whoever edits it."""
    try:
        files = metadata.files("jupyter-kfcheck") or []
    except metadata.PackageNotFoundError:
        return False
    return any(Path(file.locate()).resolve() == Path(__file__).resolve() for file in files)


def compiles(package: Path = PACKAGE) -> bool:
    """Compile all of ``package`` for this Python; False where that cannot be, which costs time and nothing else."""
    if not os.access(package, os.W_OK):
        return False
    mode = PycInvalidationMode.CHECKED_HASH
    return bool(compileall.compile_dir(package, quiet=2, force=True, invalidation_mode=mode, workers=1))
