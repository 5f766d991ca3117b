"""One list of hostile characters for every face: none of them reaches a reader as it is."""

import re
import sys
import unicodedata

import pytest

from jupyter_kfcheck.model import Advice, Container, Report, Result, Status
from jupyter_kfcheck.render import html
from jupyter_kfcheck.render.formats import COMMAND_FORMATS, SERVER_FORMATS
from jupyter_kfcheck.render.safe import HOSTILE, printable
from jupyter_kfcheck.startup import termination

INVISIBLE = {
    chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) in ("Cc", "Cf", "Zl", "Zp", "Cs")
}
FILLERS = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u3164", "\uffa0", "\U000e0100"}
ALL = {chr(c) for c in range(sys.maxunicode + 1) if re.fullmatch(f"[{HOSTILE}]", chr(c))}
LINES = {"\n"}


def test_it_has_all_that_unicode_calls_invisible():
    assert INVISIBLE | FILLERS <= ALL
    assert {"\u202e", "\x1b", "\u061c", "\ufeff", "\xad"} <= ALL
    assert not ALL & set("größer 中文 عربي עברית हिन्दी 한국어 😀 `$'\"<>&\u00a0")


def test_what_is_escaped_can_be_read_and_nothing_else_changes():
    for char in ALL:
        assert re.fullmatch(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})", printable(char)), ascii(char)
    assert printable("größer 中文 😀") == "größer 中文 😀"


PAST = sys.maxunicode
ENDS = sorted(c for c in ALL if c < " " or not {chr(ord(c) - 1), chr(min(ord(c) + 1, PAST))} <= ALL)
BAD = "a" + "".join(ENDS) + "b"


def hostile(status: Status) -> Result:
    return Result(
        id=f"home.{BAD}",
        category=BAD,
        title=BAD,
        status=status,
        summary=BAD,
        evidence={BAD: BAD, "detail": BAD, "list": [BAD, {BAD: BAD}], "table": [[BAD]]},
        remedies=[Advice("user", f"{BAD} `{BAD}`"), Advice(BAD, BAD)],
        remedy=BAD,
        remedy_by=BAD,
        observed_at="2026-01-31T12:00:00Z",
    )


REPORT = Report(
    schema_version=1,
    kfcheck_version=BAD,
    status=Status.FAIL,
    phase="running",
    kind=BAD,
    platform=BAD,
    started_at="2026-01-31T12:00:00Z",
    duration_seconds=0.1,
    counts={status.value: 1 for status in Status},
    container=Container(BAD, 1, 1, [1], BAD, BAD, BAD, BAD, BAD, base_url=BAD, cors_allow_origin=BAD),
    checks=[hostile(status) for status in Status],
)


@pytest.mark.parametrize("name", COMMAND_FORMATS)
def test_no_face_of_the_command_lets_one_through(name):
    assert not set(COMMAND_FORMATS[name].draw(REPORT)) & (ALL - LINES)


@pytest.mark.parametrize("form", SERVER_FORMATS, ids=lambda form: form.name)
def test_no_face_of_the_server_lets_one_through(form):
    assert not set(form.encode(REPORT, "").decode()) & (ALL - LINES)


def test_neither_does_the_page_nor_the_message_that_a_pod_leaves():
    assert not set(html.served(REPORT)) & (ALL - LINES)
    assert not set(termination.message(REPORT)) & ALL
