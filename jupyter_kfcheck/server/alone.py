"""The handlers of `standalone`: what the plain ones lack, which is who may read and who may renew the report."""

import asyncio
import time
from typing import Protocol

from tornado import web

from jupyter_kfcheck.model import Struct
from jupyter_kfcheck.server import endpoints, plain
from jupyter_kfcheck.server.endpoints import Reply
from jupyter_kfcheck.server.reports import Reports

REFUSED = "to run the checks, give the token, or post JSON from a page of this server (Sec-Fetch-Site: same-origin)"


class Truster(Protocol):
    """Who may read, and who may have a new report made."""

    def reads(self, handler: web.RequestHandler) -> bool: ...  # noqa: D102 - as the class says
    def renews(self, handler: web.RequestHandler) -> bool: ...  # noqa: D102 - as the class says


class Shared(Struct):
    """What all handlers share. ``draining`` is set once the server is about to end."""

    reports: Reports
    trust: Truster
    draining: asyncio.Event


class ReadyHandler(plain.ProbeHandler):
    """``readyz``, which says no as soon as the server is about to end."""

    def initialize(self, reports: Reports, what: str, draining: asyncio.Event) -> None:  # type: ignore[override] # adds one
        """As the plain one; ``draining`` overrules the report."""
        super().initialize(reports, what)
        self._draining = draining

    def get(self) -> None:
        """Answer."""
        if self._draining.is_set():
            return self.send(endpoints.probe(self.request.query, good=False, what="ready"))
        return super().get()

    head = get


class PartHandler(plain.PlainHandler):
    """A part of the report: a status for everybody, the rest for who may read it."""

    def initialize(self, shared: Shared) -> None:
        """``shared`` is the server's."""
        self._shared = shared

    def get(self, part: str = "") -> None:
        """Answer from memory, and have the report refreshed if it is too old."""
        request = self.read()
        self._shared.reports.touch(request.within)
        reply = endpoints.report(request, self._shared.reports.latest, time.monotonic(), part)
        self.answer(endpoints.rooted(reply, self.request.path, self.request.query))

    head = get

    def read(self) -> endpoints.Request:
        """What the request asks for, and whether who asks may see details."""
        headers, detail = self.request.headers, self._shared.trust.reads(self)
        within = endpoints.asked_age(headers.get("Cache-Control", ""), detail=detail)
        return endpoints.Request(self.request.query, headers.get("Accept", ""), detail, within)

    def answer(self, reply: Reply) -> None:
        """Send a reply; where the caller has it already (If-None-Match), tornado makes it a 304."""
        self.set_header("Kfcheck-Max-Age", f"{self._shared.reports.max_age:g}")
        self.send(reply)


class ReportHandler(PartHandler):
    """The whole report, and a new one on request."""

    SUPPORTED_METHODS = ("GET", "HEAD", "POST")

    async def post(self) -> None:
        """Run now, then answer as GET does."""
        if not self._shared.trust.renews(self):
            return self.send(endpoints.refusal(403, REFUSED))
        mistake = endpoints.report(self.read(), self._shared.reports.latest, 0.0)
        if mistake.status in (400, 406):
            return self.send(mistake)
        await self._shared.reports.renew()
        return self.get()

    def check_xsrf_cookie(self) -> None:
        """No cookie lets anybody in here, so there is none to protect: see `post`."""


class HealthHandler(PartHandler):
    """The verdict as a status code."""

    def get(self, part: str = "") -> None:
        """Answer from memory, and have the report refreshed if it is too old."""
        del part
        request = self.read()
        self._shared.reports.touch(request.within)
        self.answer(endpoints.health(request, self._shared.reports.latest, time.monotonic()))

    head = get


class MetricsHandler(plain.PlainHandler):
    """``/metrics``, open as Prometheus expects it: statuses of checks and nothing else."""

    def initialize(self, shared: Shared) -> None:
        """``shared`` is the server's."""
        self._shared = shared

    def get(self) -> None:
        """The last report as metrics; an old one is refreshed."""
        self._shared.reports.touch()
        from jupyter_kfcheck.render import prometheus  # noqa: PLC0415 - 2 MB that only a scraped server pays

        latest = self._shared.reports.latest
        body = prometheus.render(latest.report).encode() if latest else b""
        self.send(Reply(200, prometheus.CONTENT_TYPE, body))

    head = get


class FrontHandler(plain.PlainHandler):
    """``/`` leads to the report, relatively: a proxy may have put a path before it."""

    def get(self) -> None:
        """Redirect."""
        self.send(Reply(302, "text/plain", b"", {"Location": "kfcheck"}))

    head = get


class LostHandler(plain.PlainHandler):
    """Everything else."""

    def prepare(self) -> None:
        """Say so."""
        self.send(endpoints.refusal(404, "there is nothing here; the report is at /kfcheck"))


def application(shared: Shared) -> web.Application:
    """All routes."""
    reports = {"reports": shared.reports}
    given = {"shared": shared}
    return web.Application(
        [
            (r"/kfcheck/livez", plain.ProbeHandler, {**reports, "what": "live"}),
            (r"/kfcheck/readyz", ReadyHandler, {**reports, "what": "ready", "draining": shared.draining}),
            (r"/kfcheck/startupz", plain.ProbeHandler, {**reports, "what": "started"}),
            (r"/kfcheck/health", HealthHandler, given),
            (r"/kfcheck/explain/", plain.IndexHandler),
            (r"/kfcheck/explain/([^/]+)", plain.ExplainHandler),
            (r"/kfcheck/?", ReportHandler, given),
            (r"/kfcheck/([^/]+)", PartHandler, given),
            (r"/metrics", MetricsHandler, given),
            (r"/", FrontHandler),
        ],
        default_handler_class=LostHandler,
        log_function=lambda _handler: None,
    )
