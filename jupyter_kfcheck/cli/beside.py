"""``kfcheck watch`` where no Jupyter shows the report: it serves it, and tells the log what the small loop tells it."""

import asyncio
import time
from collections.abc import Callable

from jupyter_kfcheck.cli import serve
from jupyter_kfcheck.cli.common import write_stdout
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.model import Report, Struct
from jupyter_kfcheck.render import log
from jupyter_kfcheck.watch.moments import Moments


class Watched(Struct):
    """The IDE's ``kind`` and ``port``, the ``moments`` of it, and how the small loop goes on.

    ``step`` tells the log what has happened since the last one, and takes ``pause`` seconds at most.
    """

    kind: str
    port: int
    moments: Moments
    within: float
    pause: float
    step: Callable[[], None]


def run(contract: Contract, watched: Watched, *, quiet: bool = False) -> int:
    """Serve until told to end. ``quiet``: the IDE has answered, and the log has the report."""

    async def ready() -> None:
        if quiet:
            return
        end = time.monotonic() + watched.within
        while not await asyncio.to_thread(watched.moments.answered) and time.monotonic() < end:
            await asyncio.to_thread(watched.step)
            await asyncio.sleep(watched.pause)

    async def tell(report: Report | None) -> None:
        if report and not quiet:
            write_stdout(log.render(report))
        while True:
            await asyncio.to_thread(watched.step)
            await asyncio.sleep(watched.pause)

    return serve.run(contract, watched.kind, watched.port, ready, tell)
