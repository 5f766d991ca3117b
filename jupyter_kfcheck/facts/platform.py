"""What the platform itself needs in the container: its activity script's tools, its packages, its proxy."""

from collections.abc import Iterator
from errno import ECONNREFUSED
from typing import Any

from jupyter_kfcheck.address import Address
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.host import disk, files, net, process
from jupyter_kfcheck.model import Struct, Unknown

TOOLS = ("cat", "chmod", "rm")
SHELL, TMP = "/bin/sh", "/tmp"  # noqa: S108 - where Kubeflow v2 puts its script
SINGLEUSER = "jupyterhub-singleuser"
SIDECAR_PORTS = (15021, 15020)  # Istio's, the second one before 1.6
SIDECAR_SECONDS = 1.5


class PodExec(Struct):
    """What Kubeflow v2's script of activity meets: ``missing`` tools, and the state of /tmp.

    ``errno`` is why /tmp cannot be entered; ``writable`` what access(2) says; ``no_exec`` that its mount lets no
    program run.
    """

    missing: tuple[str, ...]
    errno: int | None = None
    writable: bool = True
    no_exec: bool = False
    free_bytes: int = 1


class Sidecar(Struct):
    """What the service mesh's proxy answers to its own readiness path on ``port``."""

    port: int
    status: int


class Platform(Struct):
    """``sidecar`` is None where no proxy of a mesh answers; ``singleuser`` where JupyterHub's program is, if it is."""

    pod_exec: PodExec | Unknown = Unknown("an older kfcheck did not look")
    sidecar: Sidecar | Unknown | None = Unknown("an older kfcheck did not look")
    singleuser: str | Unknown | None = Unknown("an older kfcheck did not look")


def gather(_contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `Platform`. Nothing is written or run."""
    path = [folder for folder in (files.env("PATH") or "").split(":") if folder.startswith("/")]
    yield "pod_exec", files.told(lambda: pod_exec(path))
    places = (f"{folder}/{SINGLEUSER}" for folder in (*path, f"{process.prefix()}/bin"))
    yield "singleuser", next((place for place in places if files.runnable(place)), None)
    yield "sidecar", sidecar() if files.env("KUBERNETES_SERVICE_HOST") is not None else None


def pod_exec(path: list[str]) -> PodExec:
    """Which tools are missing on this PATH, and whether a script could be left and run in /tmp."""
    missing = [name for name in TOOLS if not any(files.runnable(f"{folder}/{name}") for folder in path)]
    missing = missing if files.runnable(SHELL) else [SHELL, *missing]
    try:
        fd = disk.open_directory(TMP)
    except OSError as problem:
        return PodExec(tuple(missing), problem.errno, writable=False)
    try:
        no_exec = files.no_exec(TMP)
        return PodExec(tuple(missing), None, disk.may_write(fd), no_exec is True, disk.space(fd)[0])
    finally:
        disk.close(fd)


def sidecar() -> Sidecar | Unknown | None:
    """The proxy's own word; None where nothing listens on its ports."""
    for port in SIDECAR_PORTS:
        try:
            answer = net.get(Address(host="127.0.0.1", port=port), "/healthz/ready", {}, SIDECAR_SECONDS)
        except net.NoAnswerError as problem:
            if problem.errno == ECONNREFUSED:
                continue
            return Unknown(f"127.0.0.1:{port} {problem}", problem.errno)
        return Sidecar(port, answer.status)
    return None
