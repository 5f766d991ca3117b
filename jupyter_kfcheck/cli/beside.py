"""``kfcheck watch`` where no Jupyter shows the report: it serves it, and tells the log what the small loop tells it."""

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple

from jupyter_kfcheck.cli import serve
from jupyter_kfcheck.cli.common import write_stdout
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.model import Report
from jupyter_kfcheck.probe import http
from jupyter_kfcheck.render import log

PAUSE = 1.0
ASK_SECONDS = 3.0


class Watched(NamedTuple):
    """The IDE: its ``kind`` and ``port``, how to see whether it ``answers``, and the times of `kfcheck watch`."""

    kind: str
    port: int
    answers: Callable[[int], bool]
    within: float
    every: float


def run(contract: Contract, watched: Watched, *, quiet: bool = False) -> int:
    """Serve until told to end. ``quiet``: the log has the report already."""

    async def ready() -> None:
        end = time.monotonic() + watched.within
        while time.monotonic() < end:
            if await asyncio.to_thread(watched.answers, watched.port):
                return
            await asyncio.sleep(PAUSE)

    async def tell(report: Report | None) -> None:
        if report and not quiet:
            write_stdout(log.render(report))
        answered = await asyncio.to_thread(watched.answers, watched.port)
        while True:
            await asyncio.sleep(watched.every)
            if await asyncio.to_thread(watched.answers, watched.port) != answered:
                answered = not answered
                write_stdout(changed(watched.port, answers=answered))

    return serve.run(contract, watched.kind, watched.port, ready, tell)


def changed(port: int, *, answers: bool) -> str:
    """The word for the log when the IDE starts or stops to answer."""
    return f"kfcheck: the notebook on port {port} {'answers' if answers else 'has stopped answering'}\n"


def lacks_extension(port: int, prefix: str) -> bool:
    """Whether a Jupyter answers there without our extension. Silence is no answer: it may just be busy."""
    try:
        url = f"http://127.0.0.1:{port}{prefix.rstrip('/')}/kfcheck/livez"
        return http.ask(url, time.monotonic() + ASK_SECONDS) == 404
    except http.NoAnswerError:
        return False
