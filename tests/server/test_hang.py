"""A HOME that hangs, and one that hangs so that its waiters cannot be killed: the server does not notice."""

import os
import time

import pytest

from jupyter_kfcheck.child import processes
from tests import tools
from tests.faults.fuse import disk
from tests.server.conftest import launch

PROBES = ("livez", "readyz", "startupz")


@pytest.fixture(scope="module")
def hanging(tmp_path_factory):
    """A server whose HOME is a disk that hangs on demand, and the disk."""
    tools.need("root", "/dev/fuse")
    folder = tmp_path_factory.mktemp("hanging")
    with disk(folder / "home") as home:
        server = launch(folder, config="c.KFCheck.max_age = 1\nc.KFCheck.timeout = 4\n")
        try:
            server.until("kfcheck/startupz")
            yield server, home
        finally:
            server.stop()


class Engines:
    """The runs that a server starts, each known by its session, which outlives the run in what it leaves."""

    def __init__(self, server):
        self.own = os.getsid(server.process.pid)
        self.seen: set[int] = set()

    def count(self) -> int:
        """How many of all seen so far still have a process."""
        sessions = {processes.session_of(process.pid) for process in processes.family(self.own)}
        self.seen |= sessions - {None, self.own}
        return sum(bool(processes.family(session)) for session in self.seen)


def writable(answer) -> str:
    """What the report says about HOME, or nothing where it does not speak of it."""
    return next((c["status"] for c in answer.json()["checks"] if c["id"] == "home.writable"), "")


def watch(server, engines, seconds: float, wanted) -> None:
    """Probe as kubelet and panel do until the report is as ``wanted``; never is there more than one run."""
    slowest, deadline = 0.0, time.monotonic() + seconds
    while True:
        for path in PROBES:
            began = time.monotonic()
            assert server.ask(f"kfcheck/{path}").status == 200
            slowest = max(slowest, time.monotonic() - began)
        answer = server.ask("kfcheck")
        assert answer.status == 200
        assert engines.count() <= 1
        if wanted(answer):
            assert slowest < 1  # a kubelet's patience
            return
        assert time.monotonic() < deadline, answer.body
        time.sleep(0.05)


@pytest.mark.parametrize("how", ["frozen", "swallowing"])
def test_the_server_answers_while_home_hangs_and_recovers_with_it(hanging, how):
    server, home = hanging
    engines = Engines(server)
    watch(server, engines, 20, lambda answer: writable(answer) == "pass")
    with getattr(home, how)():
        watch(server, engines, 30, lambda answer: writable(answer) == "fail")
        assert b"did not answer" in server.ask("kfcheck/home.writable").body
        until = time.monotonic() + 4  # in which the next run is due again and again
        watch(server, engines, 10, lambda _: time.monotonic() > until)
        if how == "swallowing":  # what cannot be killed stands in the way of the next run
            assert engines.count() == 1
    watch(server, engines, 30, lambda answer: writable(answer) == "pass")
