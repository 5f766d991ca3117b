"""Where a server is, read from what it says of itself."""

import pytest

from jupyter_kfcheck.address import Address, joined, parse
from jupyter_kfcheck.contract.values import Mistake


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8888/notebook/ns/name/", Address("/notebook/ns/name/", "127.0.0.1", 8888)),
        ("http://[::1]:8888/", Address("/", "::1", 8888)),
        ("https://localhost/a", Address("/a/", "localhost", 443, tls=True)),
        ("http+unix://%2Frun%2Fj.sock/a%20b/", Address("/a%20b/", socket="/run/j.sock")),
    ],
)
def test_every_form_of_url_is_read(url, address):
    assert parse(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "8888",
        "ftp://127.0.0.1/",
        "http:///lab",
        "http://127.0.0.1:x/",
        "http://127.0.0.1:70000/",
        "http://u:p@127.0.0.1/",
        "http://127.0.0.1/?token=x",
        "http+unix://relative/",
        "http+unix://%2Frun%2F%00/",
        "http://[::1/",
    ],
)
def test_what_is_no_such_url_is_a_mistake(url):
    with pytest.raises(Mistake):
        parse(url)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (Address(host="127.0.0.1", port=1), "127.0.0.1:1"),
        (Address(host="fd00::7", port=1), "[fd00::7]:1"),
        (Address(socket="/s"), "/s"),
    ],
)
def test_it_is_named_as_people_write_it(address, name):
    assert address.name == name


@pytest.mark.parametrize(("path", "base"), [("", "/"), ("/", "/"), ("//", "/"), ("/a/b", "/a/b/"), ("a/b/", "/a/b/")])
def test_a_base_has_one_slash_at_each_end(path, base):
    assert joined(path) == base
