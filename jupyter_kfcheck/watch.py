"""What the watching service does: one report of the running notebook, and the cheapest look at it."""

import socket

from jupyter_kfcheck import engine, presence, state
from jupyter_kfcheck.render import json, log

CONNECT_SECONDS = 3.0


def answers(port: int) -> bool:
    """Whether something accepts a connection on ``port`` of this container."""
    for host in ("127.0.0.1", "::1"):
        try:
            with socket.create_connection((host, port), CONNECT_SECONDS):
                return True
        except OSError:
            continue
    return False


def report(seconds: float) -> str:
    """Run the checks in a child, leave the report in the state directory, and return its lines for the log.

    A server that has announced itself keeps its own report there, and fresh.
    """
    run = engine.run(seconds)
    if run.problem:
        return f"kfcheck: no report: the run {run.problem}\n"
    if presence.find() is None:
        state.save(state.REPORT, json.render(run.report).encode())
    return log.render(run.report)
