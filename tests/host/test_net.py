"""Exchanges end, in time and in memory, whatever answers."""

import contextlib
import resource
import socket
import time
from errno import ECONNREFUSED, ECONNRESET, EPROTO, ETIMEDOUT

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jupyter_kfcheck.address import Address
from jupyter_kfcheck.facts.server.exchange import Asker
from jupyter_kfcheck.host import net
from tests.server.conftest import free_port
from tests.server.fakes import speak

MIB = 1 << 20


def get(port, path="/", seconds=5.0, **headers):
    return net.get(Address(host="127.0.0.1", port=port), path, headers, seconds)


@pytest.fixture(scope="module")
def echo():
    """A server that answers what the test says: one listener for all examples."""
    said = [b""]

    def words(connection):
        connection.recv(1 << 16)
        connection.sendall(said[0])

    with speak(words) as port:

        def answer(data):
            said[0] = data
            return port

        yield answer


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", b"abc"),
        (b"HTTP/1.0 200\r\n\r\nabc", b"abc"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", b"abc"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab", b""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\nab", b"ab"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc", b"abc"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\nabc", b"abc"),
    ],
)
def test_a_body_is_taken_as_far_as_it_came(echo, data, body):
    assert get(echo(data)).body == body


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (b"", ECONNRESET),
        (b"SSH-2.0-OpenSSH_9.2\r\n", EPROTO),
        (b"HTTP/1.1 abc\r\n\r\n", EPROTO),
        (b"HTTP/1.1 999 No\r\n\r\n", EPROTO),
        (b"HTTP/1.1 200 OK\r\nCut", EPROTO),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000, EPROTO),
        (b"\x15\x03\x01\x00\x02\x02\x28", EPROTO),
    ],
)
def test_what_is_no_answer_is_said_in_words(echo, data, number):
    with pytest.raises(net.NoAnswerError) as told:
        get(echo(data))
    assert told.value.errno == number
    assert str(told.value) in (
        "closed the connection without an answer",
        "did not answer in HTTP",
        "sent headers without end",
    )


def test_nobody_there():
    with pytest.raises(net.NoAnswerError, match="refused the connection") as told:
        get(free_port())
    assert told.value.errno == ECONNREFUSED
    with pytest.raises(net.NoAnswerError, match="cannot be reached"):
        net.get(Address(socket="/" + "x" * 200), "/", {}, 1)
    with pytest.raises(net.NoAnswerError, match="no such file"):
        net.get(Address(socket="/nonexistent"), "/", {}, 1)


def drip(data, pause=0.02):
    def words(connection):
        with contextlib.suppress(OSError):
            for byte in data:
                connection.sendall(bytes([byte]))
                time.sleep(pause)

    return words


@pytest.mark.parametrize(
    "words", [drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000), lambda c: c.recv(1) and time.sleep(2)]
)
def test_one_deadline_holds_for_the_whole_exchange(words):
    with speak(words) as port, pytest.raises(net.NoAnswerError, match=r"did not answer within 0.3 s") as told:
        get(port, seconds=0.3)
    assert told.value.errno == ETIMEDOUT


def test_a_body_that_drips_leaves_the_headers():
    with speak(drip(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n" + b"x" * 1000, pause=0.001)) as port:
        answer = get(port, seconds=0.3)
    assert (answer.status, answer.headers) == (200, [("a", "b")])


def test_a_gigabyte_is_not_read():
    def flood(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
        for _ in range(1024):
            connection.sendall(bytes(MIB))

    with speak(flood) as port:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert len(get(port).body) == net.BODY_LIMIT
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10  # KiB


def test_a_request_is_one_request_whatever_is_in_it():
    heard = []

    def words(connection):
        heard.append(connection.recv(1 << 16))
        connection.sendall(b"HTTP/1.1 204 No\r\n\r\n")

    with speak(words) as port:
        get(port, path="/a b\r\nX: y\udcff\u00e9", Host="h\r\nEvil: 1")
    assert heard[0].startswith(b"GET /a%20b%0D%0AX:%20y%FF%C3%A9 HTTP/1.1\r\nHost: h%0D%0AEvil:%201\r\n")


def test_no_proxy_is_asked(monkeypatch, echo):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert get(echo(b"HTTP/1.1 204 No\r\n\r\n")).status == 204


def test_own_addresses_can_be_connected_to():
    for address in net.own_addresses():
        assert not address.startswith(("127.", "::1", "fe80"))
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family) as listener:
            listener.bind((address, 0))


HEAD = st.builds(
    lambda status, pairs: b"HTTP/1.1 %d X\r\n" % status + b"".join(n + b":" + v + b"\r\n" for n, v in pairs) + b"\r\n",
    st.integers(0, 700),
    st.lists(
        st.tuples(
            st.sampled_from([b"Location", b"Content-Length", b"Transfer-Encoding", b"Content-Type", b"X-Frame-Options",
                             b"Content-Security-Policy", b"Set-Cookie", b"Access-Control-Allow-Origin"]),
            st.binary(max_size=30) | st.sampled_from([b"/", b"//[", b"chunked", b"frame-ancestors ;,", b"text/html"]),
        ),
        max_size=6,
    ),
)  # fmt: skip
BODY = st.binary(max_size=60) | st.sampled_from(
    [b"[" * 100_000, b'{"version":1}', b'{"lastHeartbeat":{}}', b"NaN", b"1e999"]
)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=200) | st.builds(bytes.__add__, HEAD, BODY))
@example(data=b"HTTP/1.1 302 X\r\nLocation: http://[::1/\r\n\r\n")
@example(data=b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 1000)
def test_any_answer_is_a_fact(echo, data):
    asker = Asker(each=2, overall=10, cafile=None)
    to = Address(host="127.0.0.1", port=echo(data))
    for answer in (asker.ask(to, "/api?x"), asker.follow(to, "/")):
        assert answer.problem if answer.status is None else 100 <= answer.status < 600
        assert all(len(value) <= 1000 for value in answer.headers.values())
        assert "set-cookie" not in answer.headers
