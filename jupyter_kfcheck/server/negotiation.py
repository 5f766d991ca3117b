"""Which of the offered formats a client prefers. RFC 9110, section 12.5.1."""

from jupyter_kfcheck.render.formats import Format

EXPLAIN_FORMATS = (
    Format("text", "text/plain"),
    Format("markdown", "text/markdown"),
    Format("html", "text/html"),
)
"""What an explanation is offered in."""


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
