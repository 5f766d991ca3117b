"""HOME hangs, and whoever asked is ended in some way: no process stays that could be killed."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from jupyter_kfcheck.child import processes
from tests import tools
from tests.faults.fuse import disk
from tests.server.conftest import launch

INT, TERM, HUP, KILL = signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL
WAYS = {"Ctrl-C twice": [INT, INT], "SIGTERM twice": [TERM, TERM], "SIGHUP": [HUP], "SIGKILL": [KILL]}
COMMAND = [sys.executable, "-I", "-m", "jupyter_kfcheck"]


@pytest.fixture(params=["frozen", "swallowing"])
def hanging(request, tmp_path):
    """A HOME that hangs: frozen, who waits for it can be killed; swallowing, nobody who waits can."""
    tools.need("root", "/dev/fuse")
    with disk(tmp_path / "home") as home, getattr(home, request.param)():
        yield home.folder


def state(pid: int) -> str:
    """The state of a process, as in proc(5); X where there is none."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0].decode()
    except OSError:
        return "X"


def killable(seen: set[int]) -> dict[int, str]:
    """Those of some processes that are still there and not in the kernel, where nothing reaches them."""
    return {pid: found for pid in seen if (found := state(pid)) not in ("X", "Z", "D")}


def gone(seen: set[int], seconds=20.0) -> bool:
    end = time.monotonic() + seconds
    while killable(seen):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def waits(session: int, least: int) -> set[int]:
    """All processes of a session and what they started, once one of them waits for HOME."""
    end = time.monotonic() + 30
    while True:
        seen = {process.pid for process in processes.family(session)}
        if len(seen) >= least and any(_waits(pid) for pid in seen):
            return seen
        assert time.monotonic() < end, seen
        time.sleep(0.02)


def _waits(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/wchan", encoding="ascii") as where:
            return "request_wait" in where.read() or "fuse" in where.read()
    except OSError:
        return False


@pytest.mark.parametrize("command", ["run", "startup"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_nothing_stays_of_a_command(hanging, tmp_path, command, way):
    env = {"PATH": os.environ["PATH"], "HOME": str(hanging), "KFCHECK_STATE_DIR": str(tmp_path / "state")}
    with open(tmp_path / "errors", "wb") as errors:
        run = subprocess.Popen(
            [*COMMAND, command], env=env, cwd="/", start_new_session=True, stdout=errors, stderr=errors
        )
    seen = waits(run.pid, 2)
    for number in way:
        run.send_signal(number)
        time.sleep(0.05)
    run.wait(20)
    assert gone(seen | {process.pid for process in processes.family(run.pid)})
    assert "Traceback" not in (tmp_path / "errors").read_text()


def test_nothing_stays_of_a_server_that_is_killed(tmp_path):
    tools.need("root", "/dev/fuse")
    with disk(tmp_path / "home") as home:
        server = launch(tmp_path, config="c.KFCheck.max_age = 1\n")
        try:
            server.until("kfcheck/startupz")
            time.sleep(1.2)
            with home.frozen():
                server.ask("kfcheck/livez")
                seen = waits(os.getsid(server.process.pid), 3) - {os.getpid()}
                ours = {pid for pid in seen if b"jupyter_kfcheck" in _command(pid)}
                assert ours
                server.process.kill()
                server.process.wait(10)
                assert gone(ours)
        finally:
            server.stop()


def _command(pid: int) -> bytes:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as line:
            return line.read()
    except OSError:
        return b""


@pytest.mark.slow
@pytest.mark.parametrize("number", [INT, TERM, HUP])
def test_a_signal_while_it_starts_is_heard_and_leaves_no_traceback(tmp_path, number):
    command = [str(tools.ROOT / "jupyter_kfcheck/bin/kfcheck"), "run", "--only", "user"]
    env = {"PATH": f"{os.path.dirname(sys.executable)}:/usr/bin:/bin", "HOME": str(tmp_path)}
    for _ in range(25):
        run = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(random.uniform(0.01, 0.2))
        ended = run.poll()
        run.send_signal(number)
        errors = run.communicate(timeout=30)[1]
        if errors.startswith(b"Fatal Python error: init"):
            continue  # Python was not up yet: no line of ours, and nobody's to catch it
        assert b"Traceback" not in errors
        assert b"KeyboardInterrupt" not in errors
        assert ended is not None or run.returncode in (0, 1, -number, 128 + number)
