"""What helps against packages, kernels and settings in HOME that are in the way."""

from jupyter_kfcheck.checks.check import IMAGE, USER, Remedy

SHOWN = 10  # names in one command
REMOVE = Remedy(
    "Packages in HOME hide the image's", USER, "Remove them from HOME: `python3 -m pip uninstall --yes {names}`."
)
NO_USER_SITE = Remedy(
    "Packages in HOME hide the image's",
    IMAGE,
    "Let no package in HOME hide the image's: `ENV PYTHONNOUSERSITE=1` in the Dockerfile. Those in HOME are then not "
    "found at all.",
)
AGAIN = Remedy(
    "Packages in HOME are of another Python",
    USER,
    "Install them again for the Python that is here: `python3 -m pip install --user {names}`.",
)
DELETE = Remedy("Packages in HOME are of another Python", USER, "Or delete them: `rm -rf {folder}`.")
KERNEL = Remedy(
    "A kernel's Python is gone or another one",
    USER,
    "Remove the kernel, or make its environment and the kernel anew: `jupyter kernelspec remove -f {name}`.",
)
VENV = Remedy(
    "An environment's Python is gone or another one",
    USER,
    "Make the environment anew, then install its packages again: `python3 -m venv --clear {path}`.",
)
MOVE = Remedy(
    "A setting in ~/.jupyter breaks the notebook",
    USER,
    "Move the file out of the way, then stop and start the notebook: `mv {path} {path}.old`.",
)
SET = Remedy(
    "A setting in ~/.jupyter breaks the notebook",
    IMAGE,
    "Set it on the command that starts the server, which wins over files in HOME: `--{name}=…`.",
)
SHADOWED = (REMOVE, NO_USER_SITE, AGAIN, DELETE, KERNEL, VENV, MOVE, SET)
