"""A limit of processor time for work of our own that only computes: no text that others wrote may keep it for ever."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class SpentError(Exception):
    """The time that something might take to compute is spent."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Let what is inside compute for ``seconds`` of this process's own time at most, then raise `SpentError` in it.

    Time in which nothing is computed does not count, so that a busy machine spends nothing. Regular expressions are
    interrupted too. In another thread than the first there is no such limit.
    """

    def spent(*_: object) -> None:
        raise SpentError

    try:
        before = signal.signal(signal.SIGVTALRM, spent)
    except ValueError:  # not the first thread
        yield
        return
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
