"""Is there enough shared memory?"""

from typing import Any

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.check import PLATFORM, USER, Check, Remedy, Verdict, passed, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.memory import SHM, Shm
from jupyter_kfcheck.model import known

DEFAULT = 64 << 20  # what Docker, containerd and CRI-O give every container
SWITCH = Remedy("Too small", USER, "Create the notebook anew with shared memory enabled, where the form offers it.")
MOUNT = Remedy("Too small", PLATFORM, "Mount an emptyDir with `medium: Memory` on /dev/shm.")


def shm(found: Shm, facts: Facts, _contract: Contract) -> Verdict:
    """Is /dev/shm larger than the 64 MiB that a container gets by default?

    PyTorch's data loaders, NCCL, Ray and some databases pass data between processes through /dev/shm. With 64 MiB they
    end with "Bus error", "DataLoader worker is killed by signal: Bus error", "No space left on device" or
    "unable to open shared memory object", though memory and disk have room.

    How it is judged: by the size of the file system on /dev/shm. 64 MiB or less is a warning where the image has torch,
    tensorflow or jax, or a GPU is here; elsewhere nothing needs more.

    Evidence: `size`, `used` (bytes), `limit` (the container's limit of memory in bytes, null without one: what is in
    /dev/shm counts towards it), `needed_by`.
    """
    needed = [f.name for f in known(facts.gpu.frameworks) or ()]
    needed += ["a GPU"] if known(facts.gpu.nodes) else []
    evidence: dict[str, Any] = {
        "size": found.size,
        "used": found.used,
        "limit": known(facts.runtime.limit),
        "needed_by": needed,
    }
    size = words.size(found.size) if found.size else "no limit of its own"
    if found.size > DEFAULT or not found.size:
        return passed(f"{SHM} has {size}", **evidence)
    if not needed:
        return passed(f"{SHM} has {size}, the default; nothing here needs more", **evidence)
    advice = SWITCH.fill(), MOUNT.fill()
    return warned(f"{SHM} has {size}, too little for {' and '.join(dict.fromkeys(needed))}", *advice, **evidence)


CHECK = Check(
    id="runtime.shm",
    title="shared memory",
    judge=shm,
    reads=("runtime.shm", "runtime.limit", "gpu.frameworks", "gpu.nodes"),
    remedies=(SWITCH, MOUNT),
)
