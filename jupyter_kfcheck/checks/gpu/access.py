"""Rules on opening the nodes: the errno tells what NVML only calls an unknown error."""

import errno

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.gpu.finding import Finding, fail
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.facts.gpu.talk import ANSWERED, CONTROL, UVM

CAUSES = {
    errno.EPERM: "cgroup-lost",
    errno.EACCES: "device-mode",
    errno.ENXIO: "driver-gone",
    errno.ENODEV: "driver-gone",
    errno.ENOENT: "driver-gone",
}
_WHY = {
    "cgroup-lost": "the node removed this container's permission to use it",
    "device-mode": "its mode and groups do not let this user in",
    "driver-gone": "it has no driver",
}


def control(view: View) -> Finding | None:
    """``/dev/nvidiactl``, through which everything else goes."""
    number = errno_of(view, CONTROL)
    if not number:
        return None
    cause = CAUSES.get(number, "unknown")
    why = f"; {_WHY[cause]}" if cause in _WHY else ""
    return fail(cause, f"{CONTROL} cannot be opened: {words.error(number)}{why}", **view.refusal(CONTROL, number))


def uvm(view: View) -> Finding | None:
    """``/dev/nvidia-uvm``: without it nvidia-smi works and CUDA fails with 999."""
    number = errno_of(view, UVM)
    if not number:
        return None
    remedy = {errno.EPERM: "uvm-lost", errno.EACCES: "device-mode"}.get(number)
    said = f"CUDA cannot start: {UVM} cannot be opened: {words.error(number)}"
    return fail("uvm", said, remedy, **view.refusal(UVM, number))


def errno_of(view: View, path: str) -> int | None:
    """Why a node does not open: ENOENT where there is none, 0 where it does, None where nobody knows."""
    if view.node(path) is None:
        return errno.ENOENT
    if view.talk is None:
        return None
    number = view.talk.errnos.get(path)
    return errno.EIO if number is None and view.talk.ended == ANSWERED else number
