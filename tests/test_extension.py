"""Where a server says that it is: its child and the exec probe must be able to go there."""

from types import SimpleNamespace
from urllib.parse import unquote

import pytest

from jupyter_kfcheck.address import Address, parse
from jupyter_kfcheck.server.extension import KFCheck


def stated(**server) -> str:
    known = {"ip": "0.0.0.0", "port": 8888, "base_url": "/notebook/ns/name/", "sock": "", "certfile": ""}
    return KFCheck.url.fget(SimpleNamespace(serverapp=SimpleNamespace(**known | server)))


@pytest.mark.parametrize(
    ("ip", "host"),
    [
        ("0.0.0.0", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("*", "127.0.0.1"),
        ("::", "::1"),
        ("localhost", "localhost"),
        ("10.1.2.3", "10.1.2.3"),
        ("fd00::1", "fd00::1"),
    ],
)
def test_a_server_on_all_addresses_is_asked_on_the_loopback(ip, host):
    assert parse(stated(ip=ip)) == Address("/notebook/ns/name/", host, 8888)


def test_tls_and_another_port():
    assert parse(stated(certfile="/etc/tls/cert.pem", port=9999, base_url="/")) == Address(
        "/", "127.0.0.1", 9999, tls=True
    )


def test_a_socket():
    url = stated(sock="/tmp/a b/s.sock")
    assert parse(url) == Address("/notebook/ns/name/", socket="/tmp/a b/s.sock")
    assert unquote(url.split("/")[2]) == "/tmp/a b/s.sock"
