"""The frameworks that are installed, in words and as evidence."""

from typing import Any

from jupyter_kfcheck.facts.gpu.frameworks import CPU, CUDA, ROCM, TPU, XPU, Framework

_TARGETS = {CPU: "the CPU", ROCM: "ROCm", XPU: "Intel GPUs", TPU: "TPUs"}


def listed(builds: list[Framework]) -> str:
    """What each is built for."""
    said = (f"{f.name} {f.version or ''} is built for {_target(f)}".replace("  ", " ") for f in builds)
    return ", ".join(dict.fromkeys(said))


def _target(f: Framework) -> str:
    if f.build == CUDA:
        return f"CUDA {f.cuda}" if f.cuda else "CUDA"
    return _TARGETS.get(f.build or "", "something that its files do not say")


def described(f: Framework) -> dict[str, Any]:
    """One as evidence."""
    return {"name": f.name, "version": f.version, "build": f.build, "cuda": f.cuda, "path": f.path, "python": f.python,
            "in_home": f.in_home}  # fmt: skip
