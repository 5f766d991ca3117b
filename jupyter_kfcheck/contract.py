"""What Kubeflow expects, and what an image (`/etc/kfcheck.toml`) or a pod (``KFCHECK_*``) says on top.

`load` never raises for what it reads: it returns the mistakes, all at once, beside a contract with
the defaults in their place. The command refuses to go on with them, start-up and server log them.
"""

import os
import stat
import sys
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_kfcheck.model import Struct
from jupyter_kfcheck.platforms import PLATFORMS

FILE = "/etc/kfcheck.toml"
KINDS = ("jupyter", "codeserver", "rstudio")
STARTUP_MODES = ("report", "enforce", "off")
SEVERITIES = ("warn", "fail")
# Kubernetes, "Environment variables" of Services: all that a Service called kfcheck makes the kubelet set.
_SERVICE_LINK = (
    r"KFCHECK(_[A-Z0-9_]+)?_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|KFCHECK(_[A-Z0-9_]+)?_PORT"
    r"|KFCHECK(_[A-Z0-9_]+)?_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?"
)
LINK_LIMIT = 256  # of two names in it, of 63 characters at most
LISTEN_PORT = 9889  # outside of the ports that Jupyter tries
MIB = 1 << 20
FILE_LIMIT = 256 << 10


class Contract(Struct):
    """The expectations that checks judge by. Sizes in bytes, times in seconds, shares of 1."""

    user: str | None = None  # of these four None leaves it to the platform
    uid: int | None = None
    home: str | None = None
    port: int | None = None
    home_warn_bytes: int = 1024 * MIB
    home_warn_share: float = 0.05
    home_fail_bytes: int = MIB
    home_low_bytes: int = 100 * MIB
    skip: dict[str, str] = {}  # id or category -> reason
    severity: dict[str, str] = {}  # id -> warn | fail
    kind: str = "auto"
    platform: str = "auto"
    timeout: float = 10.0
    startup: str = "report"
    expect_gpu: str | None = None
    server_url: str | None = None  # as the server itself states it, see `address.FORMS`
    server_pid: int | None = None  # of the process that serves, where that one asks
    server_cafile: str | None = None  # what its certificate is verified by; without it, it is not
    listen: tuple[str, int] = ("127.0.0.1", LISTEN_PORT)  # where `kfcheck serve` serves
    token_file: str | None = None  # of `kfcheck serve`, as are the next two
    max_age: float = 300.0
    ready_checks: tuple[str, ...] = ()
    stated: bool = False  # a file states expectations: judge even outside of Kubeflow
    open_editor: bool = False  # may code-server be asked for more than its health? (`kfcheck image` alone)
    earlier: dict[str, Any] | None = None  # what earlier trials found (`run.trials`); None: every trial is made now


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


def load(environ: Mapping[str, str], ids: list[str], path: str = FILE) -> tuple[Contract, list[str]]:
    """The contract in force, and every mistake found on the way.

    ``ids`` are the names that a skip or a severity may use (checks and categories).
    """
    problems: list[str] = []
    contract = _apply_file(Contract(), path, ids, problems)
    for name, text in sorted(environ.items()):
        if not name.startswith("KFCHECK_") or _service_link(name):
            continue
        if name not in _VARIABLES:
            problems.append(f"environment: {name} is not known{suggest(name, list(_VARIABLES))}")
            continue
        try:
            contract = contract._replace(**_VARIABLES[name](text, contract, ids))
        except Mistake as wrong:
            problems.append(f"environment: {name}={text!r}: {wrong}")
    return contract, problems


def _service_link(name: str) -> bool:
    """Is it a variable that the kubelet sets for a Service called kfcheck, or kfcheck-…?"""
    import re  # noqa: PLC0415 - 6 ms that only a process with such a variable pays

    return len(name) < LINK_LIMIT and re.fullmatch(_SERVICE_LINK, name) is not None


def check_names(names: list[str], ids: list[str]) -> None:
    """Refuse a name that is neither a check nor a category, with the nearest one that is."""
    unknown = [f"there is no check or category {n!r}{suggest(n, ids)}" for n in names if n not in ids]
    if unknown:
        raise Mistake("; ".join(unknown))


def _choice(*choices: str) -> Callable[[Any], str]:
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
    except (TypeError, ValueError):
        raise Mistake("must be a number of seconds") from None
    if not 0 < value <= 86400:
        raise Mistake("must be more than 0 and at most 86400 seconds")
    return value


def _names(text: str, ids: list[str]) -> tuple[str, ...]:
    names = text.replace(",", " ").split()
    check_names(names, ids)
    return tuple(names)


def _skips(text: str, contract: Contract, ids: list[str]) -> dict[str, Any]:
    return {"skip": contract.skip | dict.fromkeys(_names(text, ids), "skipped by KFCHECK_SKIP")}


def _expect_gpu(text: str) -> str:
    """``nvidia:1``, ``amd``, ``2``, ``none``: a vendor, a number of devices, or both."""
    vendor, _, count = text.partition(":")
    if vendor.isdigit() and not count:
        vendor, count = "any", vendor
    if vendor not in ("any", "none", "nvidia", "amd", "intel", "gaudi", "tpu", "neuron") or not (
        count == "" or count.isdigit()
    ):
        raise Mistake("must be a number, 'none', a vendor, or a vendor and a number such as nvidia:1")
    return text


def _absolute(path: Any) -> str:
    if not isinstance(path, str) or not path.startswith("/"):
        raise Mistake("must be an absolute path")
    return path


def _listen(text: str) -> tuple[str, int]:
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


_VARIABLES: dict[str, Callable[[str, Contract, list[str]], dict[str, Any]]] = {
    "KFCHECK_SKIP": _skips,
    "KFCHECK_PLATFORM": lambda text, *_: {"platform": _choice("auto", *PLATFORMS)(text)},
    "KFCHECK_KIND": lambda text, *_: {"kind": _choice("auto", *KINDS)(text)},
    "KFCHECK_TIMEOUT": lambda text, *_: {"timeout": positive_seconds(text)},
    "KFCHECK_STARTUP": lambda text, *_: {"startup": _choice(*STARTUP_MODES)(text)},
    "KFCHECK_EXPECT_GPU": lambda text, *_: {"expect_gpu": _expect_gpu(text)},
    "KFCHECK_STATE_DIR": lambda text, *_: dict.fromkeys((), _absolute(text)),  # `state` reads it, not we
    "KFCHECK_LISTEN": lambda text, *_: {"listen": _listen(text)},
    "KFCHECK_MAX_AGE": lambda text, *_: {"max_age": positive_seconds(text)},
    "KFCHECK_READY_CHECKS": lambda text, _, ids: {"ready_checks": _names(text, ids)},
    "KFCHECK_TOKEN": lambda *_: {},  # `kfcheck serve` reads it: no secret stands in a contract
    "KFCHECK_TOKEN_FILE": lambda text, *_: {"token_file": _absolute(text)},
}


def _text(what: str) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise Mistake(f"must be {what}")
        return value

    return parse


def _number(kind: type, what: str, low: float, high: float) -> Callable[[Any], Any]:
    def parse(value: Any) -> Any:
        if type(value) not in (kind, int) or not low <= value <= high:
            raise Mistake(f"must be {what}")
        return value

    return parse


_BYTES = _number(int, "a size: a whole number of bytes, 0 or more", 0, 1 << 62)
_EXPECT: dict[str, Callable[[Any], Any]] = {
    "user": _text("a user name"),
    "uid": _number(int, f"a UID: a whole number from 0 to {2**32 - 2}", 0, 2**32 - 2),
    "home": _absolute,
    "port": _number(int, "a port: a whole number from 1 to 65535", 1, 65535),
    "platform": _choice("auto", *PLATFORMS),
    "kind": _choice("auto", *KINDS),
    "expect_gpu": lambda value: _expect_gpu(_text('a text such as "nvidia:1"')(value)),
}
_LIMITS: dict[str, Callable[[Any], Any]] = {
    "home_warn_bytes": _BYTES,
    "home_warn_share": _number(float, "a share: a number from 0 to 1, such as 0.05", 0, 1),
    "home_fail_bytes": _BYTES,
    "home_low_bytes": _BYTES,
    "timeout": positive_seconds,
}


def _apply_file(contract: Contract, path: str, ids: list[str], problems: list[str]) -> Contract:
    try:
        raw = _content(path)
    except (FileNotFoundError, NotADirectoryError):
        return contract
    except OSError as problem:
        problems.append(f"{path}: cannot be read: {problem.strerror}")
        return contract
    except Mistake as wrong:
        problems.append(f"{path}: {wrong}")
        return contract
    tables = _parse(raw, path, problems)
    values: dict[str, Any] = {}
    known = {"expect": _EXPECT, "limits": _LIMITS}
    for table, content in tables.items():
        if table not in (*known, "skip", "severity") or not isinstance(content, dict):
            near = suggest(table, [*known, "skip", "severity"])
            problems.append(
                f"{path}: [{table}] is not a known table{near}; use [expect], [limits], [skip] or [severity]"
            )
            continue
        for name, value in content.items():
            where = f"{path}: [{table}] {name}"
            try:
                if table in known and name not in known[table]:
                    problems.append(f"{where} is not known{suggest(name, list(known[table]))}")
                elif table in known:
                    values[name] = known[table][name](value)
                elif isinstance(value, dict):
                    problems += [f"{where}.{part}: {_quotes(name, part, table)}" for part in value]
                else:
                    check_names([name], ids)
                    parse = _text("the reason, in words") if table == "skip" else _choice(*SEVERITIES)
                    values.setdefault(table, {})[name] = parse(value)
            except Mistake as wrong:
                problems.append(f"{where} = {value!r}: {wrong}")
    return contract._replace(**values, stated=isinstance(tables.get("expect"), dict))


def _quotes(name: str, part: str, table: str) -> str:
    """TOML takes a dot outside of quotes for a table within a table."""
    example = "the reason" if table == "skip" else "warn"
    return f'the name has a dot, so it needs quotes: "{name}.{part}" = "{example}"'


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


def _parse(raw: bytes, path: str, problems: list[str]) -> dict[str, Any]:
    # imported here: 5 ms that only an image with this file pays
    if sys.version_info >= (3, 11):
        import tomllib  # noqa: PLC0415 - see above
    else:
        import tomli as tomllib  # noqa: PLC0415 - see above
    try:
        return tomllib.loads(raw.decode())
    except (ValueError, RecursionError) as problem:  # no TOML, no UTF-8, a number of 5,000 digits
        problems.append(f"{path}: is not valid TOML: {problem}")
        return {}
