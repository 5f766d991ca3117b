"""Each wrong flag of code-server is named by one check, whose remedy, put into the command line, mends it."""

import pytest

from tests import rules
from tests.container.codeserver import health, restart
from tests.container.reports import find
from tests.container.test_start import until

GOOD = "--bind-addr=0.0.0.0:8888 --auth=none --trusted-origins='*'"


@pytest.fixture(scope="module")
def container(codeservers):
    with codeservers.run(pod=codeservers.pod()) as container:
        until(lambda: health(container))
        yield container


def failures(container):
    """The report on the server, and which of its checks fail on their own account."""
    _, report = container.kfcheck("--only", "server")
    for said in report["checks"]:
        assert not rules.check(said["summary"], said["evidence"], [advice["text"] for advice in said["remedies"]])
    return report, [check["id"] for check in report["checks"] if check["status"] in ("warn", "fail", "error")]


@pytest.mark.parametrize(
    ("flags", "check", "summary", "remedy"),
    [
        (
            "--bind-addr=0.0.0.0:8888 --auth=password --trusted-origins='*'",
            "server.auth",
            "asks for a password of its own: it was started without `--auth none`",
            "--auth none",
        ),
        (
            "--bind-addr=127.0.0.1:8888 --auth=none --trusted-origins='*'",
            "server.port",
            "answers on 127.0.0.1:8888 only, where nobody outside of the pod can reach it",
            "--bind-addr 0.0.0.0:8888",
        ),
        (
            "--bind-addr=0.0.0.0:9000 --auth=none --trusted-origins='*'",
            "server.port",
            "nothing listens on port 8888; node listens on port 9000",
            "--bind-addr 0.0.0.0:8888",
        ),
        (
            "--bind-addr=0.0.0.0:8888 --auth=none",
            "server.websocket",
            "WebSockets are refused for a foreign Origin: it was started without `--trusted-origins`",
            "--trusted-origins '*'",
        ),
    ],
    ids=["password", "loopback", "port", "origins"],
)
def test_a_wrong_flag_is_named_and_its_remedy_mends_it(container, flags, check, summary, remedy):
    restart(container, GOOD, flags)

    def named():
        report, found = failures(container)
        said = find(report, check)
        return found == [check] and said["summary"] == summary and said  # before it listens another one is named

    said = until(named)
    assert (said["status"], said["remedy_by"]) == ("fail", "image")
    assert f"`{remedy}`" in said["remedy"]
    name = remedy.partition(" ")[0]
    kept = [flag for flag in flags.split() if not flag.startswith(name)]
    restart(container, flags, " ".join([*kept, remedy]))
    until(lambda: failures(container)[1] == [])
    restart(container, " ".join([*kept, remedy]), GOOD)
