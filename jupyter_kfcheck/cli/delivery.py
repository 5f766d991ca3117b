"""Delivering a report: one document to stdout, more to files, GitHub's step summary beside its annotations."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

from jupyter_kfcheck.cli.common import DeliveryError, Output, write_stdout
from jupyter_kfcheck.cli.fold import width
from jupyter_kfcheck.contract.values import suggest
from jupyter_kfcheck.render import text
from jupyter_kfcheck.render.formats import Format

SUMMARY = "GITHUB_STEP_SUMMARY"  # the variable that names GitHub's file; each step appends to it
GITHUB, HTML, MARKDOWN, TEXT = "github", "html", "markdown", "text"


def output_type(formats: Mapping[str, Format]) -> Callable[[str], Output]:
    """What reads one ``--output FORMAT=PATH`` of these formats."""

    def read(value: str) -> Output:
        name, _, path = value.partition("=")
        offered = [form.name for form in formats.values() if form.file]
        if name in formats and name not in offered:
            raise argparse.ArgumentTypeError(f"{name} is read from a job's log, not from a file; use --format {name}")
        if name not in formats:
            raise argparse.ArgumentTypeError(
                f"there is no format {name!r}{suggest(name, offered)}; formats: {', '.join(offered)}"
            )
        if not path:
            raise argparse.ArgumentTypeError(f"{value!r} has no path; write FORMAT=PATH, such as json=/tmp/report.json")
        if not os.path.isdir(os.path.dirname(path) or "."):
            raise argparse.ArgumentTypeError(f"there is no directory {os.path.dirname(path)!r}")
        return Output(name, path)

    return read


def mistakes(outputs: Sequence[Output], form: str) -> list[str]:
    """A sentence for each path that two outputs would write, and one where a format cannot be drawn here."""
    paths = [output.path for output in outputs]
    found = [f"--output: {path} is given twice" for path in sorted({p for p in paths if paths.count(p) > 1})]
    if HTML in {form, *(output.format for output in outputs)} and find_spec("jinja2") is None:
        found.append("html needs Jinja2 to be drawn: `pip install jinja2`; or take another format")
    return found


def deliver(
    outputs: Sequence[Output], form: str, draw: Callable[[str], str], drawn: Callable[[text.Style], str]
) -> None:
    """Write every document asked for, even where one of them cannot be. Raises `DeliveryError` with all problems.

    ``draw`` draws the report in a format of that name, ``drawn`` as text for this terminal.
    """
    works: list[Callable[[], None]] = [_file(output, draw) for output in outputs]
    works.append(lambda: write_stdout(drawn(style()) if form == TEXT else draw(form)))
    if form == GITHUB and (path := os.environ.get(SUMMARY)):
        works.append(lambda: _append(path, draw(MARKDOWN)))
    problems = []
    for work in works:
        try:
            work()
        except DeliveryError as problem:
            problems.append(str(problem))
    if problems:
        raise DeliveryError("; ".join(problems))


def _file(output: Output, draw: Callable[[str], str]) -> Callable[[], None]:
    return lambda: output.write(draw(output.format))


def _append(path: str, document: str) -> None:
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(document)
    except OSError as problem:
        raise DeliveryError(f"cannot write {path} ({SUMMARY}): {problem.strerror}") from None


def style() -> text.Style:
    """What the terminal behind stdout can show."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    utf8 = _utf8_locale()
    return text.Style(colour=terminal and not plain, symbols=terminal and utf8, ascii=not utf8, width=min(width(), 100))


def _utf8_locale() -> bool:
    """Whether the user's locale is UTF-8. Python itself turns an unset one into LC_CTYPE=C.UTF-8 (PEP 538)."""
    ctype, lang = os.environ.get("LC_CTYPE", ""), os.environ.get("LANG", "")
    if ctype == "C.UTF-8" and lang in ("", "C", "POSIX"):
        ctype = ""
    chosen = os.environ.get("LC_ALL") or ctype or lang
    return chosen.lower().replace("-", "").endswith("utf8")
