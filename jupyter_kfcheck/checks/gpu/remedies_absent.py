"""What mends an accelerator that is absent, or that came without its driver's libraries."""

from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, USER, Remedy

_CHOOSE = "Choose a GPU when you create the notebook."
_CAPABILITIES = "Set `ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility` in the Dockerfile."
_CDI = "`nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml`"
_INJECT = (
    "Let the node's container runtime inject the GPU: make NVIDIA's the default_runtime_name of containerd, use CDI, "
    "or set `runtimeClassName: nvidia` in the pod."
)
_WHOLE = f"Inject the whole driver: renew the CDI specification on the node ({_CDI})."
ABSENT: dict[str, tuple[Remedy, ...]] = {
    "not-injected": (
        Remedy("The node has a driver, the container has no GPU", USER, _CHOOSE),
        Remedy("The node has a driver, the container has no GPU, though one was chosen", PLATFORM, _INJECT),
    ),
    "assigned-not-injected": (
        Remedy("The node has a driver, and the GPU that was assigned is not in the container", PLATFORM, _INJECT),
    ),
    "driver-not-loaded": (
        Remedy(
            "The node has a GPU and no driver",
            PLATFORM,
            "Check the driver, or the GPU operator's driver pod, on this node.",
        ),
    ),
    "wrong-node": (
        Remedy("The node has no GPU", USER, _CHOOSE),
        Remedy(
            "The node has no GPU, though one was chosen",
            PLATFORM,
            "Let the pod run on a node with GPUs: set `nvidia.com/gpu: 1` in its limits, and check its tolerations.",
        ),
    ),
    "vendor-missing": (
        Remedy("Another vendor's is expected", USER, "Choose that vendor's accelerator when you create the notebook."),
        Remedy(
            "Another vendor's is expected by mistake",
            IMAGE,
            "Correct what is expected: KFCHECK_EXPECT_GPU, or `expect_gpu` under [expect] in /etc/kfcheck.toml.",
        ),
    ),
}
LIBRARIES: dict[str, tuple[Remedy, ...]] = {
    "lib-not-on-path": (
        Remedy(
            "The loader does not look where the driver's libraries are",
            IMAGE,
            "Add that folder to LD_LIBRARY_PATH in the Dockerfile: `ENV LD_LIBRARY_PATH={folder}`.",
        ),
    ),
    "no-compute-capability": (Remedy("The image asks for no CUDA", IMAGE, _CAPABILITIES),),
    "libs-not-injected": (
        Remedy(
            "The device is here without the driver's libraries",
            PLATFORM,
            f"Inject the libraries with the devices: renew the CDI specification on the node ({_CDI}), and do not "
            "mount /dev alone.",
        ),
    ),
    "libcuda-missing": (Remedy("libcuda.so.1 is missing", PLATFORM, _WHOLE),),
    "libcuda-not-asked": (
        Remedy("libcuda.so.1 is missing", PLATFORM, _WHOLE),
        Remedy("libcuda.so.1 is missing, and the image does not say that it needs it", IMAGE, _CAPABILITIES),
    ),
    "no-nvml-though-asked": (
        Remedy(
            "libnvidia-ml is missing, though the image asks for it",
            PLATFORM,
            _WHOLE,
        ),
    ),
    "no-nvml": (Remedy("libnvidia-ml is missing, so that no tool can show the GPU", IMAGE, _CAPABILITIES),),
    "stub-library": (
        Remedy(
            "A stub stands in for the driver's library",
            IMAGE,
            "Take the stubs folder out of LD_LIBRARY_PATH and of the loader's configuration: it is for compilers only.",
        ),
    ),
}
