"""NVIDIA's driver as the node's kernel shows it; a container sees the same files whether it got a GPU or not."""

import re

from jupyter_kfcheck.facts.gpu.nodes import NVIDIA, PCI
from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct, Unknown

_VERSION = r"Kernel Module(?:\s+for\s+\S+)?\s+(\d+(?:\.\d+){1,2})\b"


class Kernel(Struct):
    """``version`` of the loaded module; ``pci_count`` devices of NVIDIA on the node, None where it was not counted."""

    version: str | None
    open_module: bool
    pci_count: int | None


def read(*, count: bool) -> Kernel:
    """What the node has; PCI devices are counted only where ``count`` says that it matters."""
    text = files.read_text("/proc/driver/nvidia/version", 4096)
    version = parse_version(text) if isinstance(text, str) else None
    is_open = isinstance(text, str) and "Open Kernel Module" in text
    return Kernel(version, is_open, _pci_count() if count or isinstance(text, str) else None)


def parse_version(text: str) -> str | None:
    """The driver's version in the text of /proc/driver/nvidia/version, two or three numbers."""
    found = re.search(_VERSION, text)
    return found[1] if found else None


def _pci_count() -> int | None:
    """NVIDIA's display and 3D controllers (PCI class 03); a GPU's audio function has the same vendor."""
    top = "/sys/bus/pci/devices"
    names = files.names_in(top)
    if isinstance(names, Unknown):
        return None
    return sum(_is_gpu(f"{top}/{name}") for name in names)


def _is_gpu(folder: str) -> bool:
    vendor, kind = files.read_text(f"{folder}/vendor", 16), files.read_text(f"{folder}/class", 16)
    return PCI.get(str(vendor).strip()) == NVIDIA and str(kind).startswith("0x03")
