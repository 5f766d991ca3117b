"""What `/etc/kfcheck.toml` says: its tables, their keys and the mistakes in them."""

import sys
from collections.abc import Callable
from typing import Any

from jupyter_kfcheck.contract import KINDS
from jupyter_kfcheck.contract.values import (
    Mistake,
    absolute,
    check_names,
    choice,
    expect_gpu,
    nonempty,
    number,
    positive_seconds,
    suggest,
)
from jupyter_kfcheck.platforms import PLATFORMS

SEVERITIES = ("warn", "fail")

_BYTES = number(int, "a size: a whole number of bytes, 0 or more", 0, 1 << 62)
EXPECT: dict[str, Callable[[Any], Any]] = {
    "user": nonempty("a user name"),
    "uid": number(int, f"a UID: a whole number from 0 to {2**32 - 2}", 0, 2**32 - 2),
    "home": absolute,
    "port": number(int, "a port: a whole number from 1 to 65535", 1, 65535),
    "platform": choice("auto", *PLATFORMS),
    "kind": choice("auto", *KINDS),
    "expect_gpu": lambda value: expect_gpu(nonempty('a text such as "nvidia:1"')(value)),
}
LIMITS: dict[str, Callable[[Any], Any]] = {
    "home_warn_bytes": _BYTES,
    "home_warn_share": number(float, "a share: a number from 0 to 1, such as 0.05", 0, 1),
    "home_fail_bytes": _BYTES,
    "home_low_bytes": _BYTES,
    "timeout": positive_seconds,
}


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise Mistake('must be a list of check ids or categories, such as ["home.writable"]')
    return tuple(value)


ENDPOINT: dict[str, Callable[[Any], Any]] = {"max_age": positive_seconds, "ready_checks": _texts}


def stated(raw: bytes, path: str, ids: list[str], problems: list[str]) -> dict[str, Any]:
    """The fields of a `Contract` that the file's content ``raw`` sets; its mistakes are added to ``problems``."""
    tables = _parse(raw, path, problems)
    values: dict[str, Any] = {}
    known = {"expect": EXPECT, "limits": LIMITS, "endpoint": ENDPOINT}
    for table, content in tables.items():
        if table not in (*known, "skip", "severity") or not isinstance(content, dict):
            near = suggest(table, [*known, "skip", "severity"])
            problems.append(
                f"{path}: [{table}] is not a known table{near}; "
                "use [expect], [limits], [endpoint], [skip] or [severity]"
            )
            continue
        for name, value in content.items():
            where = f"{path}: [{table}] {name}"
            try:
                if table in known and name not in known[table]:
                    problems.append(f"{where} is not known{suggest(name, list(known[table]))}")
                elif table in known:
                    meant = known[table][name](value)
                    check_names(list(meant) if name == "ready_checks" else [], ids)
                    values[name] = meant
                elif isinstance(value, dict):
                    problems += [f"{where}.{part}: {_quotes(name, part, table)}" for part in value]
                else:
                    check_names([name], ids)
                    parse = nonempty("the reason, in words") if table == "skip" else choice(*SEVERITIES)
                    values.setdefault(table, {})[name] = parse(value)
            except Mistake as wrong:
                problems.append(f"{where} = {_shown(value)}: {wrong}")
    return values | {"stated": isinstance(tables.get("expect"), dict)}


def _shown(value: Any) -> str:
    try:
        return repr(value)
    except ValueError:  # Python writes no number of more than 4,300 digits; in hexadecimal it reads one
        return "a number with too many digits"


def _quotes(name: str, part: str, table: str) -> str:
    """TOML takes a dot outside of quotes for a table within a table."""
    example = "the reason" if table == "skip" else "warn"
    return f'the name has a dot, so it needs quotes: "{name}.{part}" = "{example}"'


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
