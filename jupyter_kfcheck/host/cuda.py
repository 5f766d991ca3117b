"""Whether CUDA starts: ``cuInit`` of the driver's library, through ctypes.

Only for a child with a deadline, which ends right after: what ``cuInit`` sets up in the driver ends with its process,
and no context is made on a GPU (CUDA driver API, "Initialization").
"""

import ctypes
from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.host import nvml

LIBRARY = "libcuda.so.1"


def ask() -> Iterator[tuple[str, Any]]:
    """Yield ``load_error`` (text), or ``init`` (code) and where that is 0 ``count`` (code, number of GPUs)."""
    nvml.prepare()
    try:
        library = ctypes.CDLL(LIBRARY)
        start, counted = library.cuInit, library.cuDeviceGetCount
    except (OSError, AttributeError) as problem:
        yield "load_error", str(problem)
        return
    code = int(start(0))
    yield "init", code
    if code == 0:
        count = ctypes.c_int()
        yield "count", (int(counted(ctypes.byref(count))), count.value)
