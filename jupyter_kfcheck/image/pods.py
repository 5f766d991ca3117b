"""A container as each platform makes it: its user, groups, variables, volume, port and security context."""

from typing import Any

from jupyter_kfcheck import platforms
from jupyter_kfcheck.model import Struct
from jupyter_kfcheck.platforms import KUBEFLOW_V1, KUBEFLOW_V2, OPENDATAHUB, Platform

NAMESPACE, NOTEBOOK = "team-a", "demo"
ANY_UID = 1000650000  # of the range that OpenShift gives to a namespace
USERS = 100  # the fsGroup of Kubeflow's pods
PLATFORMS = (KUBEFLOW_V1.name, KUBEFLOW_V2.name, OPENDATAHUB.name)
"""Those that can be acted here. JupyterHub is not: its server lets nobody in, and may not start, without a Hub."""


class Run(Struct):
    """A way to start the image. ``fresh``: on an empty volume; else on that of the run before.

    ``counted`` for whether the image fits the platform. ``question`` says what the run is for.
    """

    name: str
    question: str
    fresh: bool = True
    any_uid: bool = False
    network: bool = True
    read_only: bool = False
    ipv6: bool = False
    counted: bool = True


FIRST, SECOND = Run("first", "on an empty volume"), Run("second", "on the volume of the first", fresh=False)
ANY = Run("any-uid", "with a random UID of group 0", any_uid=True)
OFFLINE = Run("no-network", "without a network", network=False)
READ_ONLY = Run("read-only-root", "with a read-only root", read_only=True, counted=False)
# Not counted: Kubeflow's own Jupyter image listens on 0.0.0.0, which is IPv4.
IPV6 = Run("ipv6", "in a network of IPv6 alone", ipv6=True, counted=False)
RUNS = (FIRST, SECOND, ANY, OFFLINE, READ_ONLY, IPV6)
DEFAULT = (FIRST, SECOND, ANY, OFFLINE)


class Pod(Struct):
    """What a platform gives to the container. ``user`` is None where the image's own USER stays."""

    platform: Platform
    home: str
    port: int
    prefix: str
    env: dict[str, str]
    user: str | None
    groups: tuple[int, ...]
    hardened: bool

    def options(self, run: Run) -> list[str]:
        """The options of ``run`` for podman and docker, all but the volume."""
        hardened = self.hardened or run.any_uid
        user = f"{ANY_UID}:0" if run.any_uid else self.user
        chosen = [f"--env={name}={value}" for name, value in self.env.items()]
        chosen += [f"--user={user}"] if user else []
        chosen += [f"--group-add={group}" for group in self.groups]
        chosen += ["--security-opt=no-new-privileges", "--cap-drop=all"] if hardened else []
        chosen += ["--shm-size=1g"] if self.hardened else []  # both have a memory emptyDir there
        if run.read_only:
            chosen += ["--read-only", *(f"--tmpfs=/{folder}:rw,exec,mode=1777" for folder in ("tmp", "run"))]
        return chosen if run.network else [*chosen, "--network=none"]


def pod(name: str, config: dict[str, Any]) -> Pod:
    """The pod of the platform ``name`` for an image with this ``Config``."""
    row = platforms.PLATFORMS[name]
    env = dict(entry.partition("=")[::2] for entry in config.get("Env") or [])
    if name == OPENDATAHUB.name:
        prefix = f"/notebook/{NAMESPACE}/{NOTEBOOK}"
        arguments = ("--ServerApp.port=8888", "--ServerApp.token=''", "--ServerApp.password=''",
                     f"--ServerApp.base_url={prefix}", "--ServerApp.quit_button=False")  # fmt: skip
        given = {"NB_PREFIX": prefix, "NOTEBOOK_ARGS": "\n".join(arguments)}
        # The namespace's own numbers, which OpenShift sets; its fsGroup is one of them.
        return Pod(row, row.home or "", row.port, prefix, given, f"{ANY_UID}:0", (ANY_UID,), hardened=True)
    if name == KUBEFLOW_V2.name:
        port = exposed(config)[0] if exposed(config) else row.port
        prefix = f"/workspace/connect/{NAMESPACE}/{NOTEBOOK}/{port}/"
        home = env.get("HOME") or "/home/jovyan"
        return Pod(row, home, port, prefix, {"NB_PREFIX": prefix}, None, (USERS,), hardened=True)
    prefix = f"/notebook/{NAMESPACE}/{NOTEBOOK}"
    return Pod(row, row.home or "", row.port, prefix, {"NB_PREFIX": prefix}, None, (USERS,), hardened=False)


def exposed(config: dict[str, Any]) -> list[int]:
    """The TCP ports that the image says it serves, in order."""
    found = (str(name).partition("/") for name in config.get("ExposedPorts") or {})
    return sorted(int(number) for number, _, kind in found if number.isdecimal() and kind in ("", "tcp"))
