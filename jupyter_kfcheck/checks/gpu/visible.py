"""Which accelerators can this process use?"""

from typing import Any

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.gpu import decision, evidence, vendors
from jupyter_kfcheck.checks.gpu.vendors import Present
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.checks.registry import Verdict, check, passed, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts


@check("gpu.visible", "GPU visible", reads="gpu.nodes")
def visible(facts: Facts, contract: Contract) -> Verdict:
    """Which accelerators can this process use, and were they asked for?

    A GPU reaches a notebook through many hands: the spawner's form, the scheduler, the device plugin, the container
    runtime, the driver. Where one of them drops it, users see `torch.cuda.is_available()` False, "Found no NVIDIA
    driver on your system", `nvidia-smi: command not found`, "libcuda.so.1: cannot open shared object file", "Failed
    to initialize NVML: Unknown Error" or "Insufficient Permissions", "GPU is lost", "CUDA error 999". Where one of
    them is too open, a notebook uses GPUs that belong to others.

    How it is judged: what was asked for cannot be read inside a pod, so it is concluded in three levels.
    `requested`: KFCHECK_EXPECT_GPU says so, or something was assigned (UUIDs in NVIDIA_VISIBLE_DEVICES,
    /var/run/nvidia-container-devices, `void` together with devices, which is CDI); absence is a failure. `capable`:
    the image is made for GPUs; absence is a warning. `none`: skipped. Then, in this order, the first that keeps
    programs from the GPU decides: device nodes, the driver's libraries, opening /dev/nvidiactl and /dev/nvidia-uvm,
    versions of driver and library, NVIDIA's management library (in a process of its own, given up after 2 s), each
    GPU, MIG, CUDA_VISIBLE_DEVICES, MPS. No GPU's own node is opened and no context is made. Of other vendors (AMD,
    Intel, Gaudi, TPU, Neuron) the device nodes and their modes are judged, no more.

    Evidence: `cause`, `usable` (how many), `expectation`, `env` (an allow-list), `dev` (each node with the errno of
    opening it), `libraries`, `nvml`, `devices`, `also` (further findings); at a refusal `path`, `errno`, `owner`,
    `mode`.

    Remedies:
    - not-injected, platform: the node has a driver, the container got no GPU. Choose a GPU in the spawner; else the
      node's container runtime has to inject it: NVIDIA's as containerd's default runtime, or CDI.
    - driver-not-loaded, platform: the driver, or the GPU operator's driver pod, on this node.
    - wrong-node, platform: choose a GPU in the spawner (limits: nvidia.com/gpu), check the tolerations.
    - no-gpu-attached (a warning), user: choose a GPU, or an image without CUDA.
    - vendor-missing, user: choose that vendor's accelerator, or correct what is expected.
    - lib-not-on-path, image: `ENV LD_LIBRARY_PATH=/usr/local/nvidia/lib64`.
    - no-compute-capability, no-nvml, image: `ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility`.
    - stub-library, image: no stubs folder in LD_LIBRARY_PATH; it is for compilers.
    - libs-not-injected, libcuda-missing, platform: a complete CDI specification (`nvidia-ctk cdi generate`).
    - cgroup-lost, user: stop and start the notebook. The node took the device away, as `systemctl daemon-reload` does
      with some runtimes; platform: links in /dev/char (`nvidia-ctk system create-dev-char-symlinks`) or CDI prevent it.
    - device-mode, platform: mode 0666 on the node, or the owning group in the pod's supplementalGroups.
    - driver-gone, platform: the driver was unloaded or is being updated; restart the pod afterwards.
    - uvm, platform: `nvidia-modprobe -u -c=0` on the node. Without it nvidia-smi works and CUDA does not.
    - driver-library-mismatch, user: stop and start the notebook; the driver was updated underneath.
    - nvml-slow (a warning), platform: persistence mode. driver-hung, platform: drain and restart the node.
    - nvml-crash, platform: the driver and its library, or libraries that the image brings.
    - gpu-lost, reset-required, platform: another node; the GPU fell off the bus or needs a reset.
    - unknown, user: stop and start the notebook; platform: the node's kernel log (Xid).
    - none-usable, mig-unset, uuid-missing: stop and start the notebook; what was assigned to it is gone.
    - too-few, user: ask for as many as you expect.
    - hidden-by-env, user: unset CUDA_VISIBLE_DEVICES, or name a GPU that is there.
    - mps, platform: the MPS daemon, with a pipe folder that the notebook's user may enter.
    - busy (a warning), user: the GPU is shared, or serves one process.
    - leak (a warning), platform: the image says NVIDIA_VISIBLE_DEVICES=all and the node obeys. Set
      accept-nvidia-visible-devices-envvar-when-unprivileged = false there, and hand devices out as volume mounts or
      by CDI.
    """
    found = decision.decide(facts, contract)
    if found.unasked:
        return unsure(found.unasked)
    scene = {"usable": found.usable} | evidence.scene(found.view)
    if not found.findings:
        return passed(_all_well(found.view, found.others), **scene)
    worst, *rest = found.findings
    return worst.verdict(**scene, **({"also": [finding.cause for finding in rest]} if rest else {}))


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
