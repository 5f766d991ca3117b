"""What the watching service does: one report of the running notebook, and the cheapest look at it."""

import json
import socket
import sys

from jupyter_kfcheck import presence, spawn, state
from jupyter_kfcheck.codec import DecodeError, decode
from jupyter_kfcheck.model import Report
from jupyter_kfcheck.render import log

COMMAND = [sys.executable, "-I", "-m", "jupyter_kfcheck", "run", "--format", "json", "--tolerant"]
GRACE_SECONDS = 2.0
OUTPUT_LIMIT = 2 << 20
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
    ended = spawn.run([*COMMAND, "--timeout", f"{seconds:g}"], seconds + GRACE_SECONDS, OUTPUT_LIMIT)
    try:
        made = decode(Report, json.loads(ended.output))
    except (ValueError, DecodeError):
        return f"kfcheck: no report: the run {ended.problem or f'ended with exit code {ended.code}'}\n"
    if presence.find() is None:
        state.save(state.REPORT, ended.output)
    return log.render(made)
