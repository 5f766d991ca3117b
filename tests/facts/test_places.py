"""The server found by its runtime file, among files that lie, block or are no files at all."""

import json
import os

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import server
from tests.server.conftest import free_port
from tests.server.fakes import serve

TOKEN = "0123456789abcdef"


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setenv("NB_PREFIX", "/notebook/ns/name")
    return tmp_path


def jupyter(base):
    def reply(path, _headers):
        return (200, {}, b'{"version": "2.21.1"}') if path.startswith(f"{base}api?") else (404, {}, b"")

    return reply


def gather(**contract):
    return dict(server.gather(Contract(port=free_port(), **contract)))


def state(folder, pid, **said):
    (folder / f"jpserver-{pid}.json").write_text(json.dumps({"token": TOKEN, "hostname": "198.51.100.1"} | said))


def test_only_port_path_and_socket_of_a_file_count(folder):
    with serve(jupyter("/x/")) as port:
        state(folder, os.getpid(), port=port, base_url="/x/", url=f"http://198.51.100.1:{port}/x/?token={TOKEN}")
        found = gather()
    assert found["place"] == ("file", f"127.0.0.1:{port}", False, port, "/x/", "jupyter")
    assert TOKEN not in str(found)
    assert "198.51.100.1" not in str(found)


def test_a_file_of_a_server_that_ended_or_serves_something_else_is_not_believed(folder):
    with serve(jupyter("/x/")) as port:
        state(folder, 2**22 + 1, port=port, base_url="/x/")  # no such process: beyond the kernel's largest
        state(folder, os.getpid(), port=port, base_url="/y/")
        assert gather()["place"] is None


HOSTILE = [
    "",
    "null",
    "[]",
    "{",
    "[" * 100_000,
    '{"base_url": 1, "port": 1}',
    '{"base_url": "/", "port": "8888"}',
    '{"base_url": "/", "port": true}',
    '{"base_url": "/", "port": 70000}',
    '{"base_url": "/", "sock": "relative", "port": -1}',
    '{"base_url": "/", "sock": "/nonexistent"}',
    '{"base_url": "/", "sock": "/a\\u0000b"}',
    '{"base_url": "/", "sock": "/\\ud800"}',
    '{"base_url": "/\\r\\nX: y/\\ud800", "port": 1}',
    " " * (1 << 17) + "{}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_file_costs_nothing_but_itself(folder, text):
    (folder / "jpserver-1.json").write_text(text)
    with serve(jupyter("/x/")) as port:
        state(folder, os.getpid(), port=port, base_url="/x/")
        assert gather()["place"].port == port


def test_what_is_no_file_is_not_waited_for(folder):
    os.mkfifo(folder / "jpserver-1.json")
    (folder / f"jpserver-{os.getpid()}.json").symlink_to("/dev/zero")
    (folder / "jpserver-2.json").mkdir()
    assert gather()["place"] is None
