"""What the tests of a real code-server share: asking it and kfcheck's server from inside, and changing its flags."""

import json
from typing import Any, NamedTuple

from tests.container.bench import Container
from tests.container.test_start import until

IDE, SERVE = "http://127.0.0.1:8888", "http://127.0.0.1:9889"
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
ASK = """
import json, sys, urllib.error, urllib.request
url, headers = sys.argv[1], json.loads(sys.argv[2])
try:
    answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20)
except urllib.error.HTTPError as refused:
    answer = refused
print(json.dumps([answer.status, answer.read().decode()]))
"""
SERVICE = "/run/service/code-server"
LIVE = "/run/s6/legacy-services/code-server/run"


class Answer(NamedTuple):
    status: int
    body: str


def get(container: Container, url: str, **headers: str) -> Answer:
    """What `url` answers inside; AssertionError where nobody does."""
    done = container.ask("python3", "-I", "-c", ASK, url, json.dumps(headers))
    assert done.returncode == 0, done.stderr
    return Answer(*json.loads(done.stdout))


def health(container: Container) -> dict[str, Any] | None:
    """code-server's own word on its health, None where it gives none."""
    done = container.ask("python3", "-I", "-c", ASK, f"{IDE}/healthz", "{}")
    return json.loads(json.loads(done.stdout)[1]) if done.returncode == 0 else None


def up(container: Container) -> None:
    """Wait until code-server answers."""
    until(lambda: health(container))


def serving(container: Container) -> None:
    """Wait until code-server answers and kfcheck's server has made a report of the running container."""

    def ready() -> bool:
        done = container.ask("python3", "-I", "-c", ASK, f"{SERVE}/kfcheck", "{}")
        return done.returncode == 0 and '"phase": "running"' in json.loads(done.stdout)[1]

    until(ready, 120)


def restart(container: Container, was: str, now: str) -> None:
    """Have s6 start code-server with one part of its command line changed, as another Dockerfile would."""
    script = container.root("cat", LIVE)
    assert was in script, script
    container.root("sh", "-c", 'printf %s "$1" >"$0"', LIVE, script.replace(was, now))
    again(container, "-r")


def again(container: Container, how: str) -> None:
    """Have s6 end code-server (`-r` by SIGTERM, `-k` by SIGKILL), and wait until it has started it again."""

    def pid() -> str:
        return container.root("/command/s6-svstat", "-o", "pid", SERVICE)

    before = pid()
    container.root("/command/s6-svc", how, SERVICE)
    until(lambda: pid() not in (before, "-1\n"))
