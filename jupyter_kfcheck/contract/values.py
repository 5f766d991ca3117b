"""The values that an expectation can have: each function takes what was written and returns what it means.

What cannot be meant raises `Mistake`.
"""

from collections.abc import Callable
from typing import Any

from jupyter_kfcheck.contract import LISTEN_PORT


class Mistake(ValueError):
    """What is wrong with a value, as the end of a sentence that begins with its name."""


def suggest(name: str, known: list[str]) -> str:
    """`` (did you mean 'x'?)`` for the nearest known name, or nothing."""
    near = nearest(name, known)
    return f" (did you mean {near!r}?)" if near else ""


def nearest(name: str, known: list[str]) -> str | None:
    """The known name that is most like ``name``, capitals or not; None where none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - 3 ms that only a mistake pays

    small = {word.lower(): word for word in known}
    near = get_close_matches(name.lower(), small, n=1)
    return small[near[0]] if near else None


def check_names(names: list[str], ids: list[str]) -> None:
    """Refuse a name that is neither a check nor a category, with the nearest one that is."""
    unknown = [f"there is no check or category {n!r}{suggest(n, ids)}" for n in names if n not in ids]
    if unknown:
        raise Mistake("; ".join(unknown))


def choice(*choices: str) -> Callable[[Any], str]:
    """One of ``choices``."""

    def parse(value: Any) -> str:
        if value not in choices:
            near = suggest(str(value), list(choices))
            raise Mistake(f"must be one of {', '.join(choices)}{near}")
        return str(value)

    return parse


def positive_seconds(text: Any) -> float:
    """A duration in seconds, more than 0 and at most a day."""
    try:
        value = float("true" if isinstance(text, bool) else text)
    except (TypeError, ValueError, OverflowError):  # the last: a whole number of 400 digits
        raise Mistake("must be a number of seconds") from None
    if not 0 < value <= 86400:
        raise Mistake("must be more than 0 and at most 86400 seconds")
    return value


def names(text: str, ids: list[str]) -> tuple[str, ...]:
    """Checks and categories, between spaces or commas."""
    found = text.replace(",", " ").split()
    check_names(found, ids)
    return tuple(found)


def expect_gpu(text: str) -> str:
    """``nvidia:1``, ``amd``, ``2``, ``none``: a vendor, a number of devices, or both."""
    vendor, _, count = text.partition(":")
    if vendor.isdigit() and not count:
        vendor, count = "any", vendor
    if vendor not in ("any", "none", "nvidia", "amd", "intel", "gaudi", "tpu", "neuron") or not (
        count == "" or count.isdigit()
    ):
        raise Mistake("must be a number, 'none', a vendor, or a vendor and a number such as nvidia:1")
    return text


def absolute(path: Any) -> str:
    """An absolute path."""
    if not isinstance(path, str) or not path.startswith("/"):
        raise Mistake("must be an absolute path")
    return path


def listen(text: str) -> tuple[str, int]:
    """``127.0.0.1:9889``, ``0.0.0.0``, ``[::]:9889``, ``:9889`` for all addresses."""
    host, port = text.strip(), str(LISTEN_PORT)
    if host.startswith("["):
        host, _, rest = host[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif host.count(":") < 2:
        host, _, given = host.partition(":")
        port = given or port
    if not port.isdecimal() or int(port) > 65535 or "/" in host:
        raise Mistake("must be HOST:PORT, such as 127.0.0.1:9889 or 0.0.0.0:9889")
    return host, int(port)


def nonempty(what: str) -> Callable[[Any], str]:
    """A text that is not blank; ``what`` says in the mistake what it should be."""

    def parse(value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise Mistake(f"must be {what}")
        return value

    return parse


def number(kind: type, what: str, low: float, high: float) -> Callable[[Any], Any]:
    """A number of type ``kind`` from ``low`` to ``high``; ``what`` says in the mistake what it should be."""

    def parse(value: Any) -> Any:
        if type(value) not in (kind, int) or not low <= value <= high:
            raise Mistake(f"must be {what}")
        return value

    return parse
