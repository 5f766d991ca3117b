"""What mends each cause, and who can do it. A cause that more than one party can mend names both in its text."""

from jupyter_kfcheck.checks.registry import IMAGE, PLATFORM, USER

_RESTART = "stop and start the notebook, the GPU is there again"


def _by(who: str, text: str) -> tuple[str, str]:
    return text, who


REMEDIES: dict[str, tuple[str, str]] = {
    # nothing here
    "not-injected": _by(
        PLATFORM,
        "choose a GPU when you create the notebook; where one was chosen, the node's container runtime has "
        "to inject it: NVIDIA's runtime as containerd's default_runtime_name, or CDI, or a runtimeClassName"
        " in the Notebook's pod",
    ),
    "driver-not-loaded": _by(
        PLATFORM,
        "have the driver (or the GPU operator's driver pod) on this node looked at",
    ),
    "wrong-node": _by(
        PLATFORM,
        "have the pod scheduled to a node with GPUs: choose a GPU in the spawner, which sets limits: "
        "nvidia.com/gpu, and check the tolerations",
    ),
    "no-gpu-attached": _by(
        USER,
        "choose a GPU when you create the notebook, or an image without CUDA, which is smaller; an image "
        "that is meant for both can say so with KFCHECK_EXPECT_GPU=none",
    ),
    "vendor-missing": _by(
        USER,
        "choose that vendor's accelerator in the spawner, or correct what is expected: KFCHECK_EXPECT_GPU, "
        "or expect_gpu in /etc/kfcheck.toml",
    ),
    # the driver's libraries
    "lib-not-on-path": _by(
        IMAGE,
        "let the loader find it: ENV LD_LIBRARY_PATH=/usr/local/nvidia/lib64, or that line in a file of "
        "/etc/ld.so.conf.d and ldconfig, in the Dockerfile",
    ),
    "no-compute-capability": _by(
        IMAGE,
        "set NVIDIA_DRIVER_CAPABILITIES=compute,utility in the image",
    ),
    "libs-not-injected": _by(
        PLATFORM,
        "inject the driver's libraries with the devices: renew the CDI specification (nvidia-ctk cdi "
        "generate), and do not mount /dev alone",
    ),
    "libcuda-missing": _by(
        PLATFORM,
        "inject the whole driver: NVIDIA_DRIVER_CAPABILITIES=compute,utility in the image, and a complete "
        "CDI specification on the node",
    ),
    "no-nvml": _by(
        IMAGE,
        "add utility to NVIDIA_DRIVER_CAPABILITIES, so that tools can show the GPU",
    ),
    "stub-library": _by(
        IMAGE,
        "take the stubs folder out of LD_LIBRARY_PATH and of the loader's configuration: it is for compilers only",
    ),
    # access
    "cgroup-lost": _by(
        USER,
        f"{_RESTART}; that it stays is for the node: links in /dev/char (nvidia-ctk system "
        "create-dev-char-symlinks by a udev rule), or CDI",
    ),
    "device-mode": _by(
        PLATFORM,
        "make the node's devices open to all (mode 0666), or give the pod the group that owns them "
        "(supplementalGroups)",
    ),
    "driver-gone": _by(
        PLATFORM,
        "stop and start the notebook once the node's driver is loaded; it was unloaded, or is being updated",
    ),
    "uvm": _by(
        PLATFORM,
        "load the module nvidia_uvm on the node and make its device: nvidia-modprobe -u -c=0",
    ),
    "uvm-lost": _by(
        USER,
        f"{_RESTART}; CUDA needs /dev/nvidia-uvm besides the GPU itself",
    ),
    # the driver's answers
    "driver-library-mismatch": _by(
        USER,
        "stop and start the notebook: the node's driver changed underneath; where that does not help, "
        "restart the node, or take the driver's libraries out of the image",
    ),
    "nvml-slow": _by(
        PLATFORM,
        "turn persistence mode on at the node (nvidia-persistenced), or look for a GPU that fails",
    ),
    "driver-slow": _by(
        PLATFORM,
        "have the accelerator's driver on this node looked at",
    ),
    "driver-hung": _by(
        PLATFORM,
        "drain and restart the node: its GPU driver hangs",
    ),
    "nvml-crash": _by(
        PLATFORM,
        "have the driver and its library on this node looked at, and libraries that the image brings",
    ),
    "gpu-lost": _by(
        PLATFORM,
        "move to another node: the GPU fell off the bus, or needs a reset (see Xid in the node's log)",
    ),
    "unknown": _by(
        USER,
        f"{_RESTART} in most cases; else have the node's driver looked at (dmesg, Xid)",
    ),
    "none-usable": _by(
        PLATFORM,
        "stop and start the notebook; else have the device plugin on this node looked at",
    ),
    "too-few": _by(
        USER,
        "ask for that many GPUs when you create the notebook, or correct what is expected",
    ),
    "mig-unset": _by(
        USER,
        "stop and start the notebook: the GPU is split (MIG), and no part of it is assigned here",
    ),
    "uuid-missing": _by(
        USER,
        "stop and start the notebook: what was assigned to it is gone, as after a new partition (MIG)",
    ),
    "mps": _by(
        PLATFORM,
        "run the MPS daemon on this node, with a pipe folder that the notebook's user may enter, mounted into the pod",
    ),
    "hidden-by-env": _by(
        USER,
        "unset CUDA_VISIBLE_DEVICES, or name a GPU that is there",
    ),
    # usable, but
    "busy": _by(
        USER,
        "wait, or ask for a GPU of your own: this one is shared, or set to serve one process",
    ),
    "leak": _by(
        PLATFORM,
        "ask for the GPUs you use; on the node, set accept-nvidia-visible-devices-envvar-when-unprivileged "
        "= false and hand devices out as volume mounts or by CDI",
    ),
    # driver
    "driver-too-old": _by(
        USER,
        "choose an image for an older CUDA, or have the node's driver updated",
    ),
    "forward-compat": _by(
        PLATFORM,
        "have the node's driver updated: the image's compatibility library works on some GPUs only",
    ),
    "minor-compat": _by(
        PLATFORM,
        "have the node's driver updated where Triton, Numba or other just-in-time compilers fail",
    ),
    "unknown-cuda": _by(
        IMAGE,
        "update kfcheck: it does not know this CUDA's requirements",
    ),
    # framework
    "arch-unsupported": _by(
        USER,
        "choose an image whose framework was built for this GPU",
    ),
    "cpu-build": _by(
        USER,
        "install the GPU build of the framework, or choose an image that has it",
    ),
    "cpu-build-in-home": _by(
        USER,
        "remove the copy in your HOME, as often as pip uninstall finds one there: the image's own comes next",
    ),
    "other-vendor": _by(
        USER,
        "choose an image whose framework was built for this vendor's GPUs",
    ),
    "cuda-libraries-missing": _by(
        IMAGE,
        "install the CUDA libraries that the framework was built for: pip install 'tensorflow[and-cuda]', "
        "'jax[cuda13]' or torch from its own index",
    ),
}
