"""What the drivers say: the errno of opening their nodes, and NVIDIA's management library.

Each of it may hang in the kernel, so all of it happens in a child with a deadline of its own.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from jupyter_kfcheck.facts.gpu.nodes import AMD, INTEL, NVIDIA, Node
from jupyter_kfcheck.host import children, devices
from jupyter_kfcheck.model import Struct

SECONDS = 2.0
ANSWERED, SLOW, STUCK, CRASHED = "answered", "slow", "stuck", "crashed"
CONTROL, UVM = "/dev/nvidiactl", "/dev/nvidia-uvm"
# Opened and closed. Never a GPU's own node of NVIDIA's (that may initialise the adapter). Gaudi, TPU and Neuron are
# only asked for access: their nodes open for one process at a time, and a Gaudi resets when it is closed.
_OPENED = (AMD, INTEL)


class Device(Struct):
    """One GPU: NVML's index as ``number``; ``code`` is its handle's: 0, and the rest is known; memory in bytes."""

    number: int
    code: int
    name: str | None = None
    uuid: str | None = None
    minor: int | None = None
    arch: str | None = None
    total_bytes: int | None = None
    free_bytes: int | None = None
    compute_mode: int | None = None
    mig_mode: bool = False
    mig: tuple[str, ...] = ()


class Talk(Struct):
    """``ended`` tells how: answered, slow (killed at the deadline), stuck (could not even be killed), crashed.

    ``errnos`` by path, 0 where a node opens. ``init``, ``cuda_code`` and ``count_code`` are NVML's codes; ``cuda`` is
    1000 * major + 10 * minor. None is what was not asked or not answered.
    """

    ended: str
    problem: str | None
    errnos: dict[str, int]
    library: str | None = None
    load_error: str | None = None
    init: int | None = None
    version: str | None = None
    cuda_code: int | None = None
    cuda: int | None = None
    count_code: int | None = None
    total: int | None = None
    devices: tuple[Device, ...] = ()


def hold(nodes: tuple[Node, ...], seconds: float) -> Talk:
    """Talk to the drivers behind ``nodes``, for at most ``seconds``."""
    outcome = children.run({"talk": partial(_talk, nodes)}, {"talk": seconds})["talk"]
    return _assemble(outcome)


def _talk(nodes: tuple[Node, ...]) -> Iterator[tuple[str, Any]]:
    control = None
    for node in nodes:
        if node.vendor == NVIDIA and node.path not in (CONTROL, UVM):
            continue
        opened = node.vendor in (NVIDIA, *_OPENED)
        errno = (devices.try_open if opened else devices.try_access)(node.path)
        control = errno if node.path == CONTROL else control
        yield node.path, errno
    if control == 0:
        from jupyter_kfcheck.host import nvml  # noqa: PLC0415 - ctypes is for machines with a GPU

        nvml.prepare()
        yield from nvml.ask()


def _assemble(outcome: children.Outcome) -> Talk:
    parts = outcome.parts
    cuda, count = parts.get("cuda") or (None, None), parts.get("count") or (None, None)
    found = [value for name, value in parts.items() if name.startswith("device")]
    return Talk(
        ended=ended(outcome),
        problem=outcome.problem,
        errnos={name: value for name, value in parts.items() if name.startswith("/dev/")},
        **{name: parts.get(name) for name in ("library", "load_error", "init", "version")},
        cuda_code=cuda[0],
        cuda=cuda[1],
        count_code=count[0],
        total=count[1],
        devices=tuple(Device(**{**value, "mig": tuple(value.get("mig", ()))}) for value in found),
    )


def ended(outcome: children.Outcome) -> str:
    """How a child's work ended: answered, slow, stuck or crashed."""
    if outcome.timed_out:
        return STUCK if outcome.problem else SLOW
    return CRASHED if outcome.problem else ANSWERED
