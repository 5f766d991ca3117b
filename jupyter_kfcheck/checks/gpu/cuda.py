"""Does CUDA really start on the GPU?"""

from typing import Any

from jupyter_kfcheck.checks.check import (
    IMAGE,
    PLATFORM,
    RUNNING,
    USER,
    Check,
    Remedy,
    Verdict,
    failed,
    passed,
    skipped,
    unsure,
    warned,
)
from jupyter_kfcheck.checks.gpu import grounds
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.gpu.cuda import Start
from jupyter_kfcheck.facts.gpu.talk import ANSWERED, CRASHED, STUCK
from jupyter_kfcheck.model import known

FABRIC = Remedy(
    "802: the GPUs of this node are not linked yet",
    PLATFORM,
    "Start NVIDIA's fabric manager on the node, in the driver's own version: `systemctl start nvidia-fabricmanager`.",
)
OLD_LIBRARY = Remedy(
    "803: the image has a libcuda of its own that is not the driver's",
    IMAGE,
    "Remove that library from the image, or from LD_LIBRARY_PATH: the container runtime brings the node's own.",
)
RESTART = Remedy("803: the node's driver was updated under this container", USER, "Stop and start the notebook.")
NO_COMPAT = Remedy(
    "804: forward compatibility on a GPU that has none",
    IMAGE,
    "Take the folder with `compat` in its name out of LD_LIBRARY_PATH: forward compatibility is for data-centre GPUs.",
)
NEWER = Remedy(
    "804, 35: the driver is too old for this CUDA",
    PLATFORM,
    "Update the node's driver, or offer an image that is built for an older CUDA.",
)
HIDDEN = Remedy(
    "100: CUDA finds no GPU", USER, "Look at CUDA_VISIBLE_DEVICES, which may hide it: `unset CUDA_VISIBLE_DEVICES`."
)
DRIVER = Remedy(
    "Another code, a crash or no answer",
    PLATFORM,
    "Look into the node's kernel log for NVRM and Xid messages, and restart the node's driver: `dmesg | grep -i nvrm`.",
)
CODES: dict[int, tuple[str, tuple[Remedy, ...]]] = {
    35: ("the driver is too old for this CUDA", (NEWER,)),
    100: ("it finds no GPU", (HIDDEN, DRIVER)),
    802: ("the GPUs of this node are not linked yet (no fabric manager)", (FABRIC,)),
    803: ("the driver and libcuda.so.1 are of different versions", (RESTART, OLD_LIBRARY)),
    804: ("forward compatibility was tried on a GPU that has none", (NO_COMPAT, NEWER)),
}
"""Of CUresult, in NVIDIA's CUDA driver API; 35 is the runtime's name for the same."""


def cuda(found: Start | None, facts: Facts, _contract: Contract) -> Verdict:
    """Does CUDA really start on the GPU that is here?

    nvidia-smi may list a GPU that no program can compute on: `torch.cuda.is_available()` is False, or "Error 802:
    system not yet initialized", "Error 803: system has unsupported display driver / cuda driver combination", "Error
    804: forward compatibility was attempted on non supported HW".

    How it is judged: by the code of `cuInit`, in a process of its own that ends at once and is given up after 2 s. It
    makes no context and takes no GPU memory. A code other than 0, a crash or a process that cannot even be killed is a
    failure; no answer in time is a warning, since a GPU without persistence mode takes seconds. Asked once the notebook
    runs, where `gpu.visible` finds an NVIDIA GPU that can be used.

    Evidence: `init` (the code), `gpus` (how many CUDA sees), `library` (where libcuda.so.1 is), `driver` (the node's
    version), `ended` (answered, slow, stuck, crashed).
    """
    if found is None:
        return skipped("no NVIDIA GPU is here")
    libraries, kernel = known(facts.gpu.libraries), known(facts.gpu.kernel)
    library = libraries.cuda if libraries else None
    evidence: dict[str, Any] = {
        "init": found.init,
        "gpus": found.gpus,
        "library": library.real if library else None,
        "driver": kernel.version if kernel else None,
        "ended": found.ended,
    }
    if found.load_error:
        return unsure(f"CUDA could not be asked: {found.load_error}", **evidence)
    if found.init:
        why, remedies = CODES.get(found.init, ("the driver does not say why", (DRIVER,)))
        advice = [remedy.fill() for remedy in remedies]
        if found.init == 803 and library and "/compat" in library.real:
            advice = [NO_COMPAT.fill(), *advice]
        return failed(f"CUDA does not start: {why} (error {found.init})", *advice, **evidence)
    if found.ended == CRASHED:
        return failed(f"CUDA does not start: its library crashes ({found.problem})", DRIVER.fill(), **evidence)
    if found.ended == STUCK:
        return failed("CUDA does not start: it hangs in the driver", DRIVER.fill(), **evidence)
    if found.ended != ANSWERED:
        return warned("CUDA did not start within 2 s", DRIVER.fill(), **evidence)
    if not found.gpus:
        return warned("CUDA starts, and sees no GPU", HIDDEN.fill(), because=("gpu.visible",), **evidence)
    return passed(f"CUDA starts and sees {found.gpus} GPU{'s' if found.gpus > 1 else ''}", **evidence)


CHECK = Check(
    id="gpu.cuda",
    title="CUDA starts",
    judge=cuda,
    reads=("cuda.start", "gpu.libraries", "gpu.kernel"),
    remedies=(FABRIC, OLD_LIBRARY, RESTART, NO_COMPAT, NEWER, HIDDEN, DRIVER),
    requires=(grounds.NVIDIA_GPU, grounds.USABLE),
    phases=(RUNNING,),
)
