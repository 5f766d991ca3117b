"""The last report as Prometheus metrics: state alone. A scrape waits for nothing and has an old report refreshed."""

from collections.abc import Iterator
from contextlib import suppress

from prometheus_client import Metric
from prometheus_client.registry import Collector

from jupyter_kfcheck.render.prometheus import families
from jupyter_kfcheck.server.reports import Reports


class ReportCollector(Collector):
    """Tells a registry what the last report says, or nothing while there is none."""

    def __init__(self, reports: Reports) -> None:
        """Look at ``reports`` at each scrape."""
        self._reports = reports

    def describe(self) -> Iterator[Metric]:
        """Name no metric in advance, so that a registry does not collect once just to learn the names."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The metrics of the last report; an old one is refreshed for the next scrape."""
        with suppress(RuntimeError):  # not in the server's loop, where alone a run can be started
            self._reports.touch()
        if self._reports.latest is None:
            return
        yield from families(self._reports.latest.report)
