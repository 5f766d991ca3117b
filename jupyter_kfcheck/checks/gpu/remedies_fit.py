"""What mends a driver or a framework that does not fit."""

from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, USER, Remedy

DRIVER_FIT: dict[str, tuple[Remedy, ...]] = {
    "driver-too-old": (
        Remedy("The driver is too old", USER, "Choose an image for an older CUDA."),
        Remedy("The driver is too old", PLATFORM, "Update the node's driver to {minimum} or newer."),
    ),
    "forward-compat": (
        Remedy(
            "The driver is too old, and the image brings a compatibility library",
            PLATFORM,
            "Update the node's driver to {minimum} or newer: the library works on some GPUs only.",
        ),
    ),
    "minor-compat": (
        Remedy(
            "The CUDA of the image is newer than the driver's, by its minor version",
            PLATFORM,
            "Update the node's driver where Triton, Numba or other just-in-time compilers fail.",
        ),
    ),
    "unknown-cuda": (
        Remedy("kfcheck does not know this CUDA", IMAGE, "Update kfcheck: `pip install --upgrade jupyter-kfcheck`."),
    ),
}

FRAMEWORK: dict[str, tuple[Remedy, ...]] = {
    "cpu-build-in-home": (
        Remedy(
            "A CPU build in HOME hides the image's",
            USER,
            "Remove the copy in your HOME, as often as `pip uninstall {framework}` finds one there: the image's own "
            "comes next.",
        ),
    ),
    "cpu-build": (
        Remedy("A CPU build", USER, "Install the GPU build of the framework, or choose an image that has it."),
    ),
    "other-vendor": (
        Remedy("A build for another vendor", USER, "Choose an image whose framework was built for this vendor's GPUs."),
    ),
    "arch-unsupported": (
        Remedy("Too old or too new a GPU", USER, "Choose an image whose framework was built for this GPU."),
    ),
    "cuda-libraries-missing": (
        Remedy(
            "The CUDA libraries are missing",
            IMAGE,
            "Install the libraries of CUDA {needed}, which the framework was built for: `pip install "
            "'tensorflow[and-cuda]'`, `pip install 'jax[cuda{needed}]'`, or torch from its own index.",
        ),
    ),
}
