"""One command in a child process: a deadline, a bound on its output, and no wait without end.

`run` blocks, so a server calls it in a thread. What the child leaves running is killed with it.
"""

import contextlib
import os
import select
import signal
import subprocess
import threading
import time

from jupyter_kfcheck.child.processes import Process, family, living
from jupyter_kfcheck.model import Struct

TICK_SECONDS = 0.05
KILL_SECONDS = 1.0
"""How long what was killed may take to disappear; in state D it never does."""
ERRORS_LIMIT = 16 << 10
LIFELINE = "(lifeline)"
"""In a command: the read end of a pipe, whose other end this process alone holds until the command has ended."""


class Ended(Struct):
    """What became of a child.

    ``code`` is its exit code, negative for a signal, None if it did not end by itself; ``problem`` says
    what went wrong; ``left`` are the processes that even SIGKILL did not end.
    """

    output: bytes = b""
    errors: bytes = b""
    code: int | None = None
    problem: str | None = None
    left: frozenset[Process] = frozenset()


def run(command: list[str], seconds: float, limit: int, stop: threading.Event | None = None) -> Ended:
    """Run ``command`` for at most ``seconds``, or until ``stop``; keep at most ``limit`` bytes of its output."""
    # Until exec has succeeded the calling process is suspended (vfork), and an interpreter on a hung
    # disk may never be reached: so the shell is what we exec, and it waits for the interpreter.
    line, mine = os.pipe()
    wrapped = ["/bin/sh", "-c", 'exec "$@"', "sh", *(str(line) if word == LIFELINE else word for word in command)]
    try:
        process = subprocess.Popen(  # noqa: S603 - our own command, no text of a user in it
            wrapped,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",  # the server's own folder is HOME, which may hang
            start_new_session=True,
            pass_fds=(line,),
        )
    except OSError as refused:
        os.close(mine)
        return Ended(problem=f"could not be started: {refused.strerror}")
    finally:
        os.close(line)
    output, errors = bytearray(), bytearray()
    try:
        problem = _collect(process, (output, errors), seconds, limit, stop or threading.Event())
    finally:
        left = _end(process)
        os.close(mine)
    code = process.poll() if problem is None else None
    return Ended(bytes(output), bytes(errors), code, problem, left)


def _collect(
    process: subprocess.Popen[bytes],
    buffers: tuple[bytearray, bytearray],
    seconds: float,
    limit: int,
    stop: threading.Event,
) -> str | None:
    """Read stdout and stderr until the child has ended. Returns what is wrong, if anything."""
    output, errors = buffers
    assert process.stdout  # noqa: S101 - PIPE was asked for
    assert process.stderr  # noqa: S101
    deadline = time.monotonic() + seconds
    poll = select.poll()
    streams = {process.stdout.fileno(): output, process.stderr.fileno(): errors}
    for descriptor in streams:
        os.set_blocking(descriptor, False)
        poll.register(descriptor, select.POLLIN)
    ended = False
    while True:
        for descriptor, _ in poll.poll(0 if ended else TICK_SECONDS * 1000):
            if not _read(descriptor, streams[descriptor]):
                poll.unregister(descriptor)
                del streams[descriptor]
            del errors[ERRORS_LIMIT:]
        if len(output) > limit:
            return f"printed more than {limit >> 10} KiB"
        if ended:  # whoever still holds the pipe is not the child: what it wrote is read
            return None
        ended = _has_ended(process.pid)
        if not streams and not ended:
            time.sleep(0.002)
        if time.monotonic() > deadline and not ended:
            return f"did not finish within {seconds:g} s"
        if stop.is_set():
            return "was stopped with the server"


def _read(descriptor: int, into: bytearray) -> bool:
    """Take what is there, at most a MiB. Returns False at the end of the stream."""
    for _ in range(16):
        try:
            chunk = os.read(descriptor, 64 << 10)
        except BlockingIOError:
            return True
        if not chunk:
            return False
        into += chunk
    return True


def _has_ended(pid: int) -> bool:
    """Has the child ended? It stays a zombie, so that its number, our session's, is not given away."""
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:  # somebody else in this process waits for any child
        return True


def _end(process: subprocess.Popen[bytes]) -> frozenset[Process]:
    """Kill the child's whole session, close the pipes, reap the child. Returns who survived."""
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()
    deadline = time.monotonic() + KILL_SECONDS
    known: frozenset[Process] = frozenset()
    while True:
        known |= family(process.pid)  # before anything dies, because orphans lose their descent
        for member in known:
            with contextlib.suppress(OSError):
                os.kill(member.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):  # where there is no /proc this is all one can do
            os.killpg(process.pid, signal.SIGKILL)
        known = living(known)
        if not known or time.monotonic() > deadline:
            process.poll()
            return known
        time.sleep(0.01)
