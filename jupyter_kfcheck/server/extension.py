"""Jupyter Server's side: traits, routes, metrics, and the first report."""

import os
from functools import cached_property
from typing import Any
from urllib.parse import quote

import prometheus_client
from jupyter_server.extension.application import ExtensionApp
from traitlets import default

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.server import jupyter as handlers
from jupyter_kfcheck.server import stated
from jupyter_kfcheck.server.metrics import ReportCollector
from jupyter_kfcheck.server.reports import Reports, Settings
from jupyter_kfcheck.server.steps import alone
from jupyter_kfcheck.server.traits import Checks, Seconds
from jupyter_kfcheck.state import documents, presence

FIRST_RUN_SECONDS = 0.1
"""Time for the server's first answers: the first run, which asks it things, comes after them."""
WILDCARDS = {"": "127.0.0.1", "*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to replace them


class KFCheck(ExtensionApp):
    """The report of the Kubeflow notebook check below this server's base URL."""

    name = "kfcheck"
    reports: Reports | None = None
    collector: ReportCollector | None = None

    max_age = Seconds(
        300.0, least=1.0, help="Seconds after which a report is old: the next request then starts a new run."
    ).tag(config=True)
    timeout = Seconds(10.0, least=0.1, help="Seconds after which a run of all checks is stopped.").tag(config=True)
    ready_checks = Checks(help="Check ids or categories: readyz answers 503 while one of them fails.").tag(config=True)
    skip = Checks(help="Check ids or categories that are not run.").tag(config=True)

    def parse_command_line(self, argv: object = None) -> None:
        """Leave the command line to the server, which has read ``--KFCheck.…`` from it: 2 ms at every start."""

    @default("max_age")
    def _max_age(self) -> float:
        return self._stated.max_age

    @default("timeout")
    def _timeout(self) -> float:
        return self._stated.timeout

    @default("ready_checks")
    def _ready_checks(self) -> list[str]:
        return list(self._stated.ready_checks)

    @cached_property
    def _stated(self) -> Contract:
        found = Contract()
        with alone(self.log, "read what /etc/kfcheck.toml and the environment say of the endpoint"):
            found = stated.load()
        return found  # noqa: RET504 - where the step fails, the defaults hold

    def _setting(self, name: str) -> Any:
        """The environment's, else that of Jupyter's configuration, else that of the image's file."""
        return getattr(self._stated if stated.VARIABLES[name] in os.environ else self, name)

    def initialize_settings(self) -> None:
        """Make the store of reports, before the handlers that read it."""
        max_age, timeout = self._setting("max_age"), self._setting("timeout")
        self.reports = Reports(Settings(max_age, timeout, frozenset(self._setting("ready_checks"))), self.log)
        with alone(self.log, "show the start-up check's report"):
            self.reports.adopt()

    def initialize_handlers(self) -> None:
        """Add the routes and the metrics, and have the first report made once the loop turns."""
        assert self.reports  # noqa: S101 - Jupyter Server has the settings made before the handlers
        shared = {"reports": self.reports}
        self.handlers.extend(
            [
                (r"kfcheck/livez", handlers.ProbeHandler, {**shared, "what": "live"}),
                (r"kfcheck/readyz", handlers.ProbeHandler, {**shared, "what": "ready"}),
                (r"kfcheck/startupz", handlers.ProbeHandler, {**shared, "what": "started"}),
                (r"kfcheck/health", handlers.HealthHandler, shared),
                (r"kfcheck/explain/", handlers.IndexHandler),
                (r"kfcheck/explain/([^/]+)", handlers.ExplainHandler),
                (r"kfcheck/?", handlers.ReportHandler, shared),
                (r"kfcheck/([^/]+)", handlers.PartHandler, shared),
            ]
        )
        with alone(self.log, "add its metrics"):
            collector = ReportCollector(self.reports)
            prometheus_client.REGISTRY.register(collector)
            self.collector = collector
        assert self.serverapp  # noqa: S101 - a linked extension has one
        self.serverapp.io_loop.call_later(FIRST_RUN_SECONDS, self.begin)

    def begin(self) -> None:
        """Make the first report. Its child tells `kfcheck probe` where to ask: a disk may hang, and not us with it."""
        assert self.reports  # noqa: S101 - as above
        skips = ("--skip", *self.skip) if self.skip else ()
        checks = self._setting("ready_checks")
        ready = ("--ready-checks", *checks) if checks else ()
        self.reports.begin(("--server-url", self.url, "--server-pid", str(os.getpid()), *ready, *skips))

    @property
    def url(self) -> str:
        """Where this server can be asked from inside its container."""
        server = self.serverapp
        assert server  # noqa: S101 - a linked extension has one
        if server.sock:
            return f"http+unix://{quote(server.sock, safe='')}{server.base_url}"
        host = WILDCARDS.get(server.ip, server.ip)
        host = f"[{host}]" if ":" in host else host
        return f"http{'s' if server.certfile else ''}://{host}:{server.port}{server.base_url}"

    async def stop_extension(self) -> None:
        """Take back what is registered and announced. Where one of us raised here, the server would never end."""
        if self.collector:
            with alone(self.log, "take its metrics away"):
                prometheus_client.REGISTRY.unregister(self.collector)
        if self.reports:
            with alone(self.log, "end the run under way"):
                await self.reports.stop()
        with alone(self.log, "take back what kfcheck probe was told"):
            told = presence.find()
            if told and told.pid == os.getpid():
                documents.remove(documents.SERVER)
