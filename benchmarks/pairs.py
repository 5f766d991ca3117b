"""Whole processes side by side: pairs in one run, in alternating order, since machines are shared and noisy."""

import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence


def wall(command: Sequence[str], env: Mapping[str, str] | None = None) -> float:
    """Seconds that a process takes, from start to end."""
    began = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def ratio(ours, other, pairs: int = 30) -> tuple[float, float]:
    """The median of ours() / other() over some pairs, and the median of ours() in seconds."""
    ratios, times = [], []
    for number in range(pairs):
        first, second = (ours, other) if number % 2 else (other, ours)
        a, b = first(), second()
        mine, theirs = (a, b) if number % 2 else (b, a)
        ratios.append(mine / theirs)
        times.append(mine)
    return statistics.median(ratios), statistics.median(times)


def say(what: str, measured: float, promised: float) -> None:
    """One line: what was measured, and whether it keeps the promise."""
    print(f"{what:<62} {measured:6.2f}  (at most {promised:g})  {'ok' if measured <= promised else 'MISSED'}")
