"""The environment variables that speak of accelerators: these and no others are read."""

from jupyter_kfcheck.host import files

VARIABLES = (
    "NVIDIA_VISIBLE_DEVICES",
    "NVIDIA_DRIVER_CAPABILITIES",
    "NVIDIA_REQUIRE_CUDA",
    "CUDA_VERSION",
    "CUDA_VISIBLE_DEVICES",
    "CUDA_MPS_PIPE_DIRECTORY",
    "LD_LIBRARY_PATH",
    "HIP_VISIBLE_DEVICES",
    "ROCR_VISIBLE_DEVICES",
    "ZE_AFFINITY_MASK",
    "ONEAPI_DEVICE_SELECTOR",
    "HABANA_VISIBLE_DEVICES",
    "TPU_WORKER_ID",
    "TPU_ACCELERATOR_TYPE",
    "NEURON_RT_VISIBLE_CORES",
)


def read() -> dict[str, str]:
    """Those of the `VARIABLES` that are set, even to nothing."""
    found = ((name, files.env(name)) for name in VARIABLES)
    return {name: value for name, value in found if value is not None}
