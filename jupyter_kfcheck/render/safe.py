"""Bytes from a user are hostile: file names and environment values can hold control sequences."""

import re

# The one list for every face; labextension/src/printable.ts has it for the panel, and a test holds them equal:
# controls, line ends, what turns the direction of writing, blanks and joiners without width, fillers, tags, and halves
# of characters, as which undecodable bytes are kept.
HOSTILE = (
    r"\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    r"\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_HOSTILE = re.compile(f"[{HOSTILE}]")


def printable(text: str) -> str:
    """The text on one line, with characters that nobody sees, or that change what is seen, made visible."""
    return _HOSTILE.sub(lambda m: _escape(m[0]), text)


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # an undecodable byte, as os.fsdecode keeps it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
