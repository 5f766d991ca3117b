"""Accelerators of other vendors than NVIDIA: by their nodes, the errno of opening them, and their group; no more."""

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.gpu import access
from jupyter_kfcheck.checks.gpu.expectation import ANY, REQUESTED
from jupyter_kfcheck.checks.gpu.finding import Finding, fail, warn
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.facts.gpu.nodes import AMD, GAUDI, INTEL, NEURON, NVIDIA, TPU
from jupyter_kfcheck.facts.gpu.talk import STUCK
from jupyter_kfcheck.model import Status, Struct

NAMES = {AMD: "AMD GPU", INTEL: "Intel GPU", GAUDI: "Gaudi accelerator", TPU: "TPU", NEURON: "Neuron accelerator"}
_KFD = "/dev/kfd"
_INTEL_ASKED = ("ZE_AFFINITY_MASK", "ONEAPI_DEVICE_SELECTOR")


class Present(Struct):
    """``number`` accelerators of a ``vendor``, and what keeps programs from them."""

    vendor: str
    number: int
    finding: Finding | None


def decide(view: View) -> list[Present]:
    """Those that are here, each judged for itself."""
    return [Present(v, count, _finding(v, count, view)) for v in NAMES if (count := _count(v, view))]


def missing(view: View, others: list[Present]) -> Finding | None:
    """The vendor that was asked for is another one than those that are here."""
    wanted = view.expected.vendor
    if wanted in (ANY, NVIDIA, *(present.vendor for present in others)) or view.expected.level != REQUESTED:
        return None
    return fail("vendor-missing", f"no {wanted} accelerator is here, though one is expected")


def _count(vendor: str, view: View) -> int:
    paths = [node.path for node in view.of(vendor)]
    if vendor == AMD:  # a render node without the compute driver draws pictures only
        return len(paths) - 1 if _KFD in paths else 0
    if vendor == INTEL and view.expected.vendor != INTEL and not any(name in view.env for name in _INTEL_ASKED):
        return 0  # most are a board's own graphics, which nobody meant
    return len(paths)


def _finding(vendor: str, count: int, view: View) -> Finding | None:
    requested = view.expected.level == REQUESTED
    for node in view.of(vendor):
        number = access.errno_of(view, node.path)
        if number is None:
            hung = view.talk is not None and view.talk.ended == STUCK
            said = f"{node.path} {'hangs in the kernel' if hung else 'did not answer in time'}"
            return fail("driver-hung", said) if hung else warn("driver-slow", said)
        if number:
            cause = access.CAUSES.get(number, "unknown")
            said = f"{node.path} cannot be opened: {words.error(number)}; it belongs to group {node.gid}"
            status = Status.FAIL if requested else Status.WARN
            remedy = "refused" if cause == "cgroup-lost" else None
            return Finding(status, cause, said, evidence=view.refusal(node.path, number), remedy=remedy)
    expected = view.expected.number if view.expected.vendor == vendor else None
    if expected and count < expected:
        return fail("too-few", f"only {count} of {expected} expected {NAMES[vendor]}s are here", expected=expected)
    return None
