"""The exec probe against small servers of every temper."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from urllib.parse import quote

import pytest

from jupyter_kfcheck.model import Status
from jupyter_kfcheck.probe import main as probe
from jupyter_kfcheck.state import documents, presence
from tests.reports import document, result


@pytest.fixture(autouse=True)
def _state(tmp_path, monkeypatch):
    monkeypatch.setenv("KFCHECK_STATE_DIR", str(tmp_path / "state"))


@contextlib.contextmanager
def answering(reply: bytes | None, path=None):
    """A server that gives one answer to everything, or none at all; yields its address."""
    listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    listener.bind(path or ("127.0.0.1", 0))
    listener.listen()
    asked, connections = [], []

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connections.append(connection)
                asked.append(connection.recv(4096))
                if reply is not None:
                    connection.sendall(reply)
                    connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname(), asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in connections:
            connection.close()


def ok(status=200) -> bytes:
    return f"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\n\r\n".encode()


def announced(address, checks=(), base="/notebook/ns/name/") -> str:
    url = f"http://{address[0]}:{address[1]}{base}"
    assert presence.announce(url, list(checks), os.getpid())
    return url


@pytest.mark.parametrize(("which", "word"), list(probe.WORDS.items()))
def test_yes_is_a_word(which, word):
    with answering(ok()) as (address, asked):
        announced(address)
        assert probe.probe(which) == (True, word)
    assert asked[0].startswith(f"GET /notebook/ns/name/kfcheck/{which} HTTP/1.1\r\n".encode())


def test_a_unix_socket_is_asked_too(tmp_path):
    path = str(tmp_path / "a socket")
    with answering(ok(), path) as (_, asked):
        presence.announce(f"http+unix://{quote(path, safe='')}/base/", [], os.getpid())
        assert probe.probe("livez") == (True, "live")
    assert asked[0].startswith(b"GET /base/kfcheck/livez ")


def test_no_gives_the_cause_and_the_remedy():
    unwell = result("home.writable", Status.FAIL, summary="/home/jovyan cannot be written: no space left on device")
    documents.save(documents.REPORT, document(result("user.uid", Status.FAIL), unwell).encode())
    with answering(ok(503)) as (address, _):
        announced(address, ["home.writable"])
        good, line = probe.probe("readyz")
    assert not good
    assert line == f"not ready: home.writable failed: {unwell.summary} (platform: Grow the PVC.)"


def test_a_category_and_more_than_one_cause():
    documents.save(
        documents.REPORT, document(result("home.a", Status.ERROR, summary="x"), result("home.b", Status.FAIL)).encode()
    )
    with answering(ok(503)) as (address, _):
        announced(address, ["home"])
        assert probe.probe("readyz")[1] == "not ready: home.a could not be judged: x and 1 more"


def test_before_the_first_report():
    with answering(ok(503)) as (address, _):
        announced(address)
        assert probe.probe("startupz") == (False, "not started: there is no report yet")


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"checks": [{"id": 3}]}', b"\xff\xfe", b"[" * 100000])
def test_a_damaged_report_is_said(damage):
    documents.save(documents.REPORT, damage)
    with answering(ok(503)) as (address, _):
        announced(address, ["home"])
        assert probe.probe("readyz") == (False, "not ready: the last report cannot be read")


def test_the_line_stays_a_line():
    hostile = "a\nb\x1b[31m\u202e\udcff" + "x" * 5000
    documents.save(documents.REPORT, document(result("home.a", Status.FAIL, summary=hostile)).encode())
    with answering(ok(503)) as (address, _):
        announced(address, ["home"])
        line = probe.probe("readyz")[1]
    assert line.startswith("not ready: home.a failed: a\\nb\\x1b[31m\\u202e\\udcff")
    assert line.isprintable()
    assert len(line) < 1100


def test_nobody_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = announced(free.getsockname())
        assert probe.probe("livez") == (False, f"not live: {url} cannot be reached: connection refused")


def test_a_silent_server_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(probe, "SECONDS", 0.1)
    with answering(None) as (address, _):
        url = announced(address)
        assert probe.probe("livez") == (False, f"not live: {url} did not answer in time")


@pytest.mark.parametrize("reply", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n", b"x" * 9000])
def test_something_else_answers(reply):
    with answering(reply) as (address, _):
        announced(address)
        good, line = probe.probe("livez")
    assert not good
    assert line.endswith("does not speak HTTP")


@pytest.mark.parametrize("status", [302, 403, 404])
@pytest.mark.parametrize("which", list(probe.WORDS))
def test_a_jupyter_without_the_extension_is_never_restarted_for_it(status, which):
    with answering(ok(status)) as (address, _):
        url = announced(address)
        good, line = probe.probe(which)
    assert good
    where = f"{status} at {url}kfcheck/{which}"
    assert line == f"{probe.WORDS[which]}: Jupyter answers, but {where}: kfcheck's extension is off"


@pytest.mark.parametrize("which", list(probe.WORDS))
def test_a_server_that_is_broken_is_no_yes(which):
    with answering(ok(500)) as (address, _):
        url = announced(address)
        word = probe.WORDS[which]
        assert probe.probe(which) == (False, f"not {word}: {url}kfcheck/{which} answers 500")


def test_without_an_announcement_the_prefix_tells(monkeypatch):
    monkeypatch.setenv("NB_PREFIX", "/notebook/ns/name/")
    monkeypatch.setenv("KFCHECK_KIND", "jupyter")
    with answering(ok()) as (address, asked):
        monkeypatch.setattr(probe, "PORT", address[1])
        assert probe.probe("readyz") == (True, "ready")
    assert asked[0].startswith(b"GET /notebook/ns/name/kfcheck/readyz ")


def test_an_announcement_outlives_its_server_in_vain():
    gone = subprocess.run(["true"], check=True) and 4_000_000
    documents.save(
        documents.SERVER, json.dumps({"url": "http://x/", "ready_checks": [], "pid": gone, "start": 1}).encode()
    )
    assert presence.find() is None
    assert presence.announce("http://mine/", [], os.getpid())


def test_a_later_process_of_the_same_number_is_not_the_server():
    with subprocess.Popen(["sleep", "60"]) as other:
        start = presence.read(other.pid).start
        gone = {"url": "http://gone/", "ready_checks": [], "pid": other.pid, "start": start - 1}
        documents.save(documents.SERVER, json.dumps(gone).encode())
        assert presence.find() is None
        assert presence.announce("http://mine/", [], os.getpid())
        assert presence.find().url == "http://mine/"
        other.kill()


def test_the_first_living_server_keeps_the_announcement():
    with subprocess.Popen(["sleep", "60"]) as other:
        start = presence.read(other.pid).start
        earlier = {"url": "http://first/", "ready_checks": [], "pid": other.pid, "start": start}
        documents.save(documents.SERVER, json.dumps(earlier).encode())
        assert not presence.announce("http://second/", [], os.getpid())
        assert presence.find().url == "http://first/"
        other.kill()
    assert presence.announce("http://second/", [], os.getpid())


@pytest.mark.parametrize("damage", [b"", b"[]", b"{}", b'{"url": 1, "ready_checks": 2, "pid": "x", "start": 4}'])
def test_a_damaged_announcement_is_none(damage):
    documents.save(documents.SERVER, damage)
    assert presence.find() is None


def kfcheck(*arguments):
    command = [sys.executable, "-I", "-m", "jupyter_kfcheck", "probe", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})


def test_the_command_says_it_with_its_exit_code():
    with answering(ok()) as (address, _):
        start = presence.read(os.getpid()).start
        url = f"http://127.0.0.1:{address[1]}/"
        server = {"url": url, "ready_checks": [], "pid": os.getpid(), "start": start}
        documents.save(documents.SERVER, json.dumps(server).encode())
        yes = kfcheck()
    no = kfcheck("livez")
    assert (yes.returncode, yes.stdout) == (0, "ready\n")
    assert (no.returncode, no.stdout) == (1, f"not live: {url} cannot be reached: connection refused\n")
    assert yes.stderr == no.stderr == ""
    assert kfcheck("liveness").returncode == 2


def test_it_imports_no_framework():
    code = "import sys, jupyter_kfcheck.cli as c; c.main(['probe']); print(*sys.modules, file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stderr
    unwanted = {"tornado", "jupyter_server", "traitlets", "psutil", "asyncio", "jupyter_kfcheck.checks"}
    assert not unwanted & set(loaded.split())
