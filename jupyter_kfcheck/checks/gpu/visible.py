"""Which accelerators can this process use?"""

from typing import Any

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.check import Check, Verdict, passed, unsure
from jupyter_kfcheck.checks.gpu import decision, evidence, remedies, vendors, view
from jupyter_kfcheck.checks.gpu.vendors import Present
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.gpu import Node


def visible(_nodes: tuple[Node, ...], facts: Facts, contract: Contract) -> Verdict:
    """Which accelerators can this process use, and were they asked for?

    A GPU reaches a notebook through many hands: the spawner's form, the scheduler, the device plugin, the container
    runtime, the driver. Where one of them drops it, users see `torch.cuda.is_available()` False, "Found no NVIDIA
    driver on your system", `nvidia-smi: command not found`, "libcuda.so.1: cannot open shared object file", "Failed
    to initialize NVML: Unknown Error" or "Insufficient Permissions", "GPU is lost", "CUDA error 999". Where one of
    them is too open, a notebook uses GPUs that belong to others.

    How it is judged: a pod cannot see what was requested, so kfcheck concludes one of three levels.
    `requested`: KFCHECK_EXPECT_GPU says so, or something was assigned (UUIDs in NVIDIA_VISIBLE_DEVICES,
    /var/run/nvidia-container-devices, `void` together with devices, which is CDI); absence is a failure.
    `capable`: the image is made for GPUs; absence is skipped with a remark. `none`: skipped. Then it checks in
    this order, and reports the first thing that keeps programs from the GPU: device nodes, the driver's libraries,
    opening /dev/nvidiactl and /dev/nvidia-uvm, versions of driver and library, NVIDIA's management library (in a
    process of its own, given up after 2 s), each GPU, MIG, CUDA_VISIBLE_DEVICES, MPS. It opens no GPU's own
    device node and creates no CUDA context. For other vendors (AMD, Intel, Gaudi, TPU, Neuron) it checks only
    the device nodes and their modes.

    Evidence: `cause`, `usable` (how many), `expectation`, `env` (an allow-list), `dev` (each node with the errno of
    opening it), `libraries`, `nvml`, `devices`, `also` (further findings); at a refusal `path`, `errno`, `owner`,
    `mode`, and the ids of this process (`runs_as`).
    """
    found = decision.decide(facts, contract)
    if found.unasked:
        return unsure(found.unasked)
    scene = {"usable": found.usable} | evidence.scene(found.view)
    if not found.findings:
        return passed(_all_well(found.view, found.others), **scene)
    worst, *rest = found.findings
    because = ("gpu.driver",) if worst.cause == remedies.MISMATCH else ()
    return worst.verdict(because, **scene, **({"also": [finding.cause for finding in rest]} if rest else {}))


def _all_well(here: View, others: list[Present]) -> str:
    said = []
    if here.usable:
        names = ", ".join(dict.fromkeys(_name(device.name, device.total_bytes) for device in here.usable))
        parts = sum(len(device.mig) for device in here.usable)
        split = f", split (MIG): {parts} part{'s' if parts > 1 else ''} here" if parts else ""
        said.append(f"{_many(len(here.usable), 'NVIDIA GPU')} can be used: {names}{split}")
    said += [f"{_many(p.number, vendors.NAMES[p.vendor])} can be opened" for p in others]
    return "; ".join(said)


def _name(name: str | None, size: Any) -> str:
    return f"{name or 'of unknown name'}{f' ({words.size(size)})' if size else ''}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}"


CHECK = Check(
    id="gpu.visible",
    title="GPU visible",
    judge=visible,
    reads=view.READS,
    remedies=remedies.listed(remedies.VISIBLE),
)
