"""Whose a container or a volume is: the process that made it, told by labels, so that a later run can tidy up after it.

A process that is killed (SIGKILL, a CI job that is taken away) takes nothing away itself.
"""

import os
import time
from collections.abc import Mapping

from jupyter_kfcheck.child import processes

LABEL = "kfcheck.image"  # the run: one word that no other run has
OWNER = "kfcheck.owner"  # who made it: see `mine`
BEGAN = "kfcheck.began"  # Unix time
OLD = 24 * 3600.0
"""Seconds after which something is left over, whoever made it: a process of another machine cannot be looked at."""


def mine() -> str:
    """This process, as no other one ever is: the boot, the namespace of its PID, the PID, and when it started."""
    return f"{_here()}/{os.getpid()}/{_start(os.getpid())}"


def left_over(labels: Mapping[str, str], now: float | None = None) -> bool:
    """Whether nobody works any more with what has these labels. Where that cannot be told, somebody does."""
    try:
        age = (time.time() if now is None else now) - float(labels.get(BEGAN, ""))
    except ValueError:
        return False
    place, _, rest = labels.get(OWNER, "").rpartition("/")
    place, _, pid = place.rpartition("/")
    if place != _here() or not pid.isdecimal():
        return age > OLD
    return str(_start(int(pid))) != rest


def _start(pid: int) -> int | None:
    living = processes.read(pid)
    return living.start if living else None


def _here() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return f"{file.read().strip()}/{os.readlink('/proc/self/ns/pid')}"
    except OSError:  # no Linux: nothing here is ever told to be left over before it is old
        return "elsewhere"
