"""Rules on the driver's libraries: those that a container needs besides the devices, and those it must not have."""

import posixpath

from jupyter_kfcheck.checks.gpu.finding import Finding, fail, warn
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.facts.gpu.libraries import CUDA, Library, version_of
from jupyter_kfcheck.facts.gpu.talk import ANSWERED


def missing(view: View) -> Finding | None:
    """The loader does not find what CUDA needs."""
    found = view.libraries
    if found.cuda:
        return None
    where = next((p for p in found.elsewhere if p.endswith(CUDA) and "/stubs/" not in p), None)
    if where:
        said = f"a GPU is here, but the loader does not find {where}"
        return fail("lib-not-on-path", said, path=where, folder=posixpath.dirname(where))
    capabilities = _capabilities(view)
    if capabilities and not {"compute", "all"} & capabilities:
        said = f"NVIDIA_DRIVER_CAPABILITIES={view.env['NVIDIA_DRIVER_CAPABILITIES']}"
        return fail("no-compute-capability", f"a GPU is here without {CUDA}, because {said} lacks compute")
    if found.nvml is None:
        return fail("libs-not-injected", "a GPU is here, but none of the driver's libraries")
    remedy = None if capabilities else "libcuda-not-asked"
    return fail("libcuda-missing", f"a GPU is here, but not {CUDA}, which CUDA programs load", remedy)


def _capabilities(view: View) -> set[str]:
    """What the image asks of the driver; empty where it does not say, which NVIDIA's tools read as all it needs."""
    return {name.strip() for name in view.env.get("NVIDIA_DRIVER_CAPABILITIES", "").split(",")} - {""}


def no_nvml(view: View) -> Finding | None:
    """CUDA programs work; nobody can list the GPUs."""
    if view.libraries.nvml:
        return None
    count = len(view.gpus)
    said = f"{count} NVIDIA GPU{'s' if count > 1 else ''} by device node, which kfcheck cannot confirm: no libnvidia-ml"
    remedy = "no-nvml-though-asked" if {"utility", "all"} & _capabilities(view) else None
    return warn("no-nvml", said, remedy, usable=True)


def mismatch(view: View) -> Finding | None:
    """The driver was changed underneath, or the image brings libraries of its own."""
    for library in _in_use(view):
        if is_compat(library) or not library.version or not view.kernel.version:
            continue
        if library.version != view.kernel.version:
            said = f"{library.real} does not fit the node's driver {view.kernel.version}"
            return fail("driver-library-mismatch", said, path=library.real, driver=view.kernel.version)
    return None


def stub(view: View) -> Finding | None:
    """A stub satisfies linkers. A real one without a version in its name is known by its answers."""
    talk = view.talk
    # One that hangs or crashes is no stub, whatever its name: those answer at once that there is no driver.
    real = talk is not None and (talk.ended != ANSWERED or (talk.init == 0 and talk.cuda_code == 0))
    for library in _in_use(view):
        if "/stubs/" in library.real or "/stubs/" in library.path or (library.version is None and not real):
            return fail(
                "stub-library", f"{library.path} is no driver library, but a stub for compilers", path=library.real
            )
    return None


def is_compat(library: Library) -> bool:
    """Whether it is of CUDA's compatibility package (/usr/local/cuda/compat, conda's cuda-compat): newer on purpose."""
    return "compat/" in library.path


def _in_use(view: View) -> list[Library]:
    """NVML as it was loaded, else as the loader would find it; libcuda likewise."""
    loaded = view.talk.library if view.talk else None
    nvml = Library(loaded, loaded, version_of(loaded)) if loaded else view.libraries.nvml
    return [library for library in (nvml, view.libraries.cuda) if library]
