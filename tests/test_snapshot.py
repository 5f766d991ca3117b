"""A report as it is kept: its parts, its readiness, and that it is drawn once."""

import json

import pytest

from jupyter_kfcheck.child.broken import broken
from jupyter_kfcheck.model import Status
from jupyter_kfcheck.render.formats import SERVER_FORMATS, Format
from jupyter_kfcheck.server.snapshot import Snapshot
from tests.reports import report, result

JSON = SERVER_FORMATS[0]
MIXED = report(
    result("user.name"),
    result("home.path"),
    result("home.writable", Status.FAIL),
    result("home.space", Status.WARN),
    result("gpu.visible", Status.SKIP),
)


def part(name: str, *, detail=True):
    body = Snapshot(MIXED, 0).body(name, JSON, detail=detail)
    return body and json.loads(body.content)


def test_the_whole_and_its_parts():
    assert [c["id"] for c in part("")["checks"]] == [c.id for c in MIXED.checks]
    assert [c["id"] for c in part("home")["checks"]] == ["home.path", "home.writable", "home.space"]
    assert [c["id"] for c in part("home.space")["checks"]] == ["home.space"]
    assert part("home.inodes") is None
    assert part("hom") is None


@pytest.mark.parametrize(
    ("name", "status"), [("", "fail"), ("home", "fail"), ("home.space", "warn"), ("user", "pass"), ("gpu", "skip")]
)
def test_a_part_has_a_status_and_counts_of_its_own(name, status):
    assert part(name)["status"] == status
    assert sum(part(name)["counts"].values()) == len(part(name)["checks"])
    assert part(name, detail=False) == {"status": status}


def test_each_face_is_drawn_once(monkeypatch):
    drawn = []
    monkeypatch.setattr(Format, "encode", lambda form, _report, _part: drawn.append(form.name) or b"x")
    kept = Snapshot(MIXED, 0)
    for _ in range(3):
        for form in SERVER_FORMATS:
            kept.body("home", form, detail=True)
    assert drawn == [form.name for form in SERVER_FORMATS]


def test_parts_that_do_not_exist_are_not_remembered():
    kept = Snapshot(MIXED, 0)
    for number in range(100):
        assert kept.body(f"x{number}", JSON, detail=True) is None
    assert not kept._bodies


@pytest.mark.parametrize(
    ("names", "ready"),
    [
        ([], True),
        (["user.name"], True),
        (["home.space"], True),
        (["gpu.visible", "home.path"], True),
        (["home.writable"], False),
        (["home"], False),
        (["user", "home.writable"], False),
    ],
)
def test_ready_is_what_was_asked_to_be_well(names, ready):
    assert Snapshot(MIXED, 0).ready(frozenset(names)) is ready


def test_after_a_broken_run_nobody_knows():
    kept = Snapshot(broken("crashed", None, 0.0, 1.0), 0)
    assert kept.ready(frozenset())
    assert not kept.ready(frozenset(["user.name"]))


def test_an_error_is_not_ready():
    assert not Snapshot(report(result("home.path", Status.ERROR)), 0).ready(frozenset(["home.path"]))
