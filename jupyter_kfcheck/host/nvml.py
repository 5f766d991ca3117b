"""NVIDIA's management library, asked through ctypes.

Only for a child with a deadline: the library may hang in the driver, crash, or print to stdout.
Function names, structures and codes are those of NVIDIA's NVML API reference; all calls here are
allowed to every user. ``nvmlInit_v2`` touches no GPU, so that a broken one fails alone, at its handle.
"""

import ctypes
import re
import resource
import signal
from collections.abc import Iterator
from typing import Any

LIBRARY = "libnvidia-ml.so.1"
FUNCTION_NOT_FOUND = 13
OPEN_FILES = 256  # with a huge limit NVML was seen to take seconds: it walks all possible descriptors
DEVICE_LIMIT = 64
_PR_SET_PDEATHSIG = 1


class _Memory(ctypes.Structure):
    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


def prepare() -> None:
    """Make this child small and mortal: few descriptors, and gone when its parent is killed."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def ask() -> Iterator[tuple[str, Any]]:
    """Yield what NVML says, step by step, so that a hang tells how far it came.

    ``load_error`` (text) or ``library`` (the path that the loader took); ``init`` (code); ``version`` (text);
    ``cuda`` (code, version as 1000 * major + 10 * minor); ``count`` (code, number); a ``device`` for each index.
    """
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as problem:
        yield "load_error", str(problem)
        return
    yield "library", _mapped()
    code = _call(library, "nvmlInit_v2")
    yield "init", code
    if code:
        return
    yield "version", _text(library, "nvmlSystemGetDriverVersion")
    cuda, count = ctypes.c_int(), ctypes.c_uint()
    yield "cuda", (_call(library, "nvmlSystemGetCudaDriverVersion_v2", ctypes.byref(cuda)), cuda.value)
    code = _call(library, "nvmlDeviceGetCount_v2", ctypes.byref(count))
    yield "count", (code, count.value)
    for index in range(0 if code else min(count.value, DEVICE_LIMIT)):
        yield f"device{index}", _device(library, index)
    _call(library, "nvmlShutdown")


def _device(library: ctypes.CDLL, index: int) -> dict[str, Any]:
    handle = ctypes.c_void_p()
    code = _call(library, "nvmlDeviceGetHandleByIndex_v2", ctypes.c_uint(index), ctypes.byref(handle))
    if code:
        return {"number": index, "code": code}
    memory, major, minor = _Memory(), ctypes.c_int(), ctypes.c_int()
    number, mode = ctypes.c_uint(), ctypes.c_uint()
    arch = _call(library, "nvmlDeviceGetCudaComputeCapability", handle, ctypes.byref(major), ctypes.byref(minor))
    room = _call(library, "nvmlDeviceGetMemoryInfo", handle, ctypes.byref(memory))
    node = _call(library, "nvmlDeviceGetMinorNumber", handle, ctypes.byref(number))
    busy = _call(library, "nvmlDeviceGetComputeMode", handle, ctypes.byref(mode))
    mig_mode, mig = _mig(library, handle)
    return {
        "number": index,
        "code": 0,
        "name": _text(library, "nvmlDeviceGetName", handle),
        "uuid": _text(library, "nvmlDeviceGetUUID", handle),
        "minor": None if node else number.value,
        "arch": None if arch else f"{major.value}.{minor.value}",
        "total_bytes": None if room else memory.total,
        "free_bytes": None if room else memory.free,
        "compute_mode": None if busy else mode.value,
        "mig_mode": mig_mode,
        "mig": mig,
    }


def _mig(library: ctypes.CDLL, handle: ctypes.c_void_p) -> tuple[bool, list[str]]:
    """Whether MIG mode is on, and the UUIDs of those instances that this process may see."""
    current, pending, most = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    code = _call(library, "nvmlDeviceGetMigMode", handle, ctypes.byref(current), ctypes.byref(pending))
    if code or not current.value:  # most GPUs cannot do MIG, which is a code of its own
        return False, []
    if _call(library, "nvmlDeviceGetMaxMigDeviceCount", handle, ctypes.byref(most)):
        return True, []
    uuids = []
    for index in range(min(most.value, DEVICE_LIMIT)):
        instance = ctypes.c_void_p()
        arguments = (handle, ctypes.c_uint(index), ctypes.byref(instance))
        if not _call(library, "nvmlDeviceGetMigDeviceHandleByIndex", *arguments):
            uuids.append(_text(library, "nvmlDeviceGetUUID", instance) or "MIG-?")
    return True, uuids


def _call(library: ctypes.CDLL, name: str, *arguments: Any) -> int:
    """The code of a call; an old library may lack the function."""
    try:
        function = getattr(library, name)
    except AttributeError:
        return FUNCTION_NOT_FOUND
    return int(function(*arguments))


def _text(library: ctypes.CDLL, name: str, *handle: ctypes.c_void_p) -> str | None:
    buffer = ctypes.create_string_buffer(96)
    if _call(library, name, *handle, buffer, ctypes.c_uint(len(buffer))):
        return None
    return buffer.value.decode(errors="replace")


def _mapped() -> str | None:
    """The path of the library as the loader found it; links are resolved in it."""
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        found = re.search(r"\s(/\S*libnvidia-ml\.so\S*)$", maps.read(), re.MULTILINE)
    return found[1] if found else None
