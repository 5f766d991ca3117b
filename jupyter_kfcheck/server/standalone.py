"""``kfcheck serve``: the endpoint on tornado alone, for an IDE that has no Jupyter Server."""

import asyncio
import contextlib
import hmac
import json
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from tornado import httpserver, netutil, web

from jupyter_kfcheck.child import processes
from jupyter_kfcheck.model import Report, Struct
from jupyter_kfcheck.server import alone, steps
from jupyter_kfcheck.server.peer import is_ide
from jupyter_kfcheck.server.reports import Reports, Settings
from jupyter_kfcheck.state import documents, reading

FIRST_RUN_SECONDS = 0.1
DRAIN_SECONDS = 1.0
"""Between the first readyz that says no and the end: s6 and `docker stop` give three seconds and more."""
BACKLOG = 128
BODY_LIMIT = 64 << 10


class Place(Struct):
    """Where to serve, for which IDE, with what. ``port`` 0 takes a free one; ``token`` "" opens nothing."""

    host: str
    port: int
    kind: str
    ide_port: int
    token: str = ""
    settings: Settings = Settings()


class Trust:
    """Who may read the report, and who may have it made anew."""

    def __init__(self, place: Place) -> None:
        """Loopback is trusted only while nothing else can reach the server: a mesh's sidecar comes from there too."""
        self._place = place
        self.loopback = place.host in ("127.0.0.1", "::1", "localhost")

    def reads(self, handler: web.RequestHandler) -> bool:
        """With the token; bound to loopback also whoever calls it by a loopback name, or the IDE's own proxy."""
        return self.token(handler) or (self.loopback and (_local_name(handler) or self._by_the_ide(handler)))

    def token(self, handler: web.RequestHandler) -> bool:
        """Whether the request carries the token, in its query or as ``Authorization: token …`` or ``Bearer …``."""
        if not self._place.token:
            return False
        given = parse_qs(handler.request.query).get("token", [])
        scheme, _, value = handler.request.headers.get("Authorization", "").partition(" ")
        given += [value.strip()] if scheme.lower() in ("token", "bearer") else []
        return any(hmac.compare_digest(each.encode(), self._place.token.encode()) for each in given)

    def renews(self, handler: web.RequestHandler) -> bool:
        """A POST: with the token, or from a page of this very origin with a body that no foreign form can send."""
        headers = handler.request.headers
        json_body = headers.get("Content-Type", "").partition(";")[0].strip().lower() == "application/json"
        own_page = headers.get("Sec-Fetch-Site") == "same-origin" and json_body
        return self.token(handler) or (own_page and self.reads(handler))

    def _by_the_ide(self, handler: web.RequestHandler) -> bool:
        connection = handler.request.connection
        stream = getattr(connection, "stream", None)
        if stream is None or stream.socket is None:
            return False
        client, server = stream.socket.getpeername()[:2], stream.socket.getsockname()[:2]
        return is_ide(client, server, self._place.ide_port)


def _local_name(handler: web.RequestHandler) -> bool:
    host = handler.request.host.lower()
    name = host[1 : host.find("]")] if host.startswith("[") else host.partition(":")[0]
    return name in ("127.0.0.1", "::1", "localhost")


Ready = Callable[[], Awaitable[None]] | None
Tell = Callable[[Report | None], Awaitable[None]] | None


async def serve(place: Place, log: logging.Logger, ready: Ready = None, tell: Tell = None) -> None:
    """Serve until SIGTERM or SIGINT. The first report waits for ``ready``; ``tell`` gets it and may go on."""
    reports = Reports(place.settings, log)
    with steps.alone(log, "show the start-up check's report"):
        reports.adopt()
    trust, draining, ended = Trust(place), asyncio.Event(), asyncio.Event()
    shared = alone.Shared(reports, trust, draining)
    server = httpserver.HTTPServer(alone.application(shared), max_body_size=BODY_LIMIT)
    sockets = _bound(place, log)
    server.add_sockets(sockets)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, draining.set)
    url = _url(sockets[0])
    told = False
    with steps.alone(log, "tell kfcheck probe where to ask"):
        told = _announce(url, place)
    log.info("kfcheck: serves the report at %skfcheck", url)
    work = asyncio.ensure_future(_report(reports, place, ready, tell))
    drained = asyncio.ensure_future(_drain(draining, ended))
    await ended.wait()
    server.stop()
    work.cancel()
    with steps.alone(log, "end the run under way"):
        await reports.stop()
    await server.close_all_connections()
    if told:
        with steps.alone(log, "take back what kfcheck probe was told"):
            documents.remove(documents.SERVE)
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(work, drained, return_exceptions=True)


async def _report(reports: Reports, place: Place, ready: Ready, tell: Tell) -> None:
    await (ready() if ready else asyncio.sleep(FIRST_RUN_SECONDS))
    reports.begin(("--kind", place.kind) if place.kind != "unknown" else ())
    if tell:
        await reports.settle()
        await tell(reports.latest.report if reports.latest else None)


async def _drain(draining: asyncio.Event, ended: asyncio.Event) -> None:
    await draining.wait()
    await asyncio.sleep(DRAIN_SECONDS)
    ended.set()


def _bound(place: Place, log: logging.Logger) -> list[socket.socket]:
    host = "" if place.host in ("", "*") else place.host
    try:
        return netutil.bind_sockets(place.port, host or None, backlog=BACKLOG)
    except OSError as taken:
        log.warning("kfcheck: port %d is taken (%s): another one is used", place.port, taken.strerror)
        return netutil.bind_sockets(0, host or None, backlog=BACKLOG)


def _url(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - to replace them
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _announce(url: str, place: Place) -> bool:
    """Leave the address for `kfcheck probe`; an earlier one that still runs keeps its word."""
    if reading.announced(documents.SERVE):
        return False
    this = processes.read(os.getpid())
    said = {
        "url": url,
        "kind": place.kind,
        "port": place.ide_port,
        "ready_checks": sorted(place.settings.ready_checks),
        "pid": os.getpid(),
    }
    return documents.save(documents.SERVE, json.dumps(said | {"start": this.start if this else 0}).encode()) is not None
