"""torch, tensorflow and jax as their files describe them. Nothing is imported: that takes seconds, and GPU memory.

The files say more than the metadata: PyPI's torch names no CUDA version in its own.
"""

import re

from jupyter_kfcheck.facts.pythons import Python
from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct, Unknown

CPU, CUDA, ROCM, XPU, TPU = "cpu", "cuda", "rocm", "xpu", "tpu"
NAMES = ("torch", "tensorflow", "jax")
# Not compiled here: most machines have none of it, and every start would pay.
_JAX_PLUGIN = r"jax_(?:cuda|rocm)(\d+)_plugin-"
_CUDART_DIST = r"nvidia_cuda_runtime(?:_cu\d+)?-(\d+)\."
_CUDART = r"libcudart\.so\.(\d+)"
_SYSTEM = ("/usr/local/cuda/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")
CONTENT_LIMIT = 1 << 18  # bytes of a version file; real ones have hundreds


class Framework(Struct):
    """One framework of one Python.

    ``build`` is cpu, cuda, rocm, xpu or tpu, None where its files do not say; ``cuda`` the CUDA version it was built
    for; ``archs`` the GPUs that it names (``sm_90``); ``runtimes`` the major versions of libcudart that it can find;
    ``in_home`` where it lies in the user's own site-packages, which come before the image's.
    """

    name: str
    version: str | None
    build: str | None
    cuda: str | None
    path: str
    python: str
    in_home: bool
    archs: tuple[str, ...] = ()
    runtimes: tuple[str, ...] = ()


def find(python: Python, search: str) -> tuple[Framework, ...]:
    """The frameworks of a Python, the first of each name as its path has them; ``search`` is LD_LIBRARY_PATH."""
    found: dict[str, Framework] = {}
    for folder in python.folders:
        names = files.remembered(folder)
        if isinstance(names, Unknown):
            continue
        for name in NAMES:
            if name in names and name not in found:
                found[name] = _describe(name, folder, names, python)
    built_for_cuda = [f for f in found.values() if f.build == CUDA]
    runtimes = _runtimes(python, search) if built_for_cuda else ()
    return tuple(_with_runtimes(f, runtimes) for f in found.values())


def _describe(name: str, folder: str, names: tuple[str, ...], python: Python) -> Framework:
    version = next((v for n in names if (v := _dist_version(n, name))), None)
    if name == "jax":
        build, cuda = parse_jax(names)
        said: tuple[str | None, str | None, tuple[str, ...]] = (build, cuda, ())
    elif name == "torch":
        text = files.read_text(f"{folder}/torch/version.py", CONTENT_LIMIT)
        own, *rest = parse_torch(text) if isinstance(text, str) else (None, None, None)
        version, said = own or version, (rest[0], rest[1], ())
    else:
        text = files.read_text(f"{folder}/tensorflow/python/platform/build_info.py", CONTENT_LIMIT)
        said = parse_tensorflow(text) if isinstance(text, str) else (None, None, ())
    in_home = folder in python.home_folders
    return Framework(name, version, said[0], said[1], f"{folder}/{name}", python.path, in_home, said[2])


def parse_torch(text: str) -> tuple[str | None, str | None, str | None]:
    """Version, build and CUDA version in the text of torch/version.py."""
    given = _assigned(text)
    values = {name: words.split("'")[1] for name, words in given.items() if words[:1] == "'" and words.count("'") > 1}
    version, cuda = values.get("__version__"), values.get("cuda")
    if cuda:
        return version, CUDA, cuda
    if values.get("hip") or values.get("rocm"):
        return version, ROCM, None
    if values.get("xpu"):
        return version, XPU, None
    return version, CPU if given.get("cuda", "").startswith("None") else None, None


def _assigned(text: str) -> dict[str, str]:
    """What plain assignments, a line each (``cuda: Optional[str] = '12.4'``), give their names, as it is spelled."""
    lines = (line.partition("=") for line in text.splitlines() if not line[:1].isspace())
    return {name.partition(":")[0].strip(): value.strip() for name, sign, value in lines if sign}


def parse_tensorflow(text: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Build, CUDA version and architectures in the text of tensorflow/python/platform/build_info.py."""
    cuda = re.search(r"""["']cuda_version["'],\s*["'](\d+(?:\.\d+)*)["']""", text)
    listed = re.search(r"""["']cuda_compute_capabilities["'],\s*\[([^\]]{0,4096})\]""", text)
    archs = tuple(re.findall(r"\b(?:sm|compute)_\d+\w?", listed[1])) if listed else ()
    if _says(text, "is_cuda_build"):
        return CUDA, cuda[1] if cuda else None, archs
    if _says(text, "is_rocm_build"):
        return ROCM, None, ()
    return CPU if "is_cuda_build" in text else None, None, ()


def parse_jax(names: tuple[str, ...]) -> tuple[str, str | None]:
    """Build and CUDA major of jax by the distributions beside it: the GPU comes as a plug-in."""
    for name in names:
        if name.startswith("jax_") and (found := re.match(_JAX_PLUGIN, name)):
            return (CUDA, found[1]) if name.startswith("jax_cuda") else (ROCM, None)
    tpu = any(name.startswith("libtpu-") and name.endswith(".dist-info") for name in names)
    return (TPU if tpu else CPU), None


def _says(text: str, key: str) -> bool:
    return re.search(rf"""["']{key}["'],\s*True""", text) is not None


def _dist_version(entry: str, name: str) -> str | None:
    """The version in ``torch-2.5.1+cu124.dist-info``; tensorflow has several names of its distribution."""
    if not entry.startswith(name):  # there may be thousands
        return None
    found = re.fullmatch(rf"{name}(?:_cpu|_gpu|_rocm|_intel)?-([^-]+)\.dist-info", entry)
    return found[1] if found else None


def _with_runtimes(framework: Framework, shared: tuple[str, ...]) -> Framework:
    own = _cudart_in(f"{framework.path}/lib") if framework.name == "torch" else set()
    return framework._replace(runtimes=tuple(sorted({*shared, *own})))


def _runtimes(python: Python, search: str) -> tuple[str, ...]:
    """Major versions of libcudart in the wheels of NVIDIA, the prefix (conda), LD_LIBRARY_PATH and the system."""
    majors = {major for folder in python.folders for major in _numbers_in(folder, "nvidia_cuda_runtime", _CUDART_DIST)}
    for folder in (*search.split(":"), f"{python.prefix}/lib", *_SYSTEM):
        majors |= _cudart_in(folder) if folder.startswith("/") else set()
    return tuple(sorted(majors))


def _cudart_in(folder: str) -> set[str]:
    return _numbers_in(folder, "libcudart", _CUDART)


def _numbers_in(folder: str, start: str, pattern: str) -> set[str]:
    """What ``pattern`` captures in the names that begin with ``start``; a folder may hold thousands of others."""
    names = files.remembered(folder)
    near = [name for name in names if name.startswith(start)] if isinstance(names, tuple) else []
    return {found[1] for name in near if (found := re.match(pattern, name))}
