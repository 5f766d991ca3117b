"""Watching is not using: what code-server counts as use stays where it is, whoever runs kfcheck beside it."""

import json

from tests.container.codeserver import up

SAYS = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8888/healthz', timeout=3).read().decode())"
USE = "import urllib.request as u; u.urlopen('http://127.0.0.1:8888/login', timeout=9)"


def beat(container) -> int:
    return json.loads(container.ask("python3", "-c", SAYS).stdout)["lastHeartbeat"]


def files(container) -> str:
    return container.root("find", "/home/jovyan", "/tmp", "-not", "-path", "*kfcheck*")


def test_two_runs_move_no_heartbeat_and_make_nothing(codeservers):
    with codeservers.run(pod=codeservers.pod()) as container:
        up(container)
        assert beat(container) == 0  # never used yet
        before = files(container)
        for _ in range(2):
            _, report = container.kfcheck("--only", "server")
        assert (beat(container), files(container)) == (0, before)
        by_id = {check["id"]: check for check in report["checks"]}
        assert by_id["server.websocket"]["summary"].startswith("trusts every Origin: it was started with")
        assert container.ask("python3", "-c", USE).returncode == 0
        assert beat(container) > 0  # so the sign is a sign
