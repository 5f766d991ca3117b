"""The container around this process: what proves it, which pod it is, what Kubeflow told it."""

import re
import time
from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck import kinds
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.host import files, process
from jupyter_kfcheck.model import Struct, Unknown
from jupyter_kfcheck.platforms import SIGNALS

# Files and variables that a container runtime or the kubelet leaves.
S6_TRACE = "/run/s6/container_environment"
TRACES = ("/.dockerenv", "/run/.containerenv", S6_TRACE)


class Container(Struct):
    """``services`` and ``programs`` hint at the IDE; ``started_at`` is Unix time of PID 1.

    ``signals`` are the variables that tell platforms apart, of those that may hold secrets only that they are set.
    """

    host_name: str | Unknown
    nb_prefix: str | Unknown | None
    kubernetes: bool | Unknown
    traces: tuple[str, ...] | Unknown
    services: tuple[str, ...] | Unknown
    programs: tuple[str, ...] | Unknown
    started_at: float | Unknown
    boot_id: str | Unknown
    signals: dict[str, str] | Unknown = {}


def gather(_contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `Container`; none of them touches HOME."""
    yield "host_name", process.host_name()
    yield "nb_prefix", files.env("NB_PREFIX")
    yield "signals", _signals()
    yield "kubernetes", files.env("KUBERNETES_SERVICE_HOST") is not None
    yield "traces", tuple(path for path in TRACES if files.exists(path))
    yield "services", services()
    yield "programs", programs()
    yield "started_at", started_at()
    boot_id = files.read_text("/proc/sys/kernel/random/boot_id")
    yield "boot_id", boot_id if isinstance(boot_id, Unknown) else boot_id.strip()


def _signals() -> dict[str, str]:
    said = {name: value for name in SIGNALS if (value := files.env(name)) is not None}
    return said | dict.fromkeys(said.keys() & {"NOTEBOOK_ARGS", "JUPYTERHUB_API_URL"}, "set")


def kind(contract: Contract) -> str:
    """Which IDE this is, before anybody is asked: as stated, as its s6 services and programs say, or its process."""
    if contract.kind != "auto":
        return contract.kind
    named = kinds.by_name(services(), programs())
    return "jupyter" if named == "unknown" and contract.server_pid and _is_jupyter(contract.server_pid) else named


def _is_jupyter(pid: int) -> bool:
    """Whether a process was started as a Jupyter: `jupyter-lab`, `python -m jupyterlab` …"""
    line = files.read_text(f"/proc/{pid}/cmdline", 4096)
    started = line.split("\0")[:4] if isinstance(line, str) else []
    return any(word.rpartition("/")[2].startswith("jupyter") for word in started)


def services() -> tuple[str, ...]:
    """The names of the s6 services, sorted."""
    names = [files.names_in(path) for path in kinds.SERVICE_DIRS]
    return tuple(sorted({n for found in names if isinstance(found, tuple) for n in found}))


def programs() -> tuple[str, ...]:
    """Those of `kinds.PROGRAMS` that are installed where images have them."""
    return tuple(p for p in kinds.PROGRAMS if any(files.exists(f"{d}/{p}") for d in kinds.PROGRAM_DIRS))


def started_at(pid: int = 1) -> float | Unknown:
    """Field 22 of a process's stat counts ticks since boot (proc_pid_stat(5)); the name in it may hold anything."""
    stat, uptime = files.read_text(f"/proc/{pid}/stat"), files.read_text("/proc/uptime")
    if isinstance(stat, Unknown):
        return stat
    if isinstance(uptime, Unknown):
        return uptime
    found = re.search(r"\) (?:\S+ ){19}(\d+) ", stat)
    if not found:
        return Unknown(f"/proc/{pid}/stat has not the documented shape")
    return time.time() - float(uptime.split()[0]) + int(found[1]) / process.ticks_per_second()
