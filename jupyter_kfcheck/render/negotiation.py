"""The formats an endpoint offers, and which of them a client prefers. RFC 9110, section 12.5.1."""

from importlib import import_module
from typing import NamedTuple

from jupyter_kfcheck.model import Report, Status


class Format(NamedTuple):
    """A name for ``?format=``, a media type, and the module in `render` that draws it, imported when used."""

    name: str
    media: str
    module: str = ""

    @property
    def content_type(self) -> str:
        """The header's value; JSON has no charset of its own."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media

    def render(self, report: Report) -> bytes:
        """Draw a report. A name from a broken disk may hold bytes that are no UTF-8: those are escaped."""
        drawn: str = import_module(f"jupyter_kfcheck.render.{self.module}").render(report)
        return drawn.encode(errors="backslashreplace")

    def render_status(self, status: Status) -> bytes:
        """Draw a mere status, which is all that a caller without credentials gets."""
        word = status.value
        if self.name == "health":
            from jupyter_kfcheck.render.health import STATUS  # noqa: PLC0415 - drawn when asked for, as in `render`

            word = STATUS[status]
        return f'{{"status": "{word}"}}\n'.encode() if "json" in self.media else f"{word}\n".encode()


REPORT_FORMATS = (
    Format("json", "application/json", "json"),
    Format("health", "application/health+json", "health"),
    Format("text", "text/plain", "text"),
    Format("markdown", "text/markdown", "markdown"),
)
"""What a report is offered in, the server's favourite first."""

EXPLAIN_FORMATS = (
    Format("text", "text/plain"),
    Format("markdown", "text/markdown"),
    Format("html", "text/html"),
)


def negotiate(accept: str, offered: tuple[Format, ...]) -> Format | None:
    """The offered format that ``accept`` likes best, at a tie the first offered; None if it likes none."""
    ranges = [parsed for item in accept.split(",") if (parsed := _parse(item))]
    if not ranges:
        return offered[0]
    best, quality = None, 0.0
    for candidate in offered:
        liking = _quality(candidate.media, ranges)
        if liking > quality:
            best, quality = candidate, liking
    return best


def _parse(item: str) -> tuple[str, float] | None:
    """``text/html;level=1;q=0.7`` to (media range, quality). Malformed parts are passed over."""
    media, *parameters = (part.strip().lower() for part in item.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
            if not 0 <= quality <= 1:
                return None
    return (media, quality) if "/" in media else None


def _quality(media: str, ranges: list[tuple[str, float]]) -> float:
    """The quality that the most specific of ``ranges`` gives to ``media``."""
    liked = dict(ranges)
    for range_ in (media, media.partition("/")[0] + "/*", "*/*"):
        if range_ in liked:
            return liked[range_]
    return 0.0
