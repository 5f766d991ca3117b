"""Rules on GPUs that answer: are they those that were assigned, may programs see them, are they free?"""

import errno

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.gpu.expectation import NONE, REQUESTED, requested_ids
from jupyter_kfcheck.checks.gpu.finding import Finding, fail, warn
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.model import Status

BUSY_SHARE = 0.05  # of its memory free, or less
# nvmlComputeMode_t
_MODES = {1: "one thread at a time", 2: "no process at all", 3: "one process at a time"}


def partition(view: View) -> Finding | None:
    """A GPU in MIG mode serves through its parts only."""
    bare = next((d for d in view.usable if d.mig_mode and not d.mig), None)
    return (
        fail("mig-unset", f"GPU {bare.number} is split (MIG), and no part of it is here", index=bare.number)
        if bare
        else None
    )


def assigned(view: View) -> Finding | None:
    """What NVIDIA_VISIBLE_DEVICES names, and as many as are expected."""
    here = uuids(view)
    gone = [
        wanted for wanted in requested_ids(view.env.get("NVIDIA_VISIBLE_DEVICES", "")) if not _is_here(wanted, here)
    ]
    if gone and here:
        return fail("uuid-missing", f"{short(gone[0])} was assigned and is not here", missing=[short(u) for u in gone])
    count = sum(max(1, len(device.mig)) for device in view.usable)
    if view.expected.number and count and count < view.expected.number:
        said = f"{count} GPU{'s' if count > 1 else ''} of {view.expected.number} expected"
        return fail("too-few", f"only {said} can be used", expected=view.expected.number, observed=count)
    return None


def hidden(view: View) -> Finding | None:
    """CUDA_VISIBLE_DEVICES; CUDA itself stops at the first entry that it does not know."""
    value = view.env.get("CUDA_VISIBLE_DEVICES")
    if value is None or not view.usable:
        return None
    items = [item.strip() for item in value.split(",")]
    good = 0
    while good < len(items) and _names_one(items[good], view):
        good += 1
    if good == len(items):
        return None
    said = f"CUDA_VISIBLE_DEVICES={value!r} hides {'some' if good else 'all'} GPUs from every program"
    requested = view.expected.level == REQUESTED and not good
    return Finding(Status.FAIL if requested else Status.WARN, "hidden-by-env", said, good > 0)


def _names_one(item: str, view: View) -> bool:
    if item.isdecimal():
        return int(item) < sum(max(1, len(device.mig)) for device in view.usable)
    return item.startswith(("GPU-", "MIG-")) and _is_here(item, uuids(view))


def _is_here(wanted: str, uuids: list[str]) -> bool:
    """Whether a UUID, or its beginning, is among those; older drivers name parts by their GPU, MIG-GPU-UUID/1/0."""
    whole = wanted.removeprefix("MIG-").partition("/")[0] if wanted.startswith("MIG-GPU-") else wanted
    return any(uuid.startswith(whole) for uuid in uuids)


def shared(view: View) -> Finding | None:
    """MPS: several processes on one GPU, through the pipe of a daemon."""
    if not view.mps:
        return None
    pipe = view.env.get("CUDA_MPS_PIPE_DIRECTORY", "")
    who = "this user may not enter it" if view.mps == errno.EACCES else words.error(view.mps)
    return fail(
        "mps", f"the MPS daemon cannot be reached in {pipe}: {who}", path=pipe, errno=words.error_name(view.mps)
    )


def busy(view: View) -> Finding | None:
    """Programs may be refused, by the GPU's mode or for want of memory."""
    for device in view.usable:
        if mode := _MODES.get(device.compute_mode or 0):
            serves, remedy = device.compute_mode != 2, None if device.compute_mode != 2 else "prohibited"
            said = f"GPU {device.number} serves {mode}"
            return warn("busy", said, remedy, usable=serves, index=device.number)
        total, free = device.total_bytes, device.free_bytes
        if total and free is not None and free / total < BUSY_SHARE:
            said = f"GPU {device.number} has {words.size(free)} of {words.size(total)} memory free"
            return warn("busy", said, usable=True, index=device.number)
    return None


def leak(view: View) -> Finding | None:
    """Nobody asked, and all GPUs of the node are here: the image's own variable opened the door.

    GKE mounts its driver at /usr/local/nvidia, and hands devices out by other means than that variable.
    """
    count, cuda = len(view.usable) or len(view.gpus), view.libraries.cuda
    if view.expected.level == REQUESTED or view.expected.assigned:
        return None
    if not (view.expected.stated and view.expected.level == NONE):
        gke = cuda is not None and cuda.path.startswith("/usr/local/nvidia/")
        named = view.env.get("NVIDIA_VISIBLE_DEVICES") == "all"
        if gke or not named or view.kernel.pci_count not in (None, count):
            return None
    which = "all of its node's" if view.kernel.pci_count == count else "its node's"
    return warn("leak", f"nobody asked for a GPU, but this notebook can use {which} GPUs ({count})", usable=True)


def uuids(view: View) -> list[str]:
    """The UUIDs of the GPUs and of their parts."""
    return [uuid for device in view.usable for uuid in (device.uuid, *device.mig) if uuid]


def short(uuid: str) -> str:
    """A UUID's first eight digits: enough to tell GPUs of one node apart."""
    return uuid[:12]
