"""A process ends when the one that started it does, whatever killed that one.

The starter keeps the write end of a pipe, and nobody else does; when it is gone, the kernel sends the holder of the
read end a signal (fcntl(2): F_SETOWN, F_SETSIG, O_ASYNC). PR_SET_PDEATHSIG would need ctypes, be lost with a change
of UID, and fire when the starting thread ends. What waits for a hung disk hears no handler: a timer ends it.
"""

import fcntl
import os
import select
import signal
from contextlib import suppress

ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
GRACE_SECONDS = 1.0  # to clean up in, and by how much a child may outlive its deadline where nobody ends it


class Line:
    """A pipe from a process to the children that it forks, which end with it, or ``seconds`` after they began."""

    def __init__(self, seconds: float) -> None:
        """Make the pipe. Raises OSError."""
        self._read, self._write = os.pipe()
        self._seconds = seconds

    def hold(self) -> None:
        """In a child that was just forked: end with the parent. The line is at descriptor 0 from here on."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # no handler: a wait that only a deadly signal ends, ends
        signal.setitimer(signal.ITIMER_REAL, self._seconds + GRACE_SECONDS)
        os.close(self._write)
        with suppress(OSError):  # opened anew, because who gets the signal is a property of what was opened
            fd = os.open(f"/proc/self/fd/{self._read}", os.O_RDONLY | os.O_CLOEXEC)
            os.dup2(fd, 0)
            os.close(fd)
            listen(0)
        os.close(self._read)

    def close(self) -> None:
        """In the parent: let go. Whoever is left hears of it."""
        os.close(self._write)
        os.close(self._read)


class Interrupts:
    """While children run, a signal that would end this process ends the work instead, once: `check` raises then too.

    It is raised where it comes; but Python drops what is raised in some places, so it is noted as well. From then on
    signals are ignored: to end the children takes a second or two, and nothing interrupts that.
    """

    def __init__(self) -> None:
        """Take the signals that nobody else has taken."""
        self._came: int | None = None
        self._taken = []
        with suppress(ValueError):  # a thread cannot
            for number in ENDING:
                if (before := signal.getsignal(number)) in (signal.SIG_DFL, signal.default_int_handler):
                    signal.signal(number, self._note)
                    self._taken.append((number, before))

    def _note(self, number: int, _frame: object) -> None:
        for each, _ in self._taken:
            signal.signal(each, signal.SIG_IGN)
        self._came = number
        self.check()

    def check(self) -> None:
        """Raise KeyboardInterrupt or SystemExit where a signal has come."""
        if self._came == signal.SIGINT:
            raise KeyboardInterrupt
        if self._came is not None:
            raise SystemExit(128 + self._came)

    def done(self) -> None:
        """Give the signals back; not where one has come, since this process is about to end."""
        if self._came is None:
            for number, before in self._taken:
                signal.signal(number, before)


def listen(fd: int) -> None:
    """Have SIGTERM sent to this process when nobody holds the other end of the pipe ``fd`` any more."""
    with suppress(OSError, AttributeError):  # gVisor and others may lack it: the timer is left
        fcntl.fcntl(fd, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(fd, fcntl.F_SETSIG, signal.SIGTERM)
        fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_ASYNC)
        gone = select.poll()
        gone.register(fd, 0)
        if gone.poll(0):  # before this was set
            os.kill(os.getpid(), signal.SIGTERM)


def _leave(*_: object) -> None:
    for number in ENDING:  # the clean-up is not interrupted
        signal.signal(number, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)
    raise SystemExit
