"""The report as JSON: the document that every other face is made from."""

import json

from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.model import ImageReport, Report


def render(report: Report) -> str:
    """One document in ASCII, so that no locale and no hostile file name can break it."""
    return json.dumps(encode(report), indent=2) + "\n"


def compact(report: Report) -> bytes:
    """The same on one line, for programs: indenting is done in Python, and takes longer than judging."""
    return json.dumps(encode(report)).encode()


def render_image(image: ImageReport) -> str:
    """As `render`, for an image."""
    return json.dumps(encode(image), indent=2) + "\n"
