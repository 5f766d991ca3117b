"""Was an accelerator asked for? A pod cannot read its own limits, so what it was given has to tell.

``requested``: something was assigned or stated, its absence is a failure. ``capable``: the image is made for GPUs,
which Kubeflow's CUDA images are even where no GPU was chosen. ``none``: nothing speaks of one.
"""

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.gpu import INJECTED, frameworks
from jupyter_kfcheck.facts.gpu.nodes import NVIDIA
from jupyter_kfcheck.model import Struct, known

REQUESTED, CAPABLE, NONE = "requested", "capable", "none"
ANY = "any"
# What other vendors' device plugins set.
_ASSIGNED = {
    "CUDA_MPS_PIPE_DIRECTORY": "nvidia",
    "HABANA_VISIBLE_DEVICES": "gaudi",
    "TPU_ACCELERATOR_TYPE": "tpu",
    "NEURON_RT_VISIBLE_CORES": "neuron",
}


class Expectation(Struct):
    """``level`` with its ``reasons``; ``vendor`` and ``number`` where they are stated.

    ``assigned``: the platform handed something out, whatever was stated.
    """

    level: str
    reasons: tuple[str, ...] = ()
    vendor: str = ANY
    number: int | None = None
    stated: bool = False
    assigned: bool = False


def of(facts: Facts, contract: Contract) -> Expectation:
    """What is expected here. What the configuration states wins over all evidence."""
    assigned = _assigned(facts)
    if contract.expect_gpu is not None:
        return _stated(contract.expect_gpu)._replace(assigned=bool(assigned))
    if assigned:
        vendors = {vendor for _, vendor in assigned}
        vendor = vendors.pop() if len(vendors) == 1 else ANY
        return Expectation(REQUESTED, tuple(reason for reason, _ in assigned), vendor, assigned=True)
    reasons = _capable(facts)
    return Expectation(CAPABLE if reasons else NONE, reasons)


def _stated(text: str) -> Expectation:
    vendor, _, number = text.partition(":")
    if vendor.isdigit():
        vendor, number = ANY, vendor
    reasons = (f"expected: {text}",)
    count = int(number) if number.isdecimal() else None
    if vendor == "none" or count == 0:
        return Expectation(NONE, reasons, stated=True)
    return Expectation(REQUESTED, reasons, vendor, count, stated=True)


def _assigned(facts: Facts) -> list[tuple[str, str]]:
    env, nodes = known(facts.gpu.env) or {}, known(facts.gpu.nodes) or ()
    visible = env.get("NVIDIA_VISIBLE_DEVICES", "")
    found = []
    items = visible.split(",")
    # Images say all or nothing; UUIDs or numbers are written by a device plugin.
    if all(item.startswith(("GPU-", "MIG-")) or item.replace(":", "").isdecimal() for item in items):
        found.append((f"NVIDIA_VISIBLE_DEVICES names {len(items)} device{'s' if len(items) > 1 else ''}", NVIDIA))
    if visible == INJECTED or known(facts.gpu.injected) is not None:
        found.append((f"{INJECTED} says what was assigned", NVIDIA))
    # Every CDI specification sets void, so that the older hook keeps out: with devices it means the opposite of none.
    if visible == "void" and any(node.vendor == NVIDIA for node in nodes):
        found.append(("NVIDIA_VISIBLE_DEVICES=void with devices: CDI injected them", NVIDIA))
    found += [(f"{name} is set", vendor) for name, vendor in _ASSIGNED.items() if env.get(name, "all") != "all"]
    return found


def requested_ids(visible: str) -> list[str]:
    """The UUIDs in NVIDIA_VISIBLE_DEVICES: what NVIDIA's device plugin writes unless told otherwise."""
    return [item for item in visible.split(",") if item.startswith(("GPU-", "MIG-"))]


def _capable(facts: Facts) -> tuple[str, ...]:
    env = known(facts.gpu.env) or {}
    reasons = [f"{name} is set" for name in ("NVIDIA_REQUIRE_CUDA", "CUDA_VERSION") if env.get(name)]
    if env.get("NVIDIA_VISIBLE_DEVICES") == "all":
        reasons.append("NVIDIA_VISIBLE_DEVICES=all")
    built = known(facts.gpu.frameworks) or ()
    reasons += [f"{f.name} is built for {f.build}" for f in built if f.build not in (frameworks.CPU, None)]
    return (*reasons, *(f"{path} exists" for path in known(facts.gpu.stacks) or ()))
