"""Nothing of ours outlives who started it, and a SIGTERM at any moment leaves no file."""

import os
import random
import signal
import time

import pytest

from jupyter_kfcheck.child import processes
from jupyter_kfcheck.host import children, disk, lifeline


def forked(work, seconds=30.0) -> tuple[int, lifeline.Line]:
    """A child on a line of its own, which does ``work``."""
    line = lifeline.Line(seconds)
    pid = os.fork()
    if not pid:
        try:
            line.hold()
            work()
        finally:
            os._exit(0)
    return pid, line


def ends(pid, seconds=10.0) -> bool:
    """Whether a child of this process ends in time; it is reaped."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return True
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return False


def test_a_child_hears_that_its_parent_has_gone():
    pid, line = forked(lambda: time.sleep(60))
    line.close()
    assert ends(pid)


def test_also_one_that_starts_after_that():
    line = lifeline.Line(30)
    pid = os.fork()
    if not pid:
        try:
            time.sleep(0.3)
            line.hold()
            time.sleep(60)
        finally:
            os._exit(0)
    line.close()
    assert ends(pid)


def test_and_one_that_has_become_another_user():
    if os.geteuid():
        pytest.skip("needs root")

    def work():
        os.setgid(1000)
        os.setuid(1000)
        time.sleep(60)

    pid, line = forked(work)
    time.sleep(0.3)
    line.close()
    assert ends(pid)


def test_children_of_one_that_is_killed_do_not_keep_each_other_alive(tmp_path):
    def work():
        (tmp_path / str(os.getpid())).touch()
        yield "here", True
        time.sleep(60)

    parent = os.fork()
    if not parent:
        try:
            children.run(dict.fromkeys("abc", work), dict.fromkeys("abc", 30.0))
        finally:
            os._exit(0)
    while not list(tmp_path.iterdir()):
        time.sleep(0.01)
    time.sleep(0.5)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    until = time.monotonic() + 10
    while any(processes.read(int(path.name)) for path in tmp_path.iterdir()):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_one_that_does_not_hear_ends_by_the_clock():
    def deaf():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)

    pid, line = forked(deaf, 0.1)
    assert ends(pid)
    line.close()


def test_a_second_signal_does_not_interrupt_the_clean_up(tmp_path):
    def work():
        try:
            time.sleep(60)
        finally:
            time.sleep(0.3)
            (tmp_path / "cleaned").touch()

    pid, line = forked(work)
    time.sleep(0.2)
    for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(pid, number)
        time.sleep(0.02)
    assert ends(pid)
    assert (tmp_path / "cleaned").exists()
    line.close()


@pytest.mark.slow
def test_a_signal_at_any_moment_leaves_no_file(tmp_path):
    folder = disk.open_directory(str(tmp_path))

    def work():
        while True:
            disk.try_writing(folder)
            disk.try_private(folder)

    for _ in range(300):
        pid, line = forked(work)
        time.sleep(random.uniform(0, 0.01))
        os.kill(pid, signal.SIGTERM)
        assert ends(pid)
        line.close()
        assert list(tmp_path.iterdir()) == []
    os.close(folder)
