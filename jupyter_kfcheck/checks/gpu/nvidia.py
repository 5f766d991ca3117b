"""The decision list for NVIDIA's GPUs, in the order in which its rules are asked.

The first finding that keeps programs from the GPU ends it; those that do not are collected.
"""

from collections.abc import Callable

from jupyter_kfcheck.checks.gpu import absent, access, libraries, limits, nvml
from jupyter_kfcheck.checks.gpu.finding import Finding
from jupyter_kfcheck.checks.gpu.view import View

RULES: list[Callable[[View], Finding | None]] = [
    absent.decide,
    libraries.missing,
    libraries.no_nvml,
    access.control,
    access.uvm,
    libraries.mismatch,
    libraries.stub,
    nvml.ending,
    nvml.loading,
    nvml.start,
    nvml.handles,
    limits.partition,
    limits.assigned,
    limits.hidden,
    limits.shared,
    limits.busy,
    limits.leak,
]


def decide(view: View) -> list[Finding]:
    """All findings up to the first that keeps programs from the GPU, which is last; none where all is well."""
    found: list[Finding] = []
    for rule in RULES:
        if finding := rule(view):
            found.append(finding)
            if not finding.usable:
                break
    return found
