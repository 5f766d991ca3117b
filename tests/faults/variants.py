"""Healthy notebooks: what differs from one platform, user, file system or setting to another and is no fault."""

from typing import NamedTuple

from tests.faults import lived_in

HOME = "/home/jovyan"
V1, V2 = "/notebook/team-a/demo", "/workspace/connect/team-a/demo/jupyter/"
UUID = "GPU-00000001-ef3b-d676-4606-ba4bb3f75ba5"
LONG = "/notebook/" + "n" * 63 + "/" + "d" * 63


class Variant(NamedTuple):
    """How it differs. ``fs`` is what HOME is on; ``options`` go to podman; ``program`` comes before kfcheck.

    ``inside`` is run in the container first; ``gpu``: with a staged GPU; ``pod``: in a pod; ``at`` is where HOME is.
    ``args`` go to kfcheck.
    """

    fs: str = "ext4"
    user: str = "1000:0"
    env: dict[str, str] = {}
    options: tuple[str, ...] = ()
    program: tuple[str, ...] = ()
    inside: str = ""
    gpu: bool = False
    pod: bool = True
    at: str = HOME
    args: tuple[str, ...] = ()


HUB = {"JUPYTERHUB_API_URL": "http://hub:8081", "JUPYTERHUB_SERVICE_PREFIX": "/user/jovyan/", "NB_PREFIX": "/",
       "PATH": "/tmp/hub:/usr/local/bin:/usr/bin:/bin"}  # fmt: skip
HUBS = "mkdir /tmp/hub && ln -s /bin/true /tmp/hub/jupyterhub-singleuser"
ODH = {"NOTEBOOK_ARGS": "--ServerApp.port=8888", "HOME": "/opt/app-root/src"}
OFFICIAL = {"JUPYTER_RUNTIME_DIR": "/tmp/jupyter_runtime"}  # as Kubeflow's images have it: off a network's disk
LOCAL = f"{HOME}/.local/lib/python3.11/site-packages"
KEYS = f"cd {HOME} && mkdir -pm 700 .ssh .kube && umask 077 && touch .ssh/id_rsa .kube/config .pgpass"

FILE_SYSTEMS = {
    f"{fs} as {who}": Variant(fs=fs, user=user, env=OFFICIAL if fs == "fuse" else {})
    for fs in ("ext4", "xfs", "btrfs", "subPath", "fuse")
    for who, user in (("jovyan", "1000:0"), ("group 100", "1000:100"), ("any UID", "1000650000:0"))
}
PLATFORMS = {
    "Kubeflow v1": Variant(),
    "Kubeflow v2": Variant(env={"NB_PREFIX": V2}),
    "Kubeflow v2, users group": Variant(user="1000:100", env={"NB_PREFIX": V2}),
    "Open Data Hub": Variant(user="1000650000:0", env=ODH, at="/opt/app-root/src"),
    "JupyterHub": Variant(env=HUB, inside=HUBS),
    "JupyterHub, users group": Variant(user="1000:100", env=HUB, inside=HUBS),
    "no platform, a pod": Variant(env={"NB_PREFIX": "/"}),
    "dev container": Variant(pod=False, fs="layer", env={"NB_PREFIX": "/"}),
    "dev container with a volume": Variant(pod=False, env={"NB_PREFIX": "/"}),
    "laptop": Variant(pod=False, fs="layer", env={"NB_PREFIX": "/", "TERM": "xterm-256color"}),
}
RUNTIME = {
    "no new privileges": Variant(options=("--security-opt=no-new-privileges",)),
    "no capabilities": Variant(options=("--cap-drop=all", "--security-opt=no-new-privileges")),
    "read-only root": Variant(options=("--read-only", "--tmpfs=/tmp:mode=1777", "--tmpfs=/run:mode=0775")),
    "memory limit": Variant(options=("--memory=1g",)),
    "pids limit": Variant(options=("--pids-limit=100",)),
    "few descriptors": Variant(program=("sh", "-c", 'ulimit -n 64; exec "$0" "$@"')),
    "large shared memory": Variant(options=("--shm-size=1g",)),
    "masked /proc": Variant(options=("--security-opt=mask=/proc/driver:/proc/asound",)),
    "long host name": Variant(options=("--hostname=" + "n" * 60,)),
}
PREFIXES = {
    "long prefix": Variant(env={"NB_PREFIX": LONG}),
    "prefix with a slash": Variant(env={"NB_PREFIX": f"{V1}/"}),
    "prefix with a dot": Variant(env={"NB_PREFIX": "/notebook/team.a/de-mo.1"}),
    "escaped prefix": Variant(env={"NB_PREFIX": "/notebook/team%2Da/demo"}),
}
LOCALES = {
    f"locale {name or 'empty'}": Variant(env={"LANG": name, "LC_ALL": name})
    for name in ("", "C", "POSIX", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "zh_CN.GB18030", "nonsense")
}
ENVIRONMENTS = {
    "empty environment": Variant(program=("env", "-i", f"HOME={HOME}", "PATH=/usr/local/bin:/usr/bin:/bin")),
    "empty environment with the prefix": Variant(
        program=("env", "-i", f"HOME={HOME}", "PATH=/usr/local/bin:/usr/bin:/bin", f"NB_PREFIX={V1}")
    ),
    "PYTHONPATH": Variant(env={"PYTHONPATH": "/nowhere", "PYTHONSTARTUP": "/nowhere/x.py", "PYTHONHASHSEED": "0"}),
    "proxies": Variant(env={"HTTP_PROXY": "http://proxy.invalid:3128", "http_proxy": "http://proxy.invalid:3128"}),
    "time zone": Variant(env={"TZ": "Asia/Kathmandu"}),
    "TMPDIR": Variant(env={"TMPDIR": "/dev/shm"}),
    "XDG": Variant(env={"XDG_CACHE_HOME": "/tmp/cache", "XDG_CONFIG_HOME": "/tmp/config"}),
    "tight umask": Variant(program=("sh", "-c", 'umask 077; exec "$0" "$@"')),
    "no terminal width": Variant(env={"COLUMNS": "0", "TERM": "dumb", "NO_COLOR": "1"}),
    "a Service called kfcheck": Variant(env={"KFCHECK_PORT": "tcp://10.0.0.1:80", "KFCHECK_SERVICE_HOST": "10.0.0.1"}),
}
CONTENT = {
    "closed keys": Variant(inside=KEYS),
    "an environment in HOME": Variant(inside=f"python3 -m venv --without-pip {HOME}/env"),
    "a newer package of the user's": Variant(inside=f"mkdir -p {LOCAL}/mine-9.0.dist-info {LOCAL}/mine"),
    "settings of the user's": Variant(inside=f"mkdir -p {HOME}/.jupyter && echo 'c.ServerApp.root_dir = \"/\"' "
                                             f"> {HOME}/.jupyter/jupyter_server_config.py"),
    "2,000 files": Variant(inside=f"mkdir -p {HOME}/many && cd {HOME}/many && seq 2000 | xargs touch"),
    "a name in every script": Variant(inside=f"touch '{HOME}/день \U0001f600 日本' \"{HOME}/a'b\""),
}  # fmt: skip
LIVED_IN = {
    "a year's work": Variant(
        inside=lived_in.SCRIPT,
        env={"PATH": f"{HOME}/.local/bin:/usr/local/bin:/usr/bin:/bin", "SSH_AUTH_SOCK": f"{HOME}/.ssh/agent"},
    ),
    "umask 0002": Variant(program=("sh", "-c", 'umask 0002; exec "$0" "$@"')),
    "setgid folders": Variant(user="1000:100", inside=f"mkdir -p {HOME}/a/b && chmod 2775 {HOME}/a {HOME}/a/b"),
    "a CPU limit": Variant(options=("--cpus=0.5",)),
    "memory full of cache": Variant(
        options=("--memory=256m",),
        inside=f"dd if=/dev/zero of={HOME}/big bs=1M count=280 2>/dev/null; cat {HOME}/big >/dev/null; rm {HOME}/big",
    ),
}
GPUS = {
    "GPU that was requested": Variant(gpu=True, env={"NVIDIA_VISIBLE_DEVICES": UUID, "CUDA_VERSION": "13.0"},
                                      options=("--shm-size=1g",)),
    "GPU by CDI": Variant(gpu=True, env={"NVIDIA_VISIBLE_DEVICES": "void"}, options=("--shm-size=1g",)),
    "GPU, no driver to ask for": Variant(env={"NVIDIA_VISIBLE_DEVICES": "none", "CUDA_VERSION": "13.0"}),
    "CUDA image without GPU": Variant(
        env={"NVIDIA_VISIBLE_DEVICES": "all", "NVIDIA_REQUIRE_CUDA": "cuda>=13.0", "CUDA_VERSION": "13.0"}
    ),
}  # fmt: skip
VARIANTS = {
    **FILE_SYSTEMS, **PLATFORMS, **RUNTIME, **PREFIXES, **LOCALES, **ENVIRONMENTS, **CONTENT, **GPUS, **LIVED_IN
}  # fmt: skip
