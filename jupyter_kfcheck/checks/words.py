"""The same words for the same thing in every check: errors, owners, sizes."""

import errno as numbers
from os import strerror  # only a table of texts

_NAMES = {numbers.ETIMEDOUT: "did not answer"}
HIGHEST = 4096  # MAX_ERRNO of the kernel: no errno is higher


def error(number: int | None) -> str:
    """An errno in words: ``permission denied``."""
    if number is None:
        return "unknown error"
    return _NAMES.get(number) or (strerror(number).lower() if 0 < number < HIGHEST else f"errno {number}")


def error_name(number: int | None) -> str | None:
    """An errno by its symbol: ``EACCES``."""
    return None if number is None else numbers.errorcode.get(number, str(number))


def size(count: float) -> str:
    """Bytes for people: ``4.6 GiB``."""
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB"):
        if count < 1024 or unit == "TiB":
            return f"{count:.0f} {unit}" if unit == "bytes" or count >= 100 else f"{count:.1f} {unit}"
        count /= 1024
    raise AssertionError


def many(count: int) -> str:
    """A number with thousands apart: ``327,000``."""
    return f"{count:,}"


def mode(bits: int | None) -> str:
    """Permission bits as chmod takes them: ``0755``."""
    return "?" if bits is None else f"{bits:04o}"


def ids(uid: int, gid: int, groups: tuple[int, ...]) -> str:
    """Credentials: ``1000:0, groups 0, 100``."""
    return f"{uid}:{gid}, groups {', '.join(map(str, groups))}"


def owner(uid: int, gid: int) -> str:
    """An owner: ``root:root`` for ``0:0``; other numbers have names of their own in every container."""
    return ":".join("root" if number == 0 else str(number) for number in (uid, gid))


def listed(names: list[str] | tuple[str, ...], limit: int = 3) -> str:
    """Names in a sentence: ``a, b and c``, ``a, b, c and 2 more``."""
    shown, more = list(names[:limit]), len(names) - limit
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([part for part in (", ".join(shown[:-1]), shown[-1]) if part]) if shown else "none"
