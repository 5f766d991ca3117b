"""The evidence of a GPU as the report shows it: all that decided, UUIDs shortened, no secrets."""

from typing import Any

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.gpu.limits import short
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.facts.gpu.libraries import Library
from jupyter_kfcheck.facts.gpu.talk import Device


def scene(view: View) -> dict[str, Any]:
    """What was expected, and what is here."""
    expected = view.expected
    said: dict[str, Any] = {"expectation": {"level": expected.level, "reasons": list(expected.reasons)}}
    if view.env:
        said["env"] = {name: _shortened(value) for name, value in view.env.items()}
    if view.kernel.version or view.kernel.pci_count is not None:
        said["node"] = {"driver": view.kernel.version, "pci_nvidia_count": view.kernel.pci_count}
    if not view.nodes:
        return said
    errnos = view.talk.errnos if view.talk else {}
    said["dev"] = [
        {"path": n.path, "mode": words.mode(n.mode), "gid": n.gid, "major": n.major, "minor": n.minor,
         "open_errno": words.error_name(errnos.get(n.path) or None)} for n in view.nodes
    ]  # fmt: skip
    said["libraries"] = {"nvml": _library(view.libraries.nvml), "cuda": _library(view.libraries.cuda)}
    if view.talk:
        talk = view.talk
        said["nvml"] = {"ended": talk.ended, "init": talk.init, "driver": talk.version, "cuda": cuda_text(talk.cuda),
                        "count": talk.total, "library": talk.library}  # fmt: skip
        said["devices"] = [_device(device) for device in talk.devices]
    return said


def cuda_text(number: int | None) -> str | None:
    """``12.4`` of NVML's 12040."""
    return None if number is None else f"{number // 1000}.{number % 1000 // 10}"


def _shortened(value: str) -> str:
    return ",".join(short(item) if item.startswith(("GPU-", "MIG-")) else item for item in value.split(","))


def _library(library: Library | None) -> dict[str, Any] | None:
    return None if library is None else {"path": library.path, "version": library.version}


def _device(device: Device) -> dict[str, Any]:
    if device.code:
        return {"index": device.number, "code": device.code}
    return {
        "index": device.number,
        "name": device.name,
        "uuid": short(device.uuid or ""),
        "minor": device.minor,
        "compute_capability": device.arch,
        "memory_total_bytes": device.total_bytes,
        "memory_free_bytes": device.free_bytes,
        "mig": [short(uuid) for uuid in device.mig],
    }
