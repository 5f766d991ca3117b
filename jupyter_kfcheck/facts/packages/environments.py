"""Kernels and virtual environments in HOME whose Python is gone, or another one than they were made with."""

import json
import posixpath
import re
from errno import ENOENT, ENOTDIR

from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct, Unknown

KERNELS = ".local/share/jupyter/kernels"
KERNEL_LIMIT, FOLDER_LIMIT = 100, 50  # kernels, and folders of HOME, that are looked at
TEXT_LIMIT = 256 << 10


class Broken(Struct):
    """``kind`` is kernel or environment, ``name`` its name or path, ``program`` its Python.

    ``found`` is None where that is gone, else the version of Python that is there instead of ``wanted``.
    """

    kind: str
    name: str
    program: str
    wanted: str | None = None
    found: str | None = None


def broken(home: str) -> tuple[Broken, ...]:
    """The kernels of the user's own that cannot start, and environments just below HOME."""
    found = []
    names = files.names_in(f"{home}/{KERNELS}", KERNEL_LIMIT)
    for name in names if isinstance(names, tuple) else ():
        program = _program(files.read_text(f"{home}/{KERNELS}/{name}/kernel.json", TEXT_LIMIT))
        if program and (problem := _look("kernel", name, program)):
            found.append(problem)
    names = files.names_in(home, FOLDER_LIMIT)
    for name in names if isinstance(names, tuple) else ():
        if files.exists(f"{home}/{name}/pyvenv.cfg"):
            program = f"{home}/{name}/bin/python"
            if problem := _look("environment", f"{home}/{name}", program):
                found.append(problem)
    return tuple(found)


def _program(text: str | Unknown) -> str | None:
    """What a kernel spec starts, where it is an absolute path: others are looked up."""
    try:
        program = json.loads(text)["argv"][0] if isinstance(text, str) else None
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    return program if isinstance(program, str) and program.startswith("/") else None


def _look(kind: str, name: str, program: str) -> Broken | None:
    about = files.about(program)
    if isinstance(about, Unknown):
        return Broken(kind, name, program) if about.errno in (ENOENT, ENOTDIR) else None
    prefix = posixpath.dirname(posixpath.dirname(program))
    if not files.exists(f"{prefix}/pyvenv.cfg"):
        return None
    real = re.search(r"/python(3\.\d+)$", posixpath.realpath(program))
    libraries = files.names_in(f"{prefix}/lib")
    made_for = (
        [n.removeprefix("python") for n in libraries if n.startswith("python3.")]
        if isinstance(libraries, tuple)
        else []
    )
    if real is None or not made_for or real[1] in made_for:
        return None
    return Broken(kind, name, program, made_for[-1], real[1])
