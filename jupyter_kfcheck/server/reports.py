"""The last report of this container, made by one child process at a time and never waited for without end."""

import asyncio
import contextlib
import logging
import threading
import time

from jupyter_kfcheck.child import document, engine
from jupyter_kfcheck.child.processes import Process, living
from jupyter_kfcheck.model import Struct
from jupyter_kfcheck.server.snapshot import Snapshot
from jupyter_kfcheck.state import documents

RETRY_SECONDS = 1.0
STOP_SECONDS = 2.0
INFINITE = float("inf")


class Settings(Struct):
    """How reports are made and judged ready. Times in seconds."""

    max_age: float = 300.0
    timeout: float = 10.0
    ready_checks: frozenset[str] = frozenset()


class Reports:
    """The last report, refreshed in the background when somebody asks and it is older than ``max_age``.

    A refresh looks and does not touch; what writes is tried on request (`renew`). The child knows what that means.
    """

    def __init__(self, settings: Settings, log: logging.Logger) -> None:
        """Run nothing before `begin`."""
        self.latest: Snapshot | None = None
        self.ready = False
        self._settings = settings
        self._log = log
        self._arguments: tuple[str, ...] = ()
        self._full = False  # whether the run under way makes every trial
        self._due = INFINITE  # the moment from which on a request starts a run
        self._flight: asyncio.Future[None] | None = None
        self._left: frozenset[Process] = frozenset()
        self._stop = threading.Event()

    def adopt(self) -> None:
        """Show the start-up check's report until the first run has ended, if it is not too old."""
        for left in documents.found(documents.STARTUP):
            try:
                report = document.read(left)
                age = time.time() - document.made(report) - report.duration_seconds
            except ValueError:  # damaged, or another version's: an older one may be sound
                continue
            if 0 <= age < self._settings.max_age:
                self._show(Snapshot(report, time.monotonic() - age))
            return

    def begin(self, arguments: tuple[str, ...]) -> None:
        """Make the first report. ``arguments`` go to every child, which leaves its report for `kfcheck probe`."""
        self._arguments = arguments
        self._start()

    @property
    def max_age(self) -> float:
        """The age in seconds from which a report is refreshed."""
        return self._settings.max_age

    def touch(self, within: float | None = None) -> None:
        """Somebody asked something: start a run in the background if the report is too old.

        ``within``: the age in seconds that is too old for the one who asks, where that is less than usual.
        """
        due = self._due
        if within is not None and self.latest is not None and due == self.latest.made + self._settings.max_age:
            due = min(due, self.latest.made + within)
        if time.monotonic() >= due:
            self._start()

    async def settle(self) -> None:
        """Wait for the run under way, if there is one."""
        if self._flight is not None:
            await asyncio.shield(self._flight)

    async def renew(self) -> None:
        """Run everything now, the trials that write included, and wait for it; such a run under way will do.

        Returns at once while processes of an earlier run hang in the kernel and cannot be ended: at most
        one run ever exists, and the report's age tells how long that has lasted.
        """
        while self._flight is not None and not self._full:  # two who wait for the same are both woken by its end
            await self.settle()
        if self._flight is None:
            self._start(full=True)
        await self.settle()

    async def stop(self) -> None:
        """End a run under way, in `STOP_SECONDS` at most, and start no other."""
        self._stop.set()
        self._due = INFINITE
        if self._flight is not None:
            await asyncio.wait([self._flight], timeout=STOP_SECONDS)

    def _start(self, *, full: bool = False) -> None:
        self._left = living(self._left)
        if self._left or self._stop.is_set():
            self._due = time.monotonic() + RETRY_SECONDS
            return
        loop = asyncio.get_running_loop()
        self._due = INFINITE
        self._flight, self._full = loop.create_future(), full
        # Not the loop's executor: its threads are waited for at exit, and this one may hang.
        thread = threading.Thread(target=self._work, args=(loop, full), name="kfcheck", daemon=True)
        try:
            thread.start()
        except RuntimeError as refused:  # the container may start no more threads
            run = engine.failed(f"could not be started: {refused}")
            loop.call_soon(self._land, run, Snapshot(run.report, time.monotonic()))

    def _work(self, loop: asyncio.AbstractEventLoop, full: bool) -> None:  # noqa: FBT001 - a thread's argument
        try:
            how = engine.IN_FULL if full else engine.BACKGROUND
            run = engine.run(self._settings.timeout, (how, *self._arguments), self._stop)
        except Exception as wrong:  # noqa: BLE001 - whatever it is, it must not be the last run
            run = engine.failed(f"could not be watched: {wrong!r}")
        snapshot = Snapshot(run.report, time.monotonic())
        with contextlib.suppress(RuntimeError):  # the server has stopped meanwhile
            loop.call_soon_threadsafe(self._land, run, snapshot)

    def _land(self, run: engine.Run, snapshot: Snapshot) -> None:
        if not self._stop.is_set():
            self._tell(run)
        self._left = run.left
        self._show(snapshot)
        self._due = snapshot.made + self._settings.max_age
        flight, self._flight = self._flight, None
        if flight is not None and not flight.done():
            flight.set_result(None)

    def _tell(self, run: engine.Run) -> None:
        if run.problem:
            self._log.error("kfcheck: the run %s%s", run.problem, engine.quote(run.errors))
        elif run.errors:
            self._log.warning("kfcheck:%s", engine.quote(run.errors))
        if run.left:
            numbers = ", ".join(str(p.pid) for p in sorted(run.left))
            self._log.warning("kfcheck: HOME or a driver hangs, these processes cannot be ended: %s", numbers)

    def _show(self, snapshot: Snapshot) -> None:
        self.latest = snapshot
        self.ready = snapshot.ready(self._settings.ready_checks)
