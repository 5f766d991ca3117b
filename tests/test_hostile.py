"""One list of characters that nobody sees, or that change what is seen: the panel has the same as every other face."""

import re
import sys

from jupyter_kfcheck.render.safe import printable
from tests.tools import ROOT

PANEL = ROOT / "labextension" / "src" / "printable.ts"
CHARACTER = r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]+)\}"


def shown_by_the_panel() -> set[int]:
    """The code points in the panel's list."""
    (body,) = re.findall(r"^const HOSTILE =\s+/\[(.*)\]/gu;$", PANEL.read_text("utf-8"), re.MULTILINE)
    ranges = re.fullmatch(rf"(?:(?:{CHARACTER})(?:-(?:{CHARACTER}))?)+", body)
    assert ranges, f"not a list of escapes and ranges: {body}"
    found: set[int] = set()
    for first, last in re.findall(r"(\\[^\\-]+)(?:-(\\[^\\-]+))?", body):
        low, high = (int(re.sub(r"[^0-9a-f]", "", end[2:]), 16) for end in (first, last or first))
        found |= set(range(low, high + 1))
    return found


def test_the_panel_has_the_same_list():
    everywhere = {code for code in range(sys.maxunicode + 1) if printable(chr(code)) != chr(code)}
    differing = sorted(hex(code) for code in everywhere ^ shown_by_the_panel())
    assert not differing, f"{PANEL.name} and render/safe.py differ on {differing[:20]}: change both"
