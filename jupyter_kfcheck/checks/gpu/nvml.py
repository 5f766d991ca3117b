"""Rules on what NVIDIA's management library answers. Its codes are those of NVIDIA's API reference (nvmlReturn_t)."""

from jupyter_kfcheck.checks.gpu.expectation import REQUESTED
from jupyter_kfcheck.checks.gpu.finding import Finding, fail, warn
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.facts.gpu.talk import ANSWERED, CRASHED, SLOW, STUCK, Talk

NO_PERMISSION, LIBRARY_NOT_FOUND, LOST = 4, 12, 15
INIT = {
    NO_PERMISSION: ("device-mode", "insufficient permissions"),
    9: ("driver-gone", "the driver is not loaded"),
    LIBRARY_NOT_FOUND: ("libs-not-injected", "a library of the driver is missing"),
    13: ("libs-not-injected", "its library lacks a function"),
    LOST: ("gpu-lost", "a GPU is lost"),
    16: ("gpu-lost", "a GPU needs a reset"),
    17: ("cgroup-lost", "the operating system keeps this container out"),
    18: ("driver-library-mismatch", "driver and library do not fit"),
}
"""Code of nvmlInit -> cause, and the code in words."""


def ending(view: View) -> Finding | None:
    """It did not answer at all."""
    talk = view.talk
    if talk is None or talk.ended == ANSWERED:
        return None
    step = f", {_step(talk)}"
    if talk.ended == SLOW:
        return warn("nvml-slow", f"NVIDIA's driver did not answer in time{step}", last=_step(talk))
    if talk.ended == STUCK:
        return fail("driver-hung", f"NVIDIA's driver hangs in the kernel{step}", process=talk.problem)
    if talk.ended == CRASHED:
        return fail(
            "nvml-crash", f"NVIDIA's library crashed{step}: {talk.problem or 'why is not known'}", path=talk.library
        )
    return fail("unknown", f"NVIDIA's driver was asked, and it {talk.ended}")


def _step(talk: Talk) -> str:
    if talk.init is None:
        return "before a GPU was asked for" if talk.library else "while its device was opened or its library loaded"
    return f"after {len(talk.devices)} of {talk.total} GPUs" if talk.total else "while GPUs were counted"


def loading(view: View) -> Finding | None:
    """The library is a file, but none that loads."""
    talk = view.talk
    if talk is None or not talk.load_error or view.libraries.nvml is None:
        return None
    return fail(
        "libs-not-injected", f"NVIDIA's library does not load: {talk.load_error}", path=view.libraries.nvml.real
    )


def start(view: View) -> Finding | None:
    """``nvmlInit_v2``, and counting."""
    talk = view.talk
    if talk is None or talk.load_error:
        return None
    if talk.init == 0 and talk.cuda_code == LIBRARY_NOT_FOUND:
        return fail("libcuda-missing", "NVIDIA's driver finds no libcuda.so.1, which CUDA programs load")
    code = talk.init or talk.count_code
    if code == 0:
        return None
    cause, why = INIT.get(code or -1, ("unknown", f"code {code}"))
    return fail(cause, f"NVIDIA's driver refuses: {why}", init=talk.init, count=talk.count_code)


def handles(view: View) -> Finding | None:
    """Each GPU for itself. Those that this container may not use are counted by NVML all the same."""
    talk = view.talk
    if talk is None or talk.load_error:
        return None
    bad = next((d for d in talk.devices if d.code not in (0, NO_PERMISSION)), None)
    if bad:
        lost = bad.code in (LOST, 16)
        cause = "reset-required" if bad.code == 16 else "gpu-lost" if lost else "unknown"
        said = {"reset-required": "needs a reset", "gpu-lost": "is lost"}.get(cause, f"cannot be used: code {bad.code}")
        return fail(cause, f"GPU {bad.number} {said}", "gpu-lost" if lost else None, index=bad.number, code=bad.code)
    if len(talk.devices) < min(talk.total or 0, 64):
        return fail("unknown", f"of {talk.total} GPUs only {len(talk.devices)} answered")
    if not view.usable:
        say = fail if view.expected.level == REQUESTED else warn
        return say("none-usable", f"the driver counts {talk.total} GPUs, and this container may use none")
    return None
