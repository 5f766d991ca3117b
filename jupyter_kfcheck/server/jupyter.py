"""Jupyter Server's handlers: the plain ones, and the report with its credentials, XSRF and authorizer."""

import time
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from jupyter_kfcheck.server import endpoints, plain
from jupyter_kfcheck.server.endpoints import Reply
from jupyter_kfcheck.server.reports import Reports


class ProbeHandler(plain.ProbeHandler):
    """``livez``, ``readyz``, ``startupz``: Jupyter Server is told that they need no credentials."""

    @allow_unauthenticated
    def get(self) -> None:
        """Answer, and have the report refreshed if it is too old."""
        super().get()

    head = get


class ExplainHandler(plain.ExplainHandler):
    """``explain/<id>``, likewise."""

    @allow_unauthenticated
    def get(self, check_id: str) -> None:
        """Explain one check."""
        super().get(check_id)

    head = get


class IndexHandler(plain.IndexHandler):
    """``explain/``, likewise."""

    @allow_unauthenticated
    def get(self) -> None:
        """List the checks."""
        super().get()

    head = get


class PartHandler(APIHandler):
    """A part of the report: a status for everybody, the rest for who may read it."""

    SUPPORTED_METHODS: tuple[str, ...] = ("GET", "HEAD", "OPTIONS")
    auth_resource = "kfcheck"
    _tag: str | None = None
    _track_activity = False  # watching is not using: cullers read last_activity

    def initialize(self, reports: Reports) -> None:
        """``reports`` is the extension's."""
        self._reports = reports

    @allow_unauthenticated
    async def get(self, part: str = "") -> None:
        """Answer from memory, and have the report refreshed if it is too old."""
        request = await self.read()
        self._reports.touch(request.within)
        self.send(endpoints.report(request, self._reports.latest, time.monotonic(), part))

    head = get

    async def read(self) -> endpoints.Request:
        """What the request asks for, and whether its user may see details."""
        user = self.current_user
        detail = bool(user) and await ensure_async(self.authorizer.is_authorized(self, user, "read", "kfcheck"))
        headers = self.request.headers
        within = endpoints.asked_age(headers.get("Cache-Control", ""), detail=detail)
        return endpoints.Request(self.request.query, headers.get("Accept", ""), detail, within)

    def send(self, reply: Reply) -> None:
        """Send a reply; where the caller has it already (If-None-Match), tornado makes it a 304."""
        reply = endpoints.rooted(reply, self.request.path, self.request.query)
        self.set_status(reply.status)
        self.set_header("Kfcheck-Max-Age", f"{self._reports.max_age:g}")
        self._tag = reply.headers.get("ETag")
        for name, value in reply.headers.items():
            if name != "ETag":
                self.set_header(name, value)
        self.finish(reply.body, set_content_type=reply.content_type)

    def compute_etag(self) -> str | None:
        """The tag that `Snapshot` has made once for each body; tornado compares it, and only one that it asks for."""
        return self._tag

    def _log(self) -> None:
        """Leave out of log and histograms what is asked for ever and went well; here a 503 is no server error."""
        if self.get_status() not in (200, 304, 503):
            super()._log()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """As any Jupyter API, and with the methods that would do."""
        if status_code == 405:
            self.set_header("Allow", ", ".join(self.SUPPORTED_METHODS))
        super().write_error(status_code, **kwargs)


class ReportHandler(PartHandler):
    """The whole report, and a new one on request."""

    SUPPORTED_METHODS = ("GET", "HEAD", "OPTIONS", "POST")

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Run now, then answer as GET does."""
        mistake = endpoints.report(await self.read(), self._reports.latest, 0.0)
        if mistake.status in (400, 406):
            return self.send(mistake)
        await self._reports.renew()
        await self.get()
        return None


class HealthHandler(PartHandler):
    """The verdict as a status code."""

    @allow_unauthenticated
    async def get(self, part: str = "") -> None:
        """Answer from memory, and have the report refreshed if it is too old."""
        del part
        request = await self.read()
        self._reports.touch(request.within)
        self.send(endpoints.health(request, self._reports.latest, time.monotonic()))

    head = get
