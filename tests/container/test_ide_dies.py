"""code-server killed, looping, hung: what the probes, kfcheck's server and the report say of it."""

import json
import re

import pytest

from tests.container.codeserver import LIVE, SERVE, SERVICE, again, get, health, serving
from tests.container.test_start import until

LIVE_SERVE = f"{SERVE}/kfcheck/livez"


@pytest.fixture
def container(codeservers):
    """A container of the test's own, since each breaks it."""
    with codeservers.run(pod=codeservers.pod()) as container:
        serving(container)
        yield container


def probe(container, which="livez"):
    """Exit code and line of the exec probe."""
    done = container.ask("kfcheck", "probe", which)
    assert done.stdout.count("\n") == 1, done.stderr
    return done.returncode, done.stdout.rstrip("\n")


def services(container):
    """What the endpoint says of s6's services, in a report of now."""
    code, report = container.kfcheck("--only", "s6.services", "server.port")
    assert code in (0, 1)
    return {check["id"]: check for check in report["checks"]}


SIGNAL = """
import psutil, signal, sys
for process in psutil.process_iter():
    if process.cmdline()[:1] == ["/usr/lib/code-server/lib/node"]:
        process.send_signal(getattr(signal, sys.argv[1]))
"""


def signal_all(container, name):
    """Send a signal to each process of code-server."""
    container.root("python3", "-I", "-c", SIGNAL, name)


def test_killed_it_comes_back_and_the_report_says_who_ended_how_often(container):
    for _ in range(3):
        until(lambda: health(container))
        again(container, "-k")
        assert get(container, LIVE_SERVE) == (200, "ok\n")
    said = services(container)["s6.services"]
    assert said["status"] == "fail"
    # More than three where its own child still held the port when s6 started it anew, which then ended with 1.
    ends = "(signal SIGKILL, as the kernel does when memory runs out|exitcode 1)"
    assert re.fullmatch(rf"code-server ended \d+ times in 1 min, last with {ends}", said["summary"])
    assert said["evidence"]["services"]["code-server"]["deaths"] >= 3
    until(lambda: health(container))
    assert probe(container) == (0, "live: code-server answers /healthz"), "it answers, so nobody restarts it"


def test_looping_it_is_named_by_probe_report_and_page_and_serve_lives_on(container):
    container.root("sh", "-c", f"printf '#!/bin/sh\\nexit 3\\n' >{LIVE}")
    container.root("/command/s6-svc", "-k", SERVICE)
    code, line = until(lambda: "times" in (said := probe(container))[1] and said)
    assert code == 1
    assert line.startswith(
        "not live: nothing listens on port 8888, where code-server is expected; s6: code-server ended "
    )
    assert "last with exitcode 3" in line
    until(lambda: services(container)["s6.services"]["status"] == "fail")
    said = services(container)
    assert "last with exitcode 3" in said["s6.services"]["summary"]
    assert said["s6.services"]["summary"].startswith("code-server ended ")
    assert "Read what code-server wrote to the container's log" in said["s6.services"]["remedy"]
    assert (said["server.port"]["status"], said["server.port"]["because"]) == ("fail", "s6.services")
    assert get(container, LIVE_SERVE) == (200, "ok\n")
    served = json.loads(get(container, f"{SERVE}/kfcheck").body)
    assert served["kind"] == "codeserver"


def test_hung_it_is_not_live_and_is_again_once_it_goes_on(container):
    signal_all(container, "SIGSTOP")
    try:
        code, line = probe(container)
        assert code == 1
        assert line.startswith("not live: code-server on port 8888 did not answer in time")
        assert get(container, LIVE_SERVE) == (200, "ok\n")
        said = services(container)
        assert said["server.port"]["status"] == "error"
        assert "did not answer" in said["server.port"]["summary"]
        assert said["s6.services"]["status"] == "pass", "s6 sees a process that runs"
    finally:
        signal_all(container, "SIGCONT")
    until(lambda: probe(container)[0] == 0)
