"""Forked children with deadlines: what hangs, crashes or is killed costs itself only.

The command is single-threaded, so fork is safe; it costs a millisecond or two. Works are tickets in a pipe: one child
takes one after another and says which it has. One that falls silent keeps its ticket until that work's deadline, and
another child is started for the rest; one that crashes costs its ticket. A child hands over each part of a work as
soon as it is done, so a hang loses only what came after. A child in state D does not even die of SIGKILL: it is left
behind unwaited, and with its pipe closed.
"""

import contextlib
import json
import os
import select
import signal
import time
from collections.abc import Callable, Collection, Iterator
from typing import Any

from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.host import lifeline

OUTPUT_LIMIT = 8 << 20  # bytes a child may hand over
REAP_SECONDS = 0.2  # how long a killed child may take to disappear
SILENT_SECONDS = 0.25  # after which a child is not waited for with the rest; a twelfth of short deadlines
TAKEN, DONE = "<", ">"  # words of a child beside the names of parts
FAREWELL_SECONDS = 0.1  # what a child gets to remove its probe file before it is killed
INTERRUPTED_SECONDS = 1.0  # the same where nothing was late: a slow disk may still be at its sync
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
    def __init__(self, pid: int, pipe: int) -> None:
        self.pid, self.pipe = pid, pipe
        self.ticket: str | None = None  # the name of the work that it has
        self.heard = time.monotonic()
        self.buffer = bytearray()
        self.received = 0


def run(works: dict[str, Work], seconds: dict[str, float]) -> dict[str, Outcome]:
    """Run all ``works``, in their order as far as one child takes them, each with its own deadline in ``seconds``."""
    outcomes = {name: Outcome() for name in works}
    wanted = {name: work for name, work in works.items() if not _still_stuck(name)}
    for name in works.keys() - wanted.keys():
        outcomes[name].timed_out = True
    if wanted:
        _Tickets(wanted, seconds, outcomes).sell()
    return outcomes


class _Tickets:
    """The works that wait, in a pipe that only children read; each child beyond the first is for what others left."""

    def __init__(self, works: dict[str, Work], seconds: dict[str, float], outcomes: dict[str, Outcome]) -> None:
        self.works, self.outcomes = works, outcomes
        began = time.monotonic()
        self.deadlines = {name: began + seconds[name] for name in works}
        self.silence = min(SILENT_SECONDS, min(seconds[name] for name in works) / 12)
        self.left = list(works)  # that nobody has said to have
        self.open = set(works)  # that nobody has said to be done with
        self.children: dict[int, _Child] = {}
        self.forks = 0
        self.refused: str | None = None  # why the last fork failed
        self.poll = select.poll()
        self.line = lifeline.Line(max(seconds.values()))

    def sell(self) -> None:
        self.pipe, end = os.pipe()
        interrupts = lifeline.Interrupts()
        try:
            os.write(end, bytes(range(len(self.works))))
            os.close(end)
            while self.open:
                self._staff()
                self._listen()
                self._close_late()
                interrupts.check()
        finally:  # an interrupt (Ctrl-C, SIGTERM) takes the children along
            _ask_to_end(self.children.values(), INTERRUPTED_SECONDS if self.open else 0)
            for child in list(self.children.values()):
                self._dismiss(child)
            os.close(self.pipe)
            self.line.close()
            interrupts.done()

    def _staff(self) -> None:
        """Start a child where nobody is about to take what is left: one for each ticket at most, and one."""
        now = time.monotonic()
        busy = any(now - child.heard <= self.silence for child in self.children.values())
        if not self.left or self.forks > len(self.works) or busy:
            return
        # Between fork and the line that remembers the child, an interrupt would leave an orphan.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, lifeline.ENDING)
        try:
            pid, pipe = _fork(self.works, self.pipe, self.line)
            self.children[pipe] = _Child(pid, pipe)
            self.poll.register(pipe, select.POLLIN)
            self.forks, self.refused = self.forks + 1, None
        except OSError as problem:  # a limit of processes or of open files
            self.refused = f"no process can be started for it: {os.strerror(problem.errno or 0).lower()}"
            if not self.children:
                self._give_up(self.refused)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def _give_up(self, why: str) -> None:
        for name in self.left:
            self.outcomes[name].problem = why
            self.open.discard(name)
        self.left.clear()

    def _listen(self) -> None:
        """Wait for a word, a deadline, or the moment from which on a child counts as silent."""
        now = time.monotonic()
        moments = [self.deadlines[name] for name in self.open]
        if self.left:
            silent = [child.heard + self.silence for child in self.children.values()]
            moments += [moment for moment in silent if moment > now] or [now + self.silence]
        for pipe, _ in self.poll.poll(max(0, min(moments, default=now) - now) * 1000 + 1):
            child = self.children[pipe]
            if not self._receive(child):
                self._dismiss(child)
        if not self.children and self.left and self.forks > len(self.works):
            self._give_up("every process that was started for it has ended")

    def _receive(self, child: _Child) -> bool:
        """Take in what the child sent; False at its end."""
        chunk = os.read(child.pipe, 1 << 16)
        child.heard = time.monotonic()
        child.buffer += chunk
        child.received += len(chunk)
        if child.received > OUTPUT_LIMIT and child.ticket:
            self.outcomes[child.ticket].problem = f"handed over more than {OUTPUT_LIMIT >> 20} MiB"
            return False
        *lines, rest = child.buffer.split(b"\n")
        child.buffer = bytearray(rest)
        for line in lines:
            word, name, data, seconds = json.loads(line)
            if word == TAKEN:
                child.ticket, child.received = name, 0
                self.left.remove(name)
            elif word == DONE:
                self.outcomes[name].problem = data
                self._done(child)
            else:
                self.outcomes[name].parts[word] = data
                self.outcomes[name].seconds[word] = seconds
        return bool(chunk)

    def _done(self, child: _Child) -> None:
        if child.ticket:
            self.open.discard(child.ticket)
        child.ticket = None

    def _close_late(self) -> None:
        """End whoever has a work whose time is up, and with it the works that nobody could be started for."""
        now = time.monotonic()
        late = [c for c in self.children.values() if c.ticket and self.deadlines[c.ticket] <= now]
        if late:
            _ask_to_end(late, FAREWELL_SECONDS)
        for child in late:
            self.outcomes[child.ticket or ""].timed_out = True
            self._dismiss(child)
        for name in [name for name in self.left if self.deadlines[name] <= now]:
            self.outcomes[name].problem = self.refused
            self.outcomes[name].timed_out = self.refused is None
            self.left.remove(name)
            self.open.discard(name)

    def _dismiss(self, child: _Child) -> None:
        self.poll.unregister(child.pipe)
        del self.children[child.pipe]
        problem = _finish(child, child.ticket)
        if child.ticket:
            outcome = self.outcomes[child.ticket]
            outcome.problem = outcome.problem or (problem if not outcome.timed_out or "state D" in problem else None)
        self._done(child)


def _fork(works: dict[str, Work], tickets: int, line: lifeline.Line) -> tuple[int, int]:
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
        # A child that cannot be killed must not hold the caller's stdout open, and libraries print.
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        line.hold()  # on SIGTERM it cleans up, so that the trial of HOME removes its file
        signal.pthread_sigmask(signal.SIG_UNBLOCK, lifeline.ENDING)
        low, high = sorted((end, tickets))
        os.closerange(3, low)
        os.closerange(low + 1, high)
        os.closerange(high + 1, 1024)
        names = list(works)
        while ticket := os.read(tickets, 1):
            _carry_out(names[ticket[0]], works[names[ticket[0]]], end)
    finally:
        os._exit(0)


def _carry_out(name: str, work: Work, end: int) -> None:
    _send(end, TAKEN, name, None, 0)
    problem = None
    try:
        began = time.monotonic()
        for part, data in work():
            now = time.monotonic()
            _send(end, part, name, data, now - began)
            began = now
    except BaseException as crash:
        problem = f"kfcheck itself failed there ({crash})"
        if not isinstance(crash, Exception):  # the end of this process
            raise
    finally:
        _send(end, DONE, name, problem, 0)  # what the work started may hold the pipe open longer


def _send(end: int, word: str, name: str, data: Any, seconds: float) -> None:
    line = json.dumps([word, name, encode(data), round(seconds, 6)]).encode() + b"\n"
    while line:
        line = line[os.write(end, line) :]


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


def _finish(child: _Child, name: str | None) -> str:
    """End the child's process group, and say how it ended, without waiting for what cannot die."""
    os.close(child.pipe)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)  # no effect on the status of one that is exiting already
    status = _wait(child.pid, REAP_SECONDS)
    if status is None:
        _stuck[name or ""] = child.pid
        return f"process {child.pid} cannot be killed: it waits in the kernel (state D)"
    return f"killed by {signal.Signals(os.WTERMSIG(status)).name}" if os.WIFSIGNALED(status) else "ended by itself"


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
