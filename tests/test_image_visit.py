"""Waiting for a first answer: a slow machine is no silent image, and one slow answer to a probe is no dead notebook."""

import http.server
import threading
import time

import pytest

from jupyter_kfcheck.address import Address
from jupyter_kfcheck.image import visit


@pytest.fixture
def slow():
    """A server whose answers take the seconds in its list, then none."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.delays, server.asked, server.status = [], [], 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        time.sleep(self.server.delays.pop(0) if self.server.delays else 0)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


def address(server):
    return Address(host="127.0.0.1", port=server.server_address[1])


def test_who_always_needs_longer_than_the_first_knock_waits_is_heard(slow, monkeypatch):
    monkeypatch.setattr(visit, "FIRST", 0.05)
    slow.delays = [0.3] * 99
    assert visit.knock([address(slow)], "/", time.monotonic() + 60) == 200
    assert len(slow.asked) <= 5  # 0.05, 0.1, 0.2, 0.4


def test_a_proxy_that_waits_for_its_ide_is_no_answer_and_what_it_said_is_kept(slow):
    slow.status = 503
    assert visit.knock([address(slow)], "/", time.monotonic() + 0.3) == 503
    found = visit.visit(slow.server_address[1], "/", 0.3, None, kernel=False).start
    assert (found.answered, found.gateway) == (None, 503)


def test_one_that_has_died_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(visit, "LOOK", 0.0)
    began = time.monotonic()
    assert visit.knock([Address(host="127.0.0.1", port=1)], "/", began + 600, lambda: False) is None
    assert time.monotonic() - began < 300


def test_a_probe_fails_only_where_a_kubelet_would_act(slow):
    slow.delays = [0.5, 0.5, 0]
    probed = visit._probe(address(slow), "/api", 0.2)
    assert (probed.status, probed.seconds <= 0.2, len(slow.asked)) == (200, True, 3)
    slow.delays = [0.5] * 3
    assert visit._probe(address(slow), "/api", 0.2).seconds > 0.2
