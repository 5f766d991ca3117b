"""Whatever lies in the state directory: nothing raises, a probe answers, and only a sound report is adopted."""

import json
import logging
import os
import time
from datetime import datetime, timedelta, timezone

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from prometheus_client import generate_latest
from prometheus_client.registry import CollectorRegistry

from jupyter_kfcheck.child import processes
from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.model import Status
from jupyter_kfcheck.probe import main as probe
from jupyter_kfcheck.render.formats import SERVER_FORMATS
from jupyter_kfcheck.server.metrics import ReportCollector
from jupyter_kfcheck.server.reports import Reports, Settings
from jupyter_kfcheck.state import documents, presence, reading
from tests import reports
from tests.damage import damaged
from tests.tools import ROOT

LOG = logging.getLogger("test")
EACH = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CHECKS = reports.result("home.writable", Status.FAIL), reports.result("gpu.visible", Status.SKIP)
ME = processes.read(os.getpid())
SERVER = {"url": "http://127.0.0.1:9/a/", "ready_checks": ["home"], "pid": ME.pid, "start": ME.start}
SERVE = SERVER | {"kind": "codeserver", "port": 9}
SCHEMA = json.loads((ROOT / "jupyter_kfcheck/report.schema.json").read_text())


def fresh() -> dict:
    now = (datetime.now(timezone.utc) - timedelta(seconds=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return encode(reports.report(*CHECKS, phase="startup", started_at=now))


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.setenv("KFCHECK_STATE_DIR", str(tmp_path / "state"))


@EACH
@given(document=damaged(fresh()))
def test_a_damaged_start_up_report_is_passed_over_or_can_be_shown(document):
    documents.save(documents.STARTUP, document)
    store = Reports(Settings(max_age=86400, ready_checks=frozenset(["home"])), LOG)
    store.adopt()
    if store.latest is None:
        return
    jsonschema.validate(json.loads(store.latest.body("", SERVER_FORMATS[0], detail=True).content), SCHEMA)
    for part in ("", "home", "home.writable"):
        for form in SERVER_FORMATS:
            for detail in (True, False):
                store.latest.body(part, form, detail=detail)
    registry = CollectorRegistry()
    registry.register(ReportCollector(store))
    assert b"kfcheck_status 2.0" in generate_latest(registry)
    assert not store.ready


def test_the_sound_one_is_adopted_and_the_probes_say_why():
    """So that the test above is about something."""
    documents.save(documents.STARTUP, json.dumps(fresh()).encode())
    store = Reports(Settings(), LOG)
    store.adopt()
    assert store.latest.report.status is Status.FAIL


@EACH
@given(server=damaged(SERVER), serve=damaged(SERVE), report=damaged(fresh()), startup=damaged(fresh()))
def test_a_probe_answers_with_a_sentence_whatever_lies_there(server, serve, report, startup):
    for name, document in zip(
        (documents.SERVER, documents.SERVE, documents.REPORT, documents.STARTUP),
        (server, serve, report, startup),
        strict=True,
    ):
        documents.save(name, document)
    presence.find()
    for which in probe.WORDS:
        good, line = probe.probe(which)
        assert isinstance(good, bool)
        assert line.isprintable()
        assert probe.WORDS[which] in line
        assert "itself failed" not in line


@EACH
@given(server=damaged(SERVER))
def test_a_damaged_word_of_an_earlier_server_does_not_keep_this_one_silent(server):
    documents.save(documents.SERVER, server)
    presence.announce("http://127.0.0.1:8888/", [], os.getpid())
    assert presence.find().pid == os.getpid()


def test_the_probe_goes_by_the_ide_where_it_fails_itself(monkeypatch):
    monkeypatch.setattr(probe.reading, "announced", lambda _: 1 / 0)
    monkeypatch.setattr(probe, "ide", lambda: ("codeserver", 9))
    good, line = probe.probe("livez")
    assert not good
    assert line.startswith("not live: nothing listens on port 9")
    monkeypatch.setattr(probe, "_answers", lambda *_: (True, "code-server answers /healthz"))
    assert probe.probe("livez")[1].startswith("live: code-server answers /healthz; kfcheck probe itself failed: Zero")
    monkeypatch.setattr(probe, "ide", lambda: 1 / 0)
    assert probe.probe("readyz")[0], "what cannot be told restarts nobody"


def test_the_newest_sound_document_wins(tmp_path, monkeypatch):
    """Saved to /tmp because /run was full, it is read although an older one lies in /run."""
    first, second = str(tmp_path / "run"), str(tmp_path / "tmp")
    monkeypatch.setattr(documents, "places", lambda: [second])
    later = json.dumps(fresh() | {"kind": "codeserver"}).encode()
    documents.save(documents.STARTUP, later)
    monkeypatch.setattr(documents, "places", lambda: [first])
    monkeypatch.setattr(reading, "places", lambda: [first, second])
    documents.save(documents.STARTUP, json.dumps(fresh()).encode())
    _dated(first, -60)
    assert documents.load(documents.STARTUP) == later
    _dated(second, -120)
    assert documents.load(documents.STARTUP) != later
    documents.save(documents.STARTUP, b"{")  # the newer one is damaged
    store = Reports(Settings(), LOG)
    store.adopt()
    assert store.latest.report.kind == "codeserver"


def _dated(place: str, seconds: float) -> None:
    moment = time.time() + seconds
    os.utime(f"{place}/{documents.STARTUP}", (moment, moment))
