"""What lies in the HOME of someone who has worked for a year, as a shell script; all of it is fine."""

import json

HOME = "/home/jovyan"
CONDA = f"{HOME}/miniconda3/envs/mine"
KERNELS = {
    "mine": [f"{CONDA}/bin/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "ir": ["/bin/true", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"],
    "julia-1.10": [f"{HOME}/.juliaup/bin/julia", "-i", "--color=yes", "{connection_file}"],
    "bash": ["python3", "-m", "bash_kernel", "-f", "{connection_file}"],
}
FOLDERS = """
    miniconda3/bin miniconda3/conda-meta miniconda3/envs/mine/bin miniconda3/envs/mine/conda-meta .conda
    miniconda3/envs/mine/lib/python3.12/site-packages/jupyter_server-2.0.0.dist-info .juliaup/bin .local/bin
    .local/lib/python3.9/site-packages work/.git/objects/ab go/pkg/mod/x .cache/pip .cache/huggingface .ssh
    .jupyter/lab/user-settings .jupyter/nbconfig .ipython/profile_default/startup .ipynb_checkpoints
    .local/share/Trash/files .vscode-server/bin .config/code-server .rstudio
"""
SERVER = {"ServerApp": {"terminado_settings": {"shell_command": ["/bin/bash"]}}}
FILES = {
    "miniconda3/envs/mine/conda-meta/numpy-1.26.4-0.json": "{}",
    ".conda/environments.txt": CONDA,
    ".condarc": "channels: [conda-forge]",
    ".local/bin/mine": "#!/bin/sh",
    "work/.git/objects/ab/cd": "x",
    "go/pkg/mod/x/y": "x",
    ".gitconfig": "[user]",
    ".jupyter/jupyter_server_config.json": json.dumps(SERVER),
    ".jupyter/jupyter_notebook_config.py": "# c.ServerApp.token = 1",
    ".jupyter/nbconfig/notebook.json": json.dumps({"load_extensions": {}}),
    ".ipython/profile_default/startup/00.py": "import os",
    ".ipynb_checkpoints/a.ipynb": "{}",
    ".config/code-server/config.yaml": "auth: none",
} | {
    f".local/share/jupyter/kernels/{name}/kernel.json": json.dumps(
        {"argv": argv, "display_name": name, "language": name}
    )
    for name, argv in KERNELS.items()
}
LISTEN = "import socket; socket.socket(socket.AF_UNIX).bind('.ssh/agent')"
SCRIPT = "\n".join(
    [
        f"set -e; cd {HOME}; umask 0002; mkdir -p {' '.join(FOLDERS.split())}",
        f"mkdir -p {' '.join(f'.local/share/jupyter/kernels/{name}' for name in KERNELS)}",
        *(f"echo '{text}' > {path}" for path, text in FILES.items()),
        "ln -s /usr/bin/python3 miniconda3/bin/python; ln -s /usr/bin/python3 miniconda3/envs/mine/bin/python",
        "ln -s /bin/true .juliaup/bin/julia; ln -s /nowhere data; ln -s self self; ln -s . here; mkfifo pipe",
        "chmod 755 .local/bin/mine; chmod 444 work/.git/objects/ab/cd go/pkg/mod/x/y; chmod 555 go/pkg/mod/x",
        "dd if=/dev/zero of=.cache/huggingface/model bs=1M count=40 2>/dev/null",
        "umask 022; chmod 700 .ssh; touch .ssh/id_ed25519.pub .ssh/known_hosts .ssh/config",
        "umask 077; touch .ssh/id_ed25519 .git-credentials",
        f'python3 -c "{LISTEN}"',
    ]
)
