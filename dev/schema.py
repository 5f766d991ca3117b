"""The JSON Schemas of the report and of the report on an image, generated from the records of `model`."""

import json
import types
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from jupyter_kfcheck import model
from jupyter_kfcheck.codec import fields, is_record
from jupyter_kfcheck.model import SCHEMA_VERSION, ImageReport, Report

FILE = Path(model.__file__).with_name("report.schema.json")
IMAGE_FILE = FILE.with_name("image.schema.json")
_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def generate() -> dict[str, Any]:
    """The schema (draft 2020-12) of the report as JSON data."""
    return _document("report", Report)


def generate_image() -> dict[str, Any]:
    """The schema of what `kfcheck image --format json` writes."""
    return _document("report on an image", ImageReport)


def shipped(file: Path = FILE) -> dict[str, Any]:
    """The copy of the schema that the package carries; a test holds it equal to `generate`."""
    document: dict[str, Any] = json.loads(file.read_bytes())
    return document


def _document(name: str, kind: Any) -> dict[str, Any]:
    title = f"kfcheck {name}, schema_version {SCHEMA_VERSION}"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **_schema(kind)}


def _schema(kind: Any) -> dict[str, Any]:
    origin = get_origin(kind)
    if kind is Any:
        return {}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(k) for k in get_args(kind)]}
    if origin in (list, tuple):
        return {"type": "array", "items": _schema(get_args(kind)[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(get_args(kind)[1])}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if is_record(kind):
        return {
            "type": "object",
            "description": (kind.__doc__ or "").split("\n", 1)[0],
            "properties": {name: _schema(part) for name, part in fields(kind).items()},
            "required": list(fields(kind)),
            "additionalProperties": False,
        }
    return {"type": _SIMPLE[kind]}
