"""Children that misbehave in every way end, leave nothing, and never make the caller wait."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from jupyter_kfcheck.child import processes, spawn

LIMIT = 1 << 20


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-c", "import os, signal, sys, time\n" + code]


def run(code, seconds=20.0) -> spawn.Ended:
    return spawn.run(python(code), seconds, LIMIT)


def test_a_good_child_is_heard_to_the_end():
    ended = run("print('x' * 300000); print('hm', file=sys.stderr); sys.exit(1)")
    assert (len(ended.output), ended.errors, ended.code) == (300001, b"hm\n", 1)
    assert ended.problem is None
    assert not ended.left


def test_it_starts_outside_of_home_and_without_input():
    assert run("print(os.getcwd(), repr(sys.stdin.read()), os.getsid(0) == os.getpid())").output == b"/ '' True\n"


def test_a_crash_is_told_by_its_signal():
    assert run("os.kill(os.getpid(), signal.SIGSEGV)").code == -signal.SIGSEGV


def test_what_cannot_be_started_is_said():
    ended = spawn.run(["/nowhere/python"], 5, LIMIT)
    assert ended.code == 127
    assert b"/nowhere/python" in ended.errors


def test_a_flood_is_cut_off():
    ended = run("for _ in range(1024): os.write(1, b'x' * 65536)")  # 64 MiB, and not for ever
    assert ended.problem == "printed more than 1024 KiB"
    assert len(ended.output) < 2 * LIMIT + (1 << 20)


def test_a_flood_of_errors_costs_nothing():
    ended = run("for _ in range(800): os.write(2, b'x' * 65536)\nprint('done')")
    assert (ended.output, ended.code) == (b"done\n", 0)
    assert len(ended.errors) == spawn.ERRORS_LIMIT


def test_one_that_ignores_sigterm_is_killed_at_the_deadline():
    ended = run("signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint(os.getpid(), flush=True)\ntime.sleep(99)", 0.5)
    assert ended.problem == "did not finish within 0.5 s"
    assert not ended.left
    assert processes.read(int(ended.output)) is None


def test_one_that_closes_its_output_and_stays_is_killed_too():
    assert run("os.close(1); os.close(2); time.sleep(99)", 0.5).problem == "did not finish within 0.5 s"


@pytest.mark.parametrize(
    ("own", "end"),
    [
        ("pass", "time.sleep(99)"),
        ("pass", "pass"),
        ("os.setpgid(0, 0)", "time.sleep(99)"),
        ("os.setpgid(0, 0)", "pass"),
        ("os.setsid()", "time.sleep(99)"),
    ],
)
def test_grandchildren_go_with_it(own, end):
    grandchild = f"if not os.fork():\n {own}\n print(os.getpid(), flush=True)\n time.sleep(99)\n"
    ended = run(f"{grandchild}time.sleep(0.3)\n{end}", 1)
    assert processes.read(int(ended.output)) is None
    assert not ended.left


def test_it_can_be_stopped_from_elsewhere():
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    ended = spawn.run(python("time.sleep(99)"), 20, LIMIT, stop)
    assert ended.problem == "was stopped with the server"
    assert not ended.left


def test_a_grandchild_that_holds_the_pipe_does_not_delay_the_answer():
    ended = run("if not os.fork(): time.sleep(99)\nprint('done')")
    assert (ended.output, ended.code) == (b"done\n", 0)


def test_nothing_is_left_open():
    run("pass")
    before = set(os.listdir("/proc/self/fd"))
    for code in ("pass", "sys.exit(3)", "os.abort()"):
        run(code)
    assert set(os.listdir("/proc/self/fd")) == before


def test_a_living_process_is_told_from_a_later_one_of_its_number():
    me = processes.read(os.getpid())
    assert me in processes.family(os.getsid(0))
    assert processes.living(frozenset([me, me._replace(start=me.start - 1)])) == {me}


def test_the_name_of_a_process_cannot_deceive():
    code = "open('/proc/self/comm', 'w').write(') Z 1 (')\nprint(open('/proc/self/stat').read(), flush=True)\n"
    code += "sys.stdin.read()"
    with subprocess.Popen(python(code), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        line = child.stdout.readline()
        assert b"() Z 1 ()" in line
        assert processes.read(child.pid).start == int(line.rpartition(b")")[2].split()[19])
        child.stdin.close()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert processes.read(child.pid) is None  # its zombie


def test_the_survivors_of_sigkill_are_reported_and_not_waited_for(monkeypatch):
    # Nothing but a hung kernel survives SIGKILL, so here the signal goes astray.
    monkeypatch.setattr(spawn, "KILL_SECONDS", 0.1)
    monkeypatch.setattr(spawn.os, "killpg", lambda *_: None)
    real = os.kill
    monkeypatch.setattr(spawn.os, "kill", lambda *_: None)
    began = time.monotonic()
    ended = run("time.sleep(99)", 0.2)
    assert time.monotonic() - began < 10
    assert len(ended.left) == 1
    [survivor] = ended.left
    real(survivor.pid, signal.SIGKILL)
    while processes.living(ended.left):
        time.sleep(0.01)
