"""Read what is expected: `/etc/kfcheck.toml` of the image, then ``KFCHECK_*`` of the pod.

`load` never raises for what it reads: it returns the mistakes, all at once, beside a contract with
the defaults in their place. The command refuses to go on with them, start-up and server log them.
"""

import os
import stat
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_kfcheck.contract import FILE, KINDS, Contract
from jupyter_kfcheck.contract.values import (
    Mistake,
    absolute,
    choice,
    expect_gpu,
    listen,
    names,
    positive_seconds,
    suggest,
)
from jupyter_kfcheck.platforms import PLATFORMS

FILE_LIMIT = 256 << 10
STARTUP_MODES = ("report", "enforce", "off")
# Kubernetes, "Environment variables" of Services: all that a Service called kfcheck makes the kubelet set.
_SERVICE_LINK = (
    r"KFCHECK(_[A-Z0-9_]+)?_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|KFCHECK(_[A-Z0-9_]+)?_PORT"
    r"|KFCHECK(_[A-Z0-9_]+)?_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?"
)
LINK_LIMIT = 256  # of two names in it, of 63 characters at most


def load(environ: Mapping[str, str], ids: list[str], path: str = FILE) -> tuple[Contract, list[str]]:
    """The contract in force, and every mistake found on the way.

    ``ids`` are the names that a skip or a severity may use (checks and categories).
    """
    problems: list[str] = []
    contract = Contract()._replace(**_of_file(path, ids, problems))
    for name, text in sorted(environ.items()):
        if not name.startswith("KFCHECK_") or _service_link(name):
            continue
        if name not in VARIABLES:
            problems.append(f"environment: {name} is not known{suggest(name, list(VARIABLES))}")
            continue
        try:
            contract = contract._replace(**VARIABLES[name](text, contract, ids))
        except Mistake as wrong:
            problems.append(f"environment: {name}={text!r}: {wrong}")
    return contract, problems


def _service_link(name: str) -> bool:
    """Is it a variable that the kubelet sets for a Service called kfcheck, or kfcheck-…?"""
    import re  # noqa: PLC0415 - 6 ms that only a process with such a variable pays

    return len(name) < LINK_LIMIT and re.fullmatch(_SERVICE_LINK, name) is not None


def _skips(text: str, contract: Contract, ids: list[str]) -> dict[str, Any]:
    return {"skip": contract.skip | dict.fromkeys(names(text, ids), "skipped by KFCHECK_SKIP")}


VARIABLES: dict[str, Callable[[str, Contract, list[str]], dict[str, Any]]] = {
    "KFCHECK_SKIP": _skips,
    "KFCHECK_PLATFORM": lambda text, *_: {"platform": choice("auto", *PLATFORMS)(text)},
    "KFCHECK_KIND": lambda text, *_: {"kind": choice("auto", *KINDS)(text)},
    "KFCHECK_TIMEOUT": lambda text, *_: {"timeout": positive_seconds(text)},
    "KFCHECK_STARTUP": lambda text, *_: {"startup": choice(*STARTUP_MODES)(text)},
    "KFCHECK_EXPECT_GPU": lambda text, *_: {"expect_gpu": expect_gpu(text)},
    "KFCHECK_STATE_DIR": lambda text, *_: dict.fromkeys((), absolute(text)),  # `state` reads it, not we
    "KFCHECK_LISTEN": lambda text, *_: {"listen": listen(text)},
    "KFCHECK_MAX_AGE": lambda text, *_: {"max_age": positive_seconds(text)},
    "KFCHECK_READY_CHECKS": lambda text, _, ids: {"ready_checks": names(text, ids)},
    "KFCHECK_TOKEN": lambda *_: {},  # `kfcheck serve` reads it: no secret stands in a contract
    "KFCHECK_TOKEN_FILE": lambda text, *_: {"token_file": absolute(text)},
}


def _of_file(path: str, ids: list[str], problems: list[str]) -> dict[str, Any]:
    try:
        raw = _content(path)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as problem:
        problems.append(f"{path}: cannot be read: {problem.strerror}")
        return {}
    except Mistake as wrong:
        problems.append(f"{path}: {wrong}")
        return {}
    from jupyter_kfcheck.contract import file  # noqa: PLC0415 - only an image with this file pays

    return file.stated(raw, path, ids, problems)


def _content(path: str) -> bytes:
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a FIFO would block the start
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise Mistake("must be a regular file")
        raw = os.read(fd, FILE_LIMIT + 1)
    finally:
        os.close(fd)
    if len(raw) > FILE_LIMIT:
        raise Mistake(f"must not be larger than {FILE_LIMIT >> 10} KiB")
    return raw
