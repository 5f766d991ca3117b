"""What is shown: one pure function a format, ``render(report) -> str``."""

from collections.abc import Callable

from jupyter_kfcheck.model import Report
from jupyter_kfcheck.render import json, markdown, text

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text.render,
    "json": json.render,
    "markdown": markdown.render,
}
