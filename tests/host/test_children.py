import errno
import os
import signal
import time

import psutil
import pytest

from jupyter_kfcheck.host import children


def fine():
    yield "a", 1
    yield "b", {"x": (1, 2)}


def hangs():
    yield "early", True
    time.sleep(60)
    yield "late", True


def crashes():
    yield "early", True
    raise ValueError("no such thing")


def dies():
    yield "early", True
    os.kill(os.getpid(), signal.SIGSEGV)


def floods():
    for number in range(320):  # 32 MiB: far too much, and yet an end where nobody cuts it off
        yield f"{number}{'x' * 1000}", "y" * 100_000


def unprintable():
    yield "bad", object()


def leaves_a_grandchild():
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
    yield "pid", os.getpid()


def ends(group):
    """Whether a process group disappears within 5 s."""
    for _ in range(1000):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.005)
    return False


def run(seconds=5.0, **works):
    return children.run(works, dict.fromkeys(works, seconds))


def test_all_parts_come_with_their_times():
    outcome = run(fine=fine)["fine"]
    assert outcome.parts == {"a": 1, "b": {"x": [1, 2]}}
    assert set(outcome.seconds) == {"a", "b"}
    assert outcome.problem is None


def test_a_hang_costs_what_came_after_it_and_nobody_else():
    outcomes = run(0.3, hangs=hangs, fine=fine)
    assert outcomes["hangs"].timed_out
    assert outcomes["hangs"].parts == {"early": True}
    assert outcomes["fine"].parts["a"] == 1
    assert not outcomes["fine"].timed_out


@pytest.mark.parametrize(
    ("work", "problem"),
    [
        (crashes, "kfcheck itself failed there (no such thing)"),
        (dies, "killed by SIGSEGV"),
        (unprintable, "kfcheck itself failed there (Object of type object is not JSON serializable)"),
    ],
)
def test_a_crash_is_told_and_earlier_parts_are_kept(work, problem):
    outcome = run(work=work)["work"]
    assert outcome.problem == problem
    assert outcome.parts in ({"early": True}, {})
    assert not outcome.timed_out


def test_a_flood_is_cut_off(monkeypatch):
    monkeypatch.setattr(children, "OUTPUT_LIMIT", 1 << 20)
    outcome = run(5, flood=floods)["flood"]
    assert outcome.timed_out is False
    assert outcome.problem == "handed over more than 1 MiB"


def test_grandchildren_end_with_the_child():
    pid = run(grandchild=leaves_a_grandchild)["grandchild"].parts["pid"]
    assert ends(pid)


def test_a_child_holds_nothing_of_the_callers_open():
    end, mine = os.pipe()
    os.set_inheritable(mine, True)
    run(0.2, hangs=hangs)
    os.close(mine)
    assert os.read(end, 1) == b""
    os.close(end)


def test_no_descriptor_is_left_open():
    before = set(os.listdir("/proc/self/fd"))
    run(0.2, hangs=hangs, fine=fine, crashes=crashes)
    assert set(os.listdir("/proc/self/fd")) == before


def test_no_child_is_left_unreaped():
    before = {child.pid for child in psutil.Process().children()}
    run(0.2, hangs=hangs, fine=fine)
    assert {child.pid for child in psutil.Process().children()} <= before


def test_a_child_that_is_late_removes_what_it_has_made(tmp_path):
    probe = tmp_path / "probe"

    def slow():
        probe.touch()
        yield "made", True
        try:
            time.sleep(60)
        finally:
            probe.unlink()

    assert run(0.3, slow=slow)["slow"].parts == {"made": True}
    assert not probe.exists()


def test_a_family_without_a_process_costs_itself_only(monkeypatch):
    fork, asked = os.fork, []

    def forks_once():
        asked.append(1)
        if len(asked) > 1:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return fork()

    monkeypatch.setattr(os, "fork", forks_once)
    before = len(os.listdir("/proc/self/fd"))
    outcomes = run(first=fine, second=fine)
    assert outcomes["first"].parts["a"] == 1
    assert outcomes["second"].problem == "no process can be started for it: resource temporarily unavailable"
    assert len(os.listdir("/proc/self/fd")) == before
