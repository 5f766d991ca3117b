"""Accelerators: what was asked for, what is here, what the drivers say, and what the frameworks were built for."""

from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import pythons
from jupyter_kfcheck.facts.gpu import environment, frameworks, kernel, libraries, nodes, talk, toolkits
from jupyter_kfcheck.facts.gpu.frameworks import Framework
from jupyter_kfcheck.facts.gpu.kernel import Kernel
from jupyter_kfcheck.facts.gpu.libraries import Libraries
from jupyter_kfcheck.facts.gpu.nodes import NVIDIA, Node
from jupyter_kfcheck.facts.gpu.talk import Talk
from jupyter_kfcheck.facts.gpu.toolkits import Toolkit
from jupyter_kfcheck.host import devices, files
from jupyter_kfcheck.model import Struct, Unknown

__all__ = ["INJECTED", "Framework", "Gpu", "Kernel", "Libraries", "Node", "Talk", "Toolkit"]

INJECTED = "/var/run/nvidia-container-devices"  # NVIDIA's device plugin mounts one entry a device here


class Gpu(Struct):
    """``injected`` are the entries of the device plugin's folder, None without one. ``libraries`` and ``talk`` are
    None where there is no node to ask about. ``mps`` is the errno of reaching the pipe of NVIDIA's MPS daemon.
    ``home_frameworks`` are those that HOME adds or puts in front of the image's.
    """

    env: dict[str, str] | Unknown
    nodes: tuple[Node, ...] | Unknown
    injected: tuple[str, ...] | Unknown | None
    stacks: tuple[str, ...] | Unknown
    toolkits: tuple[Toolkit, ...] | Unknown
    frameworks: tuple[Framework, ...] | Unknown
    kernel: Kernel | Unknown
    libraries: Libraries | Unknown | None
    talk: Talk | Unknown | None
    mps: int | Unknown | None
    home_frameworks: tuple[Framework, ...] | Unknown


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `Gpu`: first what only reads the kernel's files, then the drivers, HOME last."""
    env = environment.read()
    yield "env", env
    found = nodes.find()
    yield "nodes", found
    yield "injected", files.names_in(INJECTED) if files.exists(INJECTED) else None
    stacks = toolkits.stacks()
    yield "stacks", stacks
    yield "toolkits", toolkits.find()
    search = env.get("LD_LIBRARY_PATH", "")
    here = pythons.of_image()
    builds = tuple(f for python in here for f in frameworks.find(python, search))
    yield "frameworks", builds
    known = found if isinstance(found, tuple) else ()
    nvidia = any(node.vendor == NVIDIA for node in known)
    # Only then do a node's PCI devices tell anything, and there may be hundreds of them.
    hinted = nvidia or contract.expect_gpu is not None or any("NVIDIA" in n or "CUDA" in n for n in env)
    yield "kernel", kernel.read(count=hinted or any(f.build == frameworks.CUDA for f in builds) or bool(stacks))
    yield "libraries", libraries.find(search) if nvidia else None
    yield "talk", talk.hold(known, min(talk.SECONDS, contract.timeout * 0.6)) if known else None
    pipe = env.get("CUDA_MPS_PIPE_DIRECTORY")
    yield "mps", devices.reach(f"{pipe}/control") if pipe else None
    home = files.env("HOME")
    mine = pythons.of_home(home, here) if home else ()
    yield "home_frameworks", tuple(f for python in mine for f in frameworks.find(python, search))
