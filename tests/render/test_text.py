import re

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.checks import CHECKS
from jupyter_kfcheck.facts.home import Bulk, Directory, Space, Trial
from jupyter_kfcheck.render.safe import printable
from jupyter_kfcheck.render.text import Style, render
from jupyter_kfcheck.run import runner
from tests.build import CONTRACT, EMPTY_DIR, HEALTHY, facts, mounted

TERMINAL = Style(colour=True, symbols=True, ascii=False, width=80)


PLAIN = Style()


def shown(found=HEALTHY, style=PLAIN):
    report = runner.judge(found, CONTRACT, runner.select(["user", "home"], [], "startup"), "startup", 0.0)
    return render(report._replace(duration_seconds=0.06), style)


BROKEN = facts(
    home={
        "trials": (Trial("/home/jovyan", 0, 0, 0o755, "create", 13),),
    },
    mounts=mounted(EMPTY_DIR),
)


def test_a_healthy_report_reads_like_agreement():
    text = shown()
    assert text.split("\n\n")[0].split("\n") == [
        f"Kubeflow notebook check {__version__} - Kubeflow v1 - jupyter - jovyan (1000:0)",
        "  /notebook/team-a/demo - demo-0 - 1970-01-01 00:00 UTC",
    ]
    assert re.search(r"\n  ok    runs as jovyan {40,}user\.name\n", text)
    assert re.search(r"\n  ok    has 5\.0 GiB and 300,000 inodes free +home\.space\n", text)
    assert all(check.id in text for check in CHECKS if check.category in ("user", "home"))
    assert re.search(r"\n\d+ passed in 0\.06 s\n$", text)


def test_a_failure_is_followed_by_its_cause_and_its_remedy():
    lines = shown(BROKEN).splitlines()
    at = next(i for i, line in enumerate(lines) if "FAIL" in line)
    assert re.fullmatch(r"  FAIL  /home/jovyan cannot be written: permission denied +home\.writable", lines[at])
    assert "it belongs to root:root, mode 0755" in lines[at + 1]
    assert "platform  Set `fsGroup: 100`" in " ".join(lines[at + 2 : at + 4])
    assert re.match(r"2 problems, \d+ passed in 0\.06 s", lines[-1])
    assert lines[-1].endswith("kfcheck explain home.writable")


def test_no_line_is_wider_than_the_terminal():
    for width in (40, 80):
        for line in shown(BROKEN, Style()._replace(width=width)).splitlines()[:-1]:
            assert len(line) <= width or len(line.split()) == 1 or "Kubeflow notebook check" in line


def test_symbols_and_colours_are_for_those_who_can_see_them():
    assert "\x1b[31m×\x1b[0m" in shown(BROKEN, TERMINAL)  # noqa: RUF001 - the symbol
    assert "\x1b" not in shown(BROKEN, Style(symbols=True, ascii=False))
    assert shown(BROKEN).isascii()


def test_hostile_names_cannot_write_to_the_terminal():
    evil = "/home/\x1b]0;owned\x07\u202e\udcff\nPASS"
    for style in (Style(), TERMINAL):
        text = shown(facts(home={"directory": Directory(evil, evil)}), style._replace(colour=False))
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "\u202e" not in text
        assert "\nPASS" not in text
        text.encode()


def test_printable_shows_what_it_replaced():
    assert printable("a\x1bb\udcffc\u202ed") == "a\\x1bb\\xffc\\u202ed"
    assert printable("größer 10 €") == "größer 10 €"


def test_what_is_left_out_for_one_reason_shares_a_row_and_shows_its_ids():
    text = shown(facts(home={"directory": Directory(None, None)}))
    row = " ".join(text[text.index("  skip  HOME is not set") :].split())
    assert row.startswith("skip HOME is not set home.writable, home.persistent, home.space, home.seed")


def test_consequences_stand_under_their_cause_and_are_counted_apart():
    cache = (Bulk("/home/jovyan/.cache", 9 << 20, True),)
    full = facts(home={"trials": (), "space": Space(0, 1 << 30, 5, 10), "bulk": cache})
    lines = shown(full).splitlines()
    at = next(i for i, line in enumerate(lines) if "FAIL" in line)
    assert "/home/jovyan is full: 0 bytes free of 1.0 GiB" in lines[at]
    assert lines[at].endswith("home.space")
    below = " ".join(" ".join(lines[at + 1 : at + 7]).split())
    assert (
        "/home/jovyan/.cache holds 9.0 MiB you Delete these only if you do not need them: `rm -rf /home/jovyan/.cache`."
        in below
    )
    assert "-> so /home/jovyan cannot be written" in below
    assert lines[-1].startswith("1 problem (1 consequence), ")
    assert lines[-1].endswith("kfcheck explain home.space")
