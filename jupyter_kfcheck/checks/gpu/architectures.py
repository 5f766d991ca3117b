"""Which GPUs, by compute capability, a framework's build still or already serves."""

import re

from jupyter_kfcheck.checks.gpu import versions
from jupyter_kfcheck.facts.gpu.frameworks import Framework
from jupyter_kfcheck.facts.gpu.talk import Device

# (name or None for all, CUDA from, compute capability from). CUDA 13's release notes drop Maxwell, Pascal and Volta;
# torch's builds for CUDA 12.8 and later do without them already (pytorch#157517).
_OLDEST = [(None, (13, 0), (7, 5)), ("torch", (12, 8), (7, 0))]
# Compute capability -> the first CUDA that can compile for it, by CUDA's release notes.
_FIRST_CUDA = [((10, 0), (12, 8)), ((8, 9), (11, 8))]


def unsupported(framework: Framework, devices: list[Device]) -> str | None:
    """Why the framework has no code for one of the GPUs, as a sentence; None where it has, or nothing is known."""
    found = versions.parse(framework.cuda)
    for device in devices:
        arch = versions.parse(device.arch)
        if arch is None:
            continue
        capability = (arch[0], arch[1] or 0)
        what = f"{device.name or 'this GPU'} (compute capability {device.arch})"
        built = f"{framework.name} {framework.version or ''} for CUDA {framework.cuda}".replace("  ", " ")
        if found and _dropped(framework.name, (found[0], found[1] or 0), capability):
            return f"{built} has no code for {what}: this GPU is too old for it"
        if framework.archs:
            if _beyond(framework.archs, capability):
                return f"{built} has no code for {what}: the newest that it supports is {framework.archs[-1]}"
        elif found and found[1] is not None and _too_new((found[0], found[1]), capability):
            return f"{built} has no code for {what}: this GPU is too new for it"
    return None


def _dropped(name: str, cuda: tuple[int, int], capability: tuple[int, int]) -> bool:
    return any(who in (None, name) and cuda >= since and capability < oldest for who, since, oldest in _OLDEST)


def _too_new(cuda: tuple[int, int], capability: tuple[int, int]) -> bool:
    return any(capability >= arch and cuda < first for arch, first in _FIRST_CUDA)


def _beyond(archs: tuple[str, ...], capability: tuple[int, int]) -> bool:
    """Machine code (sm_) serves its own major version; intermediate code (compute_) every later GPU."""
    named = [found for arch in archs if (found := re.match(r"(sm|compute)_(\d+)(\d)", arch))]
    known = [(found[1], int(found[2]), int(found[3])) for found in named]
    if not known or any(kind == "compute" and (major, minor) <= capability for kind, major, minor in known):
        return False
    return not any(kind == "sm" and major == capability[0] and minor <= capability[1] for kind, major, minor in known)
