"""An image without a Python of ours: asked from this machine through a published port, and by `id` of its own shell.

What can be seen from outside alone is judged by the same checks; the rest is a skip that says so.
"""

from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.address import Address
from jupyter_kfcheck.checks import CHECKS
from jupyter_kfcheck.checks.check import FROM_OUTSIDE, RUNNING
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import Entry, Ids, Runner
from jupyter_kfcheck.facts.server import Server
from jupyter_kfcheck.facts.user import User
from jupyter_kfcheck.image.engine import Engine
from jupyter_kfcheck.image.pods import Pod
from jupyter_kfcheck.model import Report, Result, Status, Unknown
from jupyter_kfcheck.run import runner

NO_PYTHON = Unknown("the image has no Python 3.10 or newer, so nobody could look from inside")
NO_PORT = Unknown("the image has no Python 3.10 or newer, and the engine could publish no port of it")
SEEN = ("server.prefix", "server.cors", "server.frame", "server.websocket", "server.auth", "server.culling",
        "server.xsrf", "user.name", "user.uid")  # fmt: skip
"""What shows from outside; `server.port` does not: which addresses it listens on is seen from inside."""
ASK = 'id -u; id -g; id -G; id -un 2>/dev/null || echo; echo "$HOME"'


def published(engine: Engine, container: str, port: int) -> Address | None:
    """Where this machine reaches the container's port, None where it does not."""
    said = engine.ask("port", container, f"{port}/tcp").out.split()
    host, _, number = said[0].rpartition(":") if said else ("", "", "")
    return Address(host=host, port=int(number)) if number.isdecimal() else None


def user(engine: Engine, container: str) -> User | None:
    """Who the container is, as its own shell says; None where it has none."""
    done = engine.ask("exec", container, "sh", "-c", ASK)
    lines = done.out.splitlines()
    try:
        uid, gid, groups = int(lines[0]), int(lines[1]), tuple(sorted({int(lines[1]), *map(int, lines[2].split())}))
        named = Entry(lines[3], lines[4]) if lines[3] else None
    except (IndexError, ValueError):
        return None
    ids = Ids(uid, gid, groups)
    return User(ids, named, first=Runner(1, ids, named))


def report(pod: Pod, empty: Facts, asked: Server | None, who: User | None, began: float) -> Report:
    """The report of what was seen. ``empty`` are facts of which nothing is known; ``began`` is Unix time."""
    signals = {"NB_PREFIX": pod.env["NB_PREFIX"]}
    container = empty.container._replace(signals=signals, services=(), programs=(), kubernetes=False, traces=("run",))
    facts = empty._replace(container=container, server=asked or empty.server, user=who or empty.user)
    contract = Contract(platform=pod.platform.name, port=pod.port)
    checks = [check for check in CHECKS if RUNNING in check.phases and FROM_OUTSIDE not in check.phases]
    judged = runner.judge(facts, contract, checks, RUNNING, began)
    return judged._replace(checks=list(_told(judged.checks, asked, who)))


def skip(result: Result, why: Unknown) -> Result:
    """The result of a check that could not be asked."""
    return Result(result.id, result.category, result.title, Status.SKIP, why.reason)


def _told(results: list[Result], asked: Server | None, who: User | None) -> Iterator[Result]:
    for result in results:
        has: Any = {"server": asked, "user": who}.get(result.category)
        if result.id in SEEN and has is not None:
            yield result
        else:
            yield skip(result, NO_PYTHON)
