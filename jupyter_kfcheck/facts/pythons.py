"""The Pythons whose frameworks matter: the one that runs kfcheck, and those that Jupyter's kernels use."""

import json
import posixpath
import re
from collections.abc import Iterable

from jupyter_kfcheck.host import files, process
from jupyter_kfcheck.model import Struct, Unknown

# Where Jupyter looks for kernels besides its own prefix and HOME (jupyter_core.paths), and conda's place.
KERNEL_LIMIT = 100  # kernels of one folder that are looked at
_SYSTEM_DATA = ("/usr/local/share/jupyter", "/usr/share/jupyter", "/opt/conda/share/jupyter")


class Python(Struct):
    """``folders`` hold its packages, in the order in which it looks; ``home_folders`` are those in the user's HOME."""

    path: str
    prefix: str
    folders: tuple[str, ...]
    home_folders: tuple[str, ...] = ()


def own() -> Python:
    """The Python that runs kfcheck, without the packages in HOME: they may be on a volume that hangs."""
    return Python(process.python(), process.prefix(), process.site_folders())


def of_image() -> tuple[Python, ...]:
    """Our own Python and those of the kernels that the image brings."""
    data = [f"{process.prefix()}/share/jupyter", *_SYSTEM_DATA]
    return _distinct([own(), *_kernels(data)])


def of_home(home: str, known: Iterable[Python]) -> tuple[Python, ...]:
    """What HOME adds: kernels of the user's own, and the user's packages in front of those of ``known`` Pythons."""
    mine = _kernels([f"{home}/.local/share/jupyter"])
    return tuple(p for p in (_with_home(p, home) for p in _distinct([*known, *mine])) if p.home_folders or p in mine)


def _kernels(data_folders: Iterable[str]) -> list[Python]:
    found = []
    for data in data_folders:
        names = files.names_in(f"{data}/kernels", KERNEL_LIMIT)
        for name in names if isinstance(names, tuple) else ():
            text = files.read_text(f"{data}/kernels/{name}/kernel.json", 1 << 18)
            program = None if isinstance(text, Unknown) else _program(text)
            if program and (python := _python(program)):
                found.append(python)
    return found


def _program(text: str) -> str | None:
    """The interpreter of a kernel spec where it is another one than the server's: an absolute path to a Python."""
    try:
        program = json.loads(text)["argv"][0]
    except (ValueError, TypeError, LookupError):
        return None
    is_python = isinstance(program, str) and re.fullmatch(r"/.*/bin/python[\d.]*", program)
    return program if is_python else None


def _python(program: str) -> Python | None:
    """A Python by the path of its program, which is not resolved: a virtual environment's is a link."""
    prefix = posixpath.dirname(posixpath.dirname(program))
    names = files.remembered(f"{prefix}/lib")
    versions = [n for n in names if re.fullmatch(r"python3\.\d+", n)] if isinstance(names, tuple) else []
    folders = [f"{prefix}/lib/{v}/{kind}" for v in versions for kind in ("site-packages", "dist-packages")]
    if prefix == "/usr":
        folders = [f"/usr/local/lib/{v}/dist-packages" for v in versions] + ["/usr/lib/python3/dist-packages"]
    here = tuple(f for f in folders if files.exists(f))
    return Python(program, prefix, here) if here else None


def _with_home(python: Python, home: str) -> Python:
    """Put the user's site-packages first, as every Python outside of a virtual environment does."""
    if files.exists(f"{python.prefix}/pyvenv.cfg"):
        return python
    versions = {v for folder in python.folders for v in re.findall(r"/(python3\.\d+)/", folder)}
    mine = tuple(f for v in sorted(versions) if files.exists(f := f"{home}/.local/lib/{v}/site-packages"))
    return Python(python.path, python.prefix, mine + python.folders, mine)


def _distinct(pythons: Iterable[Python]) -> tuple[Python, ...]:
    """One for each set of folders: kernels of the same Python are no news."""
    return tuple({python.folders: python for python in reversed([*pythons])}.values())[::-1]
