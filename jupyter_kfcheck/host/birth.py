"""When a file was born, which is what tells a file from its copy. Python has no statx(2) before 3.15."""

import ctypes
import struct

_AT_EMPTY_PATH, _STATX_BTIME = 0x1000, 0x800
_SIZE, _BTIME = 256, 80  # of struct statx, and the offset of stx_btime in it


def nanoseconds(fd: int) -> int | None:
    """Unix time of an open file's birth; None where the C library or the file system does not know it."""
    buffer = ctypes.create_string_buffer(_SIZE)
    try:
        refused = ctypes.CDLL(None).statx(fd, b"", _AT_EMPTY_PATH, _STATX_BTIME, buffer)
    except (AttributeError, OSError):
        return None
    if refused or not struct.unpack_from("I", buffer)[0] & _STATX_BTIME:
        return None
    seconds, rest = struct.unpack_from("qI", buffer, _BTIME)
    return int(seconds) * 10**9 + int(rest)
