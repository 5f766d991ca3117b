"""What is, unjudged: one named tuple and one ``gather()`` for each family of facts."""

from typing import Any

from jupyter_kfcheck.facts import (
    container,
    gpu,
    home,
    locks,
    mounts,
    packages,
    platform,
    runtime,
    s6,
    server,
    user,
    volumes,
)
from jupyter_kfcheck.facts.gpu import cuda
from jupyter_kfcheck.facts.gpu.cuda import Cuda
from jupyter_kfcheck.facts.locks import Locks
from jupyter_kfcheck.facts.outside import Outside
from jupyter_kfcheck.facts.packages import Packages
from jupyter_kfcheck.facts.platform import Platform
from jupyter_kfcheck.facts.volumes import Volumes
from jupyter_kfcheck.model import Struct, Unknown

NOT_LOOKED = Unknown("an older kfcheck did not look")

FAMILIES: dict[str, Any] = {
    "container": container,
    "user": user,
    "mounts": mounts,
    "home": home,
    "server": server,
    "gpu": gpu,
    "s6": s6,
    "runtime": runtime,
    "volumes": volumes,
    "locks": locks,
    "packages": packages,
    "cuda": cuda,
    "platform": platform,
}
"""Name of a family -> the module with its ``gather()``."""


class Facts(Struct):
    """All families. ``seconds`` says how long each part (``home.space``) took to gather.

    ``outside`` is no family: nobody inside of a container can gather it.
    """

    container: container.Container
    user: user.User
    mounts: mounts.Mounts
    home: home.Home
    server: server.Server
    gpu: gpu.Gpu
    s6: s6.S6
    runtime: runtime.Runtime
    volumes: Volumes = Volumes(())
    seconds: dict[str, float] = {}
    outside: Outside = Outside()
    locks: Locks = Locks(NOT_LOOKED)
    packages: Packages = Packages(NOT_LOOKED, NOT_LOOKED)
    cuda: Cuda = Cuda(NOT_LOOKED)
    platform: Platform = Platform()
