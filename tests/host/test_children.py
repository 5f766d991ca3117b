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


def whoami():
    yield "pid", os.getpid()


def silent():
    yield "pid", os.getpid()
    time.sleep(1)
    yield "back", True


def test_one_child_does_them_all_in_their_order():
    outcomes = run(first=whoami, second=whoami, third=fine, fourth=whoami)
    assert len({outcomes[name].parts["pid"] for name in ("first", "second", "fourth")}) == 1


def test_one_that_falls_silent_keeps_its_work_and_another_does_the_rest():
    began = time.monotonic()
    outcomes = run(5.0, silent=silent, first=whoami, second=whoami)
    assert outcomes["silent"].parts["back"]
    assert outcomes["first"].parts["pid"] == outcomes["second"].parts["pid"] != outcomes["silent"].parts["pid"]
    assert time.monotonic() - began < 5


def test_as_many_hang_as_may_and_the_last_is_done(forks):
    outcomes = run(1.0, a=hangs, b=hangs, c=hangs, d=hangs, fine=fine)
    assert outcomes["fine"].parts["a"] == 1
    assert [outcomes[name].timed_out for name in "abcd"] == [True] * 4
    assert len(forks) == 5


def test_a_crash_costs_its_own_work_and_respawns_are_bounded(forks):
    outcomes = run(a=dies, b=dies, fine=fine, c=dies, last=fine)
    assert [outcomes[name].problem for name in "abc"] == ["killed by SIGSEGV"] * 3
    assert outcomes["fine"].parts == outcomes["last"].parts
    assert len(forks) <= 5


@pytest.fixture
def forks(monkeypatch):
    """Every fork of this process, by its child."""
    real, made = os.fork, []

    def fork():
        pid = real()
        made.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", fork)
    return made


def test_children_that_die_before_a_word_are_not_started_for_ever(monkeypatch, forks):
    monkeypatch.setattr(children, "_carry_out", lambda *_: os._exit(1))
    outcomes = run(a=fine, b=fine)
    assert len(forks) == 3
    assert {o.problem for o in outcomes.values()} == {"every process that was started for it has ended"}


def refusing(monkeypatch, after):
    fork, asked = os.fork, []

    def some():
        asked.append(1)
        if len(asked) > after:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return fork()

    monkeypatch.setattr(os, "fork", some)


NONE = "no process can be started for it: resource temporarily unavailable"


@pytest.mark.parametrize(("first", "allowed"), [(fine, 0), (dies, 1)])
def test_where_no_process_can_be_started_that_is_said(monkeypatch, first, allowed):
    refusing(monkeypatch, allowed)
    before = len(os.listdir("/proc/self/fd"))
    outcomes = run(first=first, second=fine)
    assert outcomes["second"].problem == NONE
    assert outcomes["first"].problem == ("killed by SIGSEGV" if allowed else NONE)
    assert len(os.listdir("/proc/self/fd")) == before


def test_behind_a_hang_it_is_said_at_the_end(monkeypatch):
    refusing(monkeypatch, 1)
    outcomes = run(0.4, hangs=hangs, second=fine)
    assert outcomes["hangs"].timed_out
    assert (outcomes["second"].problem, outcomes["second"].timed_out) == (NONE, False)
