"""Rules where there is no GPU of NVIDIA's: was one promised, and how far did it come?"""

from jupyter_kfcheck.checks.gpu.expectation import NONE, REQUESTED
from jupyter_kfcheck.checks.gpu.finding import Finding, fail, skip, warn
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.facts.gpu.nodes import JETSON, WSL


def decide(view: View) -> Finding | None:
    """Why there is none; None where there is one."""
    if view.gpus:
        return None
    if view.of(WSL) or view.of(JETSON):
        return skip("not-judged", "kfcheck does not judge GPUs of WSL and Jetson boards")
    if view.expected.level == NONE:
        return skip("not-expected", "not requested, none visible")
    return _disabled(view) or _how_far(view)


def _disabled(view: View) -> Finding | None:
    """The image could, and nobody asked. An old CUDA image without the variable means all (as its hook reads it)."""
    visible = view.env.get("NVIDIA_VISIBLE_DEVICES", "")
    old_image = "CUDA_VERSION" in view.env and "NVIDIA_REQUIRE_CUDA" not in view.env and visible == ""
    if view.expected.level == REQUESTED or visible not in ("none", "") or old_image:
        return None
    said = f"NVIDIA_VISIBLE_DEVICES={visible}" if visible else "NVIDIA_VISIBLE_DEVICES is not set"
    return skip("disabled", f"this image can use a GPU, and none was asked for ({said})")


def _how_far(view: View) -> Finding:
    requested = view.expected.level == REQUESTED
    why = (
        "one is expected" if view.expected.stated else "one was assigned" if requested else "the image is made for one"
    )
    if view.kernel.version:
        said = f"no GPU is in this container, though the node has NVIDIA's driver {view.kernel.version} and {why}"
        if not requested:  # a notebook for which nobody chose one
            return skip("not-injected", said)
        remedy = "assigned-not-injected" if view.expected.assigned else None
        return fail("not-injected", said, remedy, driver=view.kernel.version)
    if view.kernel.pci_count:
        say = fail if requested else warn
        return say("driver-not-loaded", f"the node has a GPU of NVIDIA's but no driver for it, and {why}")
    if requested:
        return fail("wrong-node", f"this node has no GPU, though {why}")
    return skip("no-gpu-attached", f"no GPU is attached, though {why}: choose one with the notebook if you need it")
