"""Device nodes of accelerators, each with the vendor that the kernel names for it. None is opened here."""

from jupyter_kfcheck.host import devices, files
from jupyter_kfcheck.model import Struct, Unknown

NVIDIA, AMD, INTEL, GAUDI, TPU, NEURON = "nvidia", "amd", "intel", "gaudi", "tpu", "neuron"
WSL, JETSON = "wsl", "jetson"

# PCI vendor numbers (pci.ids) as sysfs prints them.
PCI = {"0x10de": NVIDIA, "0x1002": AMD, "0x8086": INTEL, "0x1da3": GAUDI, "0x1ae0": TPU}
_TOP = {"nvidiactl": NVIDIA, "nvidia-uvm": NVIDIA, "kfd": AMD, "dxg": WSL, "nvmap": JETSON}
_NUMBERED = {"nvidia": NVIDIA, "neuron": NEURON}


class Node(Struct):
    """A character device: permission bits, owner, and its numbers."""

    path: str
    vendor: str
    mode: int
    uid: int
    gid: int
    major: int
    minor: int


def find() -> tuple[Node, ...] | Unknown:
    """The accelerators' nodes in /dev, by path."""
    names = files.names_in("/dev")
    if isinstance(names, Unknown):
        return names
    found = {f"/dev/{name}": vendor for name in names if (vendor := _vendor_by_name(name))}
    if "dri" in names:
        found |= _below("/dev/dri", "renderD", "/sys/class/drm/{}/device/vendor", (AMD, INTEL))
    if "accel" in names:  # a folder with some drivers, and none of a TPU's
        found |= _below("/dev/accel", "accel", "/sys/class/accel/{}/device/vendor", (GAUDI,))
    if "vfio" in names:
        found |= _tpu_groups()
    nodes = ((path, vendor, devices.look(path)) for path, vendor in sorted(found.items()))
    return tuple(Node(path, vendor, *seen) for path, vendor, seen in nodes if isinstance(seen, tuple))


def _vendor_by_name(name: str) -> str | None:
    stem = name.rstrip("0123456789")
    if stem == name:
        return _TOP.get(name)
    if stem == "accel":  # flat: a TPU, unless the kernel names another vendor
        vendor = _pci_vendor(f"/sys/class/accel/{name}/device/vendor")
        return TPU if vendor in (None, TPU) else None
    return _NUMBERED.get(stem)


def _below(folder: str, stem: str, vendor_file: str, vendors: tuple[str, ...]) -> dict[str, str]:
    names = files.names_in(folder)
    found = {}
    for name in names if isinstance(names, tuple) else ():
        vendor = _pci_vendor(vendor_file.format(name)) if name.rstrip("0123456789") == stem != name else None
        if vendor in vendors:
            found[f"{folder}/{name}"] = vendor
    return found


def _tpu_groups() -> dict[str, str]:
    """VFIO groups that hold a TPU; network cards are passed through in the same way."""
    names = files.names_in("/dev/vfio")
    found = {}
    for name in names if isinstance(names, tuple) else ():
        group = f"/sys/kernel/iommu_groups/{name}/devices"
        members = files.names_in(group) if name.isdigit() else ()
        if isinstance(members, tuple) and any(_pci_vendor(f"{group}/{m}/vendor") == TPU for m in members):
            found[f"/dev/vfio/{name}"] = TPU
    return found


def _pci_vendor(path: str) -> str | None:
    text = files.read_text(path, 16)
    return PCI.get(text.strip()) if isinstance(text, str) else None
