"""Tornado alone: the handlers that any server of ours can use. They parse, ask `endpoints`, and send what it says."""

from typing import Any

from tornado import web

from jupyter_kfcheck.server import endpoints
from jupyter_kfcheck.server.endpoints import Reply
from jupyter_kfcheck.server.reports import Reports


class PlainHandler(web.RequestHandler):
    """For everybody: no user, no cookie, no look at the Host, no redirect, no activity, no XSRF cookie."""

    SUPPORTED_METHODS: tuple[str, ...] = ("GET", "HEAD")
    _tag: str | None = None

    def send(self, reply: Reply) -> None:
        """Send a reply as it is."""
        self.set_status(reply.status)
        self.set_header("Content-Type", reply.content_type)
        self._tag = reply.headers.get("ETag")
        for name, value in reply.headers.items():
            if name != "ETag":
                self.set_header(name, value)
        self.finish(reply.body)

    def compute_etag(self) -> str | None:
        """The tag that the reply has, if any; tornado compares it, and only one that it asks for."""
        return self._tag

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say in JSON what tornado would say in HTML."""
        del kwargs
        if status_code == 405:
            self.set_header("Allow", ", ".join(self.SUPPORTED_METHODS))
        self.send(endpoints.refusal(status_code, self._reason))


class ProbeHandler(PlainHandler):
    """``livez``, ``readyz``, ``startupz``, from memory."""

    def initialize(self, reports: Reports, what: str) -> None:
        """``what`` is the property asked for: live, ready or started."""
        self._reports = reports
        self._what = what

    def get(self) -> None:
        """Answer, and have the report refreshed if it is too old."""
        reports = self._reports
        reports.touch()
        started = reports.latest is not None
        good = self._what == "live" or (started and (self._what == "started" or reports.ready))
        self.send(endpoints.probe(self.request.query, good=good, what=self._what))

    head = get

    def _log(self) -> None:
        """Stay out of log and histograms: a kubelet asks every few seconds, and a 503 is no server error."""


class ExplainHandler(PlainHandler):
    """``explain/<id>``: static help."""

    def get(self, check_id: str) -> None:
        """Explain one check."""
        accept = self.request.headers.get("Accept", "")
        self.send(endpoints.explain(endpoints.Request(self.request.query, accept), check_id))

    head = get


class IndexHandler(PlainHandler):
    """``explain/``: all checks."""

    def get(self) -> None:
        """List them."""
        accept = self.request.headers.get("Accept", "")
        self.send(endpoints.index(endpoints.Request(self.request.query, accept)))

    head = get
