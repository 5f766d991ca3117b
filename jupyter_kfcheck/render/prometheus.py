"""The report as Prometheus metrics: what `/metrics` shows, and what a node exporter's text file can hold."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from jupyter_kfcheck.help import explanations
from jupyter_kfcheck.model import Report, Status
from jupyter_kfcheck.render.safe import printable

VALUES = {Status.PASS: 0, Status.WARN: 1, Status.FAIL: 2, Status.ERROR: 3, Status.SKIP: -1}
__all__ = ["CONTENT_TYPE", "families", "render"]
_MEANING = "0 pass, 1 warn, 2 fail, 3 error, -1 skip"


def render(report: Report) -> str:
    """The metrics in the text format that Prometheus reads."""

    class One(Collector):
        def collect(self) -> Iterator[Metric]:
            return families(report)

    registry = CollectorRegistry()
    registry.register(One())
    return generate_latest(registry).decode()


def families(report: Report) -> Iterator[Metric]:
    """The metrics of the contract. Labels are from the fixed list of checks: no document adds series."""
    known = explanations.load()
    each = GaugeMetricFamily("kfcheck_check_status", f"Status of a check: {_MEANING}", labels=["check", "category"])
    for check in report.checks:
        if check.id in known:
            each.add_metric([check.id, check.id.partition(".")[0]], VALUES[check.status])
    yield each
    yield GaugeMetricFamily("kfcheck_status", f"Status of the report: {_MEANING}", VALUES[report.status])
    started = datetime.fromisoformat(report.started_at.replace("Z", "+00:00")).timestamp()
    yield GaugeMetricFamily("kfcheck_report_timestamp_seconds", "When the report was made", started)
    yield GaugeMetricFamily("kfcheck_run_duration_seconds", "How long its run took", report.duration_seconds)
    info = {"version": report.kfcheck_version, "kind": report.kind, "platform": report.platform}
    info = {name: printable(value) for name, value in info.items()}
    yield InfoMetricFamily("kfcheck", "The kfcheck that made the report, and the IDE and platform it saw", info)
