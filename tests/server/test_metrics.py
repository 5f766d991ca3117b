"""The report in Jupyter's own /metrics."""

import re

from prometheus_client.parser import text_string_to_metric_families

from jupyter_kfcheck.checks import BY_ID, CHECKS
from jupyter_kfcheck.model import Status
from tests.reports import document, result
from tests.server.children import Child

CHECKED = [
    result("user.name"),
    result("user.uid", Status.WARN),
    result("home.path", Status.FAIL),
    result("home.space", Status.ERROR),
    result("home.writable", Status.SKIP),
    result("planted.series", Status.PASS),
]


def scrape(server) -> str:
    """Our part of what the server exposes."""
    lines = server.ask("metrics").body.decode().splitlines(keepends=True)
    return "".join(line for line in lines if re.match(r"(# \w+ )?kfcheck_", line))


def samples(text: str) -> dict:
    """The value of each series by its name and labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def status(check: str) -> tuple:
    return "kfcheck_check_status", ("category", check.partition(".")[0]), ("check", check)


def test_the_metrics_say_what_the_report_says(start, tmp_path):
    child = Child(tmp_path, f"print({document(*CHECKED, kind='jupyter')!r})")
    server = start(config=child.config)
    server.until("kfcheck/startupz")
    text = scrape(server)
    assert samples(text) == {
        status("user.name"): 0,
        status("user.uid"): 1,
        status("home.path"): 2,
        status("home.space"): 3,
        status("home.writable"): -1,
        ("kfcheck_status",): 2,
        ("kfcheck_report_timestamp_seconds",): 1767323045,
        ("kfcheck_run_duration_seconds",): 0.25,
        ("kfcheck_info", ("kind", "jupyter"), ("platform", "none"), ("version", "0.1.0")): 1,
    }
    for _ in range(5):
        assert scrape(server) == text  # a scrape changes nothing
    assert child.count() == 1  # and runs nothing


def test_a_scrape_runs_nothing_even_when_the_report_is_old(start, tmp_path):
    child = Child(tmp_path)
    server = start(
        config=f"{child.config}c.KFCheck.max_age = 1\nimport jupyter_kfcheck.server.extension as extension\n"
        "extension.FIRST_RUN_SECONDS = 9999\n"
    )
    for _ in range(3):
        assert scrape(server) == ""
    assert child.count() == 0


def test_there_are_few_of_them_even_with_every_check(start, tmp_path):
    """At most 60 series and 6 kB: the checks, four more, and kfcheck's own run in place of them."""
    server = start(config=Child(tmp_path, f"print({document(*map(result, BY_ID))!r})").config)
    server.until("kfcheck/startupz")
    text = scrape(server)
    assert len(samples(text)) == len(CHECKS) + 4 <= 60
    assert len(text) <= 6000
