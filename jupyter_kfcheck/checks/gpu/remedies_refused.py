"""What mends an accelerator that is here and cannot be used, or can be and will hurt someone."""

from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, USER, Remedy

_RESTART = "Stop and start the notebook. The GPU then comes back."
_DEVICE_PLUGIN = "Check the device plugin on this node."

ACCESS: dict[str, tuple[Remedy, ...]] = {
    "cgroup-lost": (
        Remedy("The node took the GPU away, as a reload of systemd does with some runtimes", USER, _RESTART),
        Remedy(
            "The node takes GPUs away again and again",
            PLATFORM,
            "Let a udev rule on the node run `nvidia-ctk system create-dev-char-symlinks --create-all`, or hand GPUs "
            "out by CDI.",
        ),
    ),
    "refused": (
        Remedy("The node took another vendor's accelerator away", USER, "Stop and start the notebook."),
        Remedy("The node takes another vendor's accelerators away again and again", PLATFORM, _DEVICE_PLUGIN),
    ),
    "device-mode": (
        Remedy(
            "The device's mode and groups do not let this user in",
            PLATFORM,
            "Give the device mode 0666 on the node, or put the group that owns it into the pod's `supplementalGroups`.",
        ),
    ),
    "driver-gone": (
        Remedy(
            "The driver was unloaded, or is being updated",
            USER,
            "Wait a few minutes, then stop and start the notebook: the node's driver may be back.",
        ),
        Remedy(
            "The driver stays unloaded",
            PLATFORM,
            "Load the driver on this node, or check the GPU operator's driver pod there.",
        ),
    ),
    "uvm": (
        Remedy(
            "/dev/nvidia-uvm is missing or does not open: nvidia-smi works and CUDA does not",
            PLATFORM,
            "Load the module nvidia_uvm on the node and make its device: `nvidia-modprobe -u -c=0`.",
        ),
    ),
    "uvm-lost": (
        Remedy(
            "The node took /dev/nvidia-uvm away",
            USER,
            "Stop and start the notebook: CUDA needs /dev/nvidia-uvm besides the GPU itself.",
        ),
    ),
}
ANSWERS: dict[str, tuple[Remedy, ...]] = {
    "driver-library-mismatch": (
        Remedy(
            "Driver and library do not fit",
            USER,
            "Stop and start the notebook: the node's driver was updated underneath.",
        ),
        Remedy(
            "Driver and library do not fit, and the image brings libraries of its own",
            IMAGE,
            "Take the driver's libraries (libcuda, libnvidia-ml) out of the image.",
        ),
        Remedy("Driver and library do not fit in a new notebook either", PLATFORM, "Restart the node."),
    ),
    "nvml-slow": (
        Remedy(
            "NVIDIA's driver is slow",
            PLATFORM,
            "Turn persistence mode on at the node (nvidia-persistenced), or look for a GPU that fails.",
        ),
    ),
    "driver-slow": (
        Remedy("Another vendor's driver is slow", PLATFORM, "Check the accelerator's driver on this node."),
    ),
    "driver-hung": (
        Remedy("The driver hangs in the kernel", PLATFORM, "Drain and restart the node: its GPU driver hangs."),
    ),
    "nvml-crash": (
        Remedy("NVIDIA's library crashes", PLATFORM, "Check the driver and its library on this node."),
        Remedy(
            "NVIDIA's library crashes, and the image brings libraries of its own",
            IMAGE,
            "Take the driver's libraries (libcuda, libnvidia-ml) out of the image.",
        ),
    ),
    "gpu-lost": (
        Remedy(
            "A GPU fell off the bus, or needs a reset",
            PLATFORM,
            "Move the notebook to another node, and reset the GPU: `dmesg | grep Xid` on the node tells what happened.",
        ),
    ),
    "unknown": (
        Remedy("Another error", USER, "Stop and start the notebook: in most cases the accelerator is there again."),
        Remedy("Another error, again and again", PLATFORM, "Look for the driver's errors on the node: `dmesg`."),
    ),
    "none-usable": (
        Remedy("The driver counts GPUs, and none is for this container", USER, "Stop and start the notebook."),
        Remedy("The driver counts GPUs, and none is for this container, again and again", PLATFORM, _DEVICE_PLUGIN),
    ),
}
LIMITS: dict[str, tuple[Remedy, ...]] = {
    "too-few": (
        Remedy("Fewer than expected", USER, "Ask for as many GPUs as you need when you create the notebook."),
        Remedy(
            "Fewer than expected, by mistake",
            IMAGE,
            "Correct the expected number: KFCHECK_EXPECT_GPU, or `expect_gpu` under [expect] in /etc/kfcheck.toml.",
        ),
    ),
    "mig-unset": (
        Remedy(
            "The GPU is split (MIG), and no part of it is here",
            USER,
            "Stop and start the notebook, so that a part of the GPU is assigned to it.",
        ),
    ),
    "uuid-missing": (
        Remedy(
            "What was assigned is gone, as after a new partition (MIG)",
            USER,
            "Stop and start the notebook, so that a GPU that exists is assigned to it.",
        ),
    ),
    "mps": (
        Remedy(
            "The MPS daemon cannot be reached",
            PLATFORM,
            "Run the MPS daemon on this node, and mount its pipe folder into the pod so that the notebook's user may "
            "enter it.",
        ),
    ),
    "hidden-by-env": (
        Remedy("CUDA_VISIBLE_DEVICES hides GPUs", USER, "Unset CUDA_VISIBLE_DEVICES, or name a GPU that is there."),
    ),
    "busy": (Remedy("The GPU is shared, or serves one process", USER, "Wait, or ask for a GPU of your own."),),
    "prohibited": (
        Remedy(
            "The GPU is set to serve no process",
            PLATFORM,
            "Set its compute mode back to the default on the node: `nvidia-smi --compute-mode=DEFAULT`.",
        ),
    ),
    "leak": (
        Remedy(
            "The image says `NVIDIA_VISIBLE_DEVICES=all`, and the node obeys",
            PLATFORM,
            "Set `accept-nvidia-visible-devices-envvar-when-unprivileged = false` on the node, in "
            "/etc/nvidia-container-runtime/config.toml, and hand devices out as volume mounts or by CDI.",
        ),
        Remedy("GPUs that nobody asked for", USER, "When you create the notebook, ask for the GPUs that you use."),
    ),
}
