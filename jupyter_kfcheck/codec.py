"""Named tuples to JSON and back, strictly: what a document lacks or has too much of is named."""

import types
from enum import Enum
from typing import Any, Union, get_args, get_origin

from jupyter_kfcheck.model import Unknown

LARGEST = 1 << 96  # of a byte count that a file system may invent


class DecodeError(ValueError):
    """A document that does not have the shape asked for. The message names the place and the mistake."""


def encode(value: Any) -> Any:
    """Turn named tuples, enums and tuples into what ``json`` writes; `Unknown` becomes ``{"unknown": …}``."""
    if isinstance(value, Unknown):
        return {"unknown": value.reason, "errno": value.errno}
    if is_record(type(value)):
        return {name: encode(field) for name, field in zip(value._fields, value, strict=True)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [encode(v) for v in value]
    if isinstance(value, dict):
        return {k: encode(v) for k, v in value.items()}
    return value


def decode(kind: Any, data: Any, where: str = "$") -> Any:
    """Turn JSON ``data`` into a value of the annotated type ``kind``.

    Raises `DecodeError` on the first place where the data does not fit. Annotations must be real
    types, not strings, so the modules that define them do without ``from __future__ import annotations``.
    """
    origin = get_origin(kind)
    if kind is Any:
        return data
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(kind), data, where)
    if kind is Unknown:
        return _decode_unknown(data, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _decode_enum(kind, data, where)
    if is_record(kind):
        return _decode_record(kind, data, where)
    if origin is tuple or origin is list:
        items = [decode(get_args(kind)[0], v, f"{where}[{i}]") for i, v in enumerate(_expect(list, data, where))]
        return origin(items)
    if origin is dict:
        return {k: decode(get_args(kind)[1], v, f"{where}.{k}") for k, v in _expect(dict, data, where).items()}
    if kind in (int, float) and type(data) in (int, float):
        data = _number(kind, data, where)
    return _expect(kind, data, where)


def is_record(kind: Any) -> bool:
    """Whether ``kind`` is the class of a named tuple."""
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def fields(kind: Any) -> dict[str, Any]:
    """The fields of a named tuple's class, in order, with their annotated types."""
    annotations = kind.__annotations__
    return {name: annotations[name] for name in kind._fields}


def _expect(kind: type, data: Any, where: str) -> Any:
    if type(data) is not kind:  # bool is an int to isinstance, not here
        raise DecodeError(f"{where}: expected {kind.__name__}, found {type(data).__name__}")
    return data


def _number(kind: type, data: float, where: str) -> float:
    """A number that can be computed with: Python's JSON has NaN, infinities and integers of any size."""
    if not -LARGEST <= data <= LARGEST:  # NaN is neither
        raise DecodeError(f"{where}: {data if isinstance(data, float) else 'a number of such a size'} cannot be judged")
    return float(data) if kind is float else data


def _decode_enum(kind: type[Enum], data: Any, where: str) -> Enum:
    try:
        return kind(data)
    except ValueError:
        raise DecodeError(f"{where}: expected one of {', '.join(str(e.value) for e in kind)}") from None


def _decode_union(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    """The first alternative that fits; of several misfits the deepest message, which names the real mistake."""
    problems: list[DecodeError] = []
    for kind in kinds:
        try:
            return decode(kind, data, where)
        except DecodeError as problem:
            problems.append(problem)
    raise max(problems, key=lambda p: len(str(p).split(":", 1)[0]))


def _decode_unknown(data: Any, where: str) -> Unknown:
    if not isinstance(data, dict) or set(data) != {"unknown", "errno"}:
        raise DecodeError(f'{where}: expected {{"unknown": …, "errno": …}}')
    return Unknown(
        _expect(str, data["unknown"], f"{where}.unknown"), decode(int | None, data["errno"], f"{where}.errno")
    )


def _decode_record(kind: Any, data: Any, where: str) -> Any:
    _expect(dict, data, where)
    known = fields(kind)
    for name in data:
        if name not in known:
            raise DecodeError(f"{where}: no field {name!r} in {kind.__name__}")
    for name in known:
        if name not in data and name not in kind._field_defaults:
            raise DecodeError(f"{where}: field {name!r} is missing")
    return kind(**{name: decode(known[name], value, f"{where}.{name}") for name, value in data.items()})
