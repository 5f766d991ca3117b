"""Text that fits the reader's terminal."""

import os
import re
from textwrap import wrap

LEAST, USUAL = 40, 80
_ITEM = re.compile(r"- |\d+\. ")


def width() -> int:
    """Columns: as ``COLUMNS`` says, else of the terminal behind stdout, else 80. Never less than `LEAST`."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns):
        return max(int(columns), LEAST)
    try:  # by os, not by shutil, which loads four compression libraries
        return max(os.get_terminal_size(1).columns or USUAL, LEAST)
    except OSError:
        return USUAL


def rows(pairs: list[tuple[str, str]], columns: int) -> str:
    """A line for each pair; where the second part is too long it goes on below its own beginning."""
    left = max(len(name) for name, _ in pairs) + 2
    return "".join(f"{fold(f'{name:<{left}}{words}', columns, ' ' * left)}\n" for name, words in pairs)


def page(text: str, columns: int) -> str:
    """A page of plain text anew: paragraphs and list items are folded; headings and indented commands are not."""
    return "".join(_block(block, columns) for block in re.split(r"(\n{2,})", text))


def _block(block: str, columns: int) -> str:
    if not block.strip() or block.startswith(("#", "    ", "```")):
        return block
    end = "\n" if block.endswith("\n") else ""
    pieces: list[str] = []
    for line in block.splitlines():
        if _ITEM.match(line) or not pieces or (pieces[-1].endswith(":") and line.startswith(" ")):
            pieces.append(line)
        else:
            pieces[-1] += " " + line.strip()
    return "\n".join(fold(piece, columns, "  " if _ITEM.match(piece) else "") for piece in pieces) + end


def fold(words: str, columns: int, margin: str) -> str:
    """Lines of at most ``columns``; what is in backticks, a path or an option is never broken."""
    hold = re.sub(r"`[^`]*`", lambda command: command[0].replace(" ", "\0"), words)
    kept = hold if max(map(len, hold.split())) <= columns - len(margin) else words
    return "\n".join(
        wrap(kept, columns, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)
    ).replace("\0", " ")
