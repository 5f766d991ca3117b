"""Forked children with deadlines: what hangs, crashes or is killed costs itself only.

The command is single-threaded, so fork is safe and costs a millisecond. A child hands over each
part of its work as soon as it is done, so a hang loses only what came after. A child in state D
does not even die of SIGKILL: it is left behind unwaited, and with its pipe closed.
"""

import contextlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator
from typing import Any

from jupyter_kfcheck.codec import encode

OUTPUT_LIMIT = 8 << 20  # bytes a child may hand over
REAP_SECONDS = 0.2  # how long a killed child may take to disappear
FAREWELL_SECONDS = 0.1  # what a child gets to remove its probe file before it is killed
INTERRUPTED_SECONDS = 1.0  # the same where nothing was late: a slow disk may still be at its sync
_ENDING = {signal.SIGTERM, signal.SIGINT}
_stuck: dict[str, int] = {}  # pid of a child that could not be killed, by the name of its work

Work = Callable[[], Iterator[tuple[str, Any]]]
"""Yields (name of a part, its value); values of `codec.encode` travel as JSON."""


class Outcome:
    """What one child handed over. ``seconds`` a part; ``problem`` and ``timed_out`` say why there is no more."""

    def __init__(self, problem: str | None = None) -> None:
        """Nothing yet, or the ``problem`` that there was no child at all."""
        self.parts: dict[str, Any] = {}
        self.seconds: dict[str, float] = {}
        self.problem = problem
        self.timed_out = False


class _Child:
    def __init__(self, name: str, pid: int, pipe: int, outcome: Outcome, deadline: float) -> None:
        self.name, self.pid, self.pipe, self.outcome, self.deadline = name, pid, pipe, outcome, deadline
        self.buffer = bytearray()
        self.received = 0
        self.said_all = False


def run(works: dict[str, Work], seconds: dict[str, float]) -> dict[str, Outcome]:
    """Run all ``works`` at once, each in a child with its own deadline in ``seconds``."""
    began = time.monotonic()
    children: dict[int, _Child] = {}
    outcomes = {name: Outcome() for name in works}
    poll = select.poll()
    try:
        for name, work in works.items():
            if _still_stuck(name):
                outcomes[name].timed_out = True
                continue
            # Between fork and the line that remembers the child, an interrupt would leave an orphan.
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
            try:
                pid, pipe = _fork(work)
                children[pipe] = _Child(name, pid, pipe, outcomes[name], began + seconds[name])
                poll.register(pipe, select.POLLIN)
            except OSError as problem:  # a limit of processes or of open files
                outcomes[name].problem = f"no process can be started for it: {os.strerror(problem.errno or 0).lower()}"
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        while children:
            left = min(child.deadline for child in children.values()) - time.monotonic()
            for pipe, _ in poll.poll(max(0, left) * 1000 + 1):
                if not _receive(children[pipe]):
                    poll.unregister(pipe)
                    _finish(children.pop(pipe))
            late = [c for c in children.values() if c.deadline <= time.monotonic()]
            _ask_to_end(late, FAREWELL_SECONDS)
            for child in late:
                poll.unregister(child.pipe)
                child.outcome.timed_out = True
                _finish(children.pop(child.pipe))
    finally:  # an interrupt (Ctrl-C, SIGTERM) takes the children along
        _ask_to_end(children.values(), INTERRUPTED_SECONDS)
        for child in children.values():
            _finish(child)
    return outcomes


def _fork(work: Work) -> tuple[int, int]:
    pipe, end = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        os.close(pipe)
        os.close(end)
        raise
    if pid:
        os.close(end)
        with contextlib.suppress(OSError):  # its own group, so that what it starts can be ended with it
            os.setpgid(pid, pid)
        return pid, pipe
    try:
        for number in (signal.SIGINT, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that the trial of HOME removes its file
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        # A child that cannot be killed must not hold the caller's stdout open, and libraries print.
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.closerange(3, end)
        os.closerange(end + 1, 1024)
        _hand_over(work, end)
        _send(end, None, None, 0)  # what the work started may hold the pipe open longer
    except BaseException as problem:  # noqa: BLE001 - the parent has to hear of anything
        _send(end, None, f"kfcheck itself failed there ({problem})", 0)
    finally:
        os._exit(0)


def _hand_over(work: Work, end: int) -> None:
    began = time.monotonic()
    for part, data in work():
        now = time.monotonic()
        _send(end, part, data, now - began)
        began = now


def _send(end: int, part: str | None, data: Any, seconds: float) -> None:
    line = json.dumps([part, encode(data), round(seconds, 6)]).encode() + b"\n"
    while line:
        line = line[os.write(end, line) :]


def _receive(child: _Child) -> bool:
    """Take in what the child sent; False at its end."""
    chunk = os.read(child.pipe, 1 << 16)
    child.buffer += chunk
    child.received += len(chunk)
    if child.received > OUTPUT_LIMIT:
        child.outcome.problem = f"handed over more than {OUTPUT_LIMIT >> 20} MiB"
        return False
    *lines, rest = child.buffer.split(b"\n")
    child.buffer = bytearray(rest)
    for line in lines:
        part, data, seconds = json.loads(line)
        if part is None:
            child.outcome.problem, child.said_all = data, True
            return False
        child.outcome.parts[part] = data
        child.outcome.seconds[part] = seconds
    return bool(chunk)


def _ask_to_end(children: Collection[_Child], seconds: float) -> None:
    """Let children clean up for a moment; one that hangs in the kernel or in a library does not hear this."""
    for child in children:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGTERM)
    end = time.monotonic() + seconds
    while time.monotonic() < end and not all(map(_has_ended, children)):
        time.sleep(0.002)


def _has_ended(child: _Child) -> bool:
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _finish(child: _Child) -> None:
    """End the child's process group and take its exit status, without waiting for what cannot die."""
    os.close(child.pipe)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)  # no effect on the status of one that is exiting already
    status = _wait(child.pid, REAP_SECONDS)
    if status is None:
        _stuck[child.name] = child.pid
        child.outcome.problem = f"process {child.pid} cannot be killed: it waits in the kernel (state D)"
    elif os.WIFSIGNALED(status) and not (child.said_all or child.outcome.timed_out or child.outcome.problem):
        child.outcome.problem = f"killed by {signal.Signals(os.WTERMSIG(status)).name}"


def _still_stuck(name: str) -> bool:
    """Whether a child of an earlier run is still there: asking again would only lose another one."""
    if name not in _stuck:
        return False
    if _wait(_stuck[name], 0) is None:
        return True
    del _stuck[name]
    return False


def _wait(pid: int, seconds: float) -> int | None:
    end, pause = time.monotonic() + seconds, 0.0001
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status
        if time.monotonic() >= end:
            return None
        time.sleep(pause)
        pause = min(2 * pause, 0.01)
