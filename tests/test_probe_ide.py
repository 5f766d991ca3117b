"""The exec probe beside an IDE that is no Jupyter: the IDE is asked, and never restarted for kfcheck's sake."""

import json
import os
import socket

import pytest

from jupyter_kfcheck.model import Advice, Status
from jupyter_kfcheck.probe import main as probe
from jupyter_kfcheck.probe import reasons
from jupyter_kfcheck.state import documents, presence, reading
from tests.reports import document, result
from tests.test_probe import answering, ok


@pytest.fixture(autouse=True)
def _state(tmp_path, monkeypatch):
    monkeypatch.setenv("KFCHECK_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(probe, "FILE", str(tmp_path / "no.toml"))


@pytest.fixture
def free():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def serving(url, port, kind="codeserver", ready_checks=()):
    """As `kfcheck serve` leaves it, by this process."""
    start = presence.read(os.getpid()).start
    said = {"url": url, "kind": kind, "port": port, "ready_checks": list(ready_checks), "pid": os.getpid()}
    documents.save(documents.SERVE, json.dumps(said | {"start": start}).encode())


@pytest.mark.parametrize(("which", "word"), list(probe.WORDS.items()))
def test_a_code_server_beside_which_nothing_of_ours_runs(which, word, monkeypatch):
    monkeypatch.setenv("KFCHECK_KIND", "codeserver")
    with answering(ok()) as (address, asked):
        monkeypatch.setattr(probe, "PORT", address[1])
        assert probe.probe(which) == (True, f"{word}: code-server answers /healthz; kfcheck serve is off")
    assert [line.split(b"\r\n")[0] for line in asked] == [b"GET /healthz HTTP/1.1"]  # all else would count as use


@pytest.mark.parametrize("kind", ["rstudio", "unknown"])
def test_another_ide_gets_a_connection_and_no_request(kind, monkeypatch):
    monkeypatch.setenv("KFCHECK_KIND", kind)
    with answering(ok()) as (address, asked):
        monkeypatch.setattr(probe, "PORT", address[1])
        good, line = probe.probe("livez")
    assert good
    assert f"accepts connections on port {address[1]}; kfcheck serve is off" in line
    assert asked in ([], [b""])


def test_livez_never_asks_serve_and_readyz_does():
    with answering(ok()) as (ide, _), answering(ok()) as (ours, asked):
        serving(f"http://127.0.0.1:{ours[1]}/", ide[1])
        assert probe.probe("livez") == (True, "live: code-server answers /healthz")
        assert not asked
        assert probe.probe("readyz") == (True, "ready: code-server answers /healthz")
    assert asked[0].startswith(b"GET /kfcheck/readyz ")


def test_a_hung_or_dead_serve_restarts_nobody(free, monkeypatch):
    monkeypatch.setattr(probe, "SECONDS", 0.2)
    with answering(ok()) as (ide, _):
        serving(f"http://127.0.0.1:{free}/", ide[1])
        assert probe.probe("readyz") == (
            True,
            "ready: code-server answers /healthz; kfcheck serve cannot be reached: connection refused",
        )
        with answering(None) as (hung, _):
            serving(f"http://127.0.0.1:{hung[1]}/", ide[1])
            assert probe.probe("startupz") == (
                True,
                "started: code-server answers /healthz; kfcheck serve did not answer in time",
            )


def test_serve_says_why_it_is_not_ready():
    documents.save(documents.REPORT, document(result("home.writable", Status.FAIL, summary="full")).encode())
    with answering(ok()) as (ide, _), answering(ok(503)) as (ours, _):
        serving(f"http://127.0.0.1:{ours[1]}/", ide[1], ready_checks=["home"])
        good, line = probe.probe("readyz")
    assert not good
    assert line == "not ready: home.writable failed: full (platform: Grow the PVC.)"


def test_a_dead_ide_is_dead_and_the_start_up_check_says_why(free):
    cause = result("home.writable", Status.FAIL, summary="permission denied", remedies=[Advice("platform", "x")])
    effect = result("home.locks", Status.FAIL, because="home.writable")
    documents.save(documents.STARTUP, document(effect, cause).encode())
    with answering(ok()) as (ours, asked):
        serving(f"http://127.0.0.1:{ours[1]}/", free)
        good, line = probe.probe("livez")
    assert not good
    assert line == (
        f"not live: nothing listens on port {free}, where code-server is expected; at start home.writable failed: "
        "permission denied (platform: Grow the PVC.) and 1 more"
    )
    assert not asked


@pytest.mark.parametrize("status", [502, 500])
def test_a_proxy_before_a_dead_ide_does_not_hide_it(status, monkeypatch):
    monkeypatch.setenv("KFCHECK_KIND", "codeserver")
    with answering(ok(status)) as (address, _):
        monkeypatch.setattr(probe, "PORT", address[1])
        assert not probe.probe("livez")[0]


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"url": 1}', b'{"url": "x", "pid": "y", "start": 1}', b"{"])
def test_a_damaged_word_of_serve_is_none(damage):
    documents.save(documents.SERVE, damage)
    assert reading.announced(documents.SERVE) is None


def test_the_file_of_the_image_names_kind_and_port(tmp_path, monkeypatch):
    file = tmp_path / "kfcheck.toml"
    file.write_text('[expect]\nport = 9999\nkind = "codeserver"\n')
    monkeypatch.setattr(probe, "FILE", str(file))
    monkeypatch.setattr("jupyter_kfcheck.contract.sources.load.__defaults__", (str(file),))
    good, line = probe.probe("livez")
    assert (good, line) == (False, "not live: nothing listens on port 9999, where code-server is expected")


def test_waiting_ends_with_the_first_good_answer(monkeypatch):
    answers = [(False, "no"), (False, "no"), (True, "yes")]
    monkeypatch.setattr(probe, "probe", lambda _which: answers.pop(0))
    monkeypatch.setattr(probe, "WAIT_STEP", 0.01)
    assert probe.wait("startupz", 60) == (True, "yes")


@pytest.mark.parametrize(
    ("argv", "asked"),
    [
        ([], ("readyz", 0.0)),
        (["livez"], ("livez", 0.0)),
        (["startupz", "--wait", "60"], ("startupz", 60.0)),
        (["--wait=2.5"], ("readyz", 2.5)),
        (["--help"], None),
        (["liveness"], None),
        (["livez", "--wait", "x"], None),
        (["livez", "--wait", "-1"], None),
        (["livez", "readyz"], None),
    ],
)
def test_what_the_short_way_reads_and_what_it_leaves_to_the_parser(argv, asked):
    assert probe.arguments(argv) == asked


def test_a_line_stays_a_line(monkeypatch):
    monkeypatch.setattr(reasons, "_services", lambda: ["a\nb" + "x" * 5000])
    assert reasons.why().startswith("; a\\nb")
    assert len(reasons.why()) <= reasons.LINE_LIMIT
