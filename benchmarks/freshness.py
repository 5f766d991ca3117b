"""What being watched costs a notebook: ``python -m benchmarks.freshness [--before PYTHON]``, as root, with strace.

HOME is a volume of its own (ext4 on a loop device), so that its block device counts what is written. One refresh as a
server makes it, quiet and with a trial due, beside ``python -c "import psutil"``; then an hour's worth of refreshes,
since probes keep them going. Nobody waits an hour: between two runs the remembered time of the last trial is moved back
by what would have passed. ``--before`` names the Python of an older kfcheck (a worktree with its own environment).

Seen on a busy machine of two cores (a refresh a minute before, as in 0.1.0, one in five minutes now): fsyncs of
a refresh 9 before, 0 now, 1 with a trial due; an hour 8,429 KiB before, 54 KiB now, and 19 s of
CPU before, 4.7 s now. In the server a refresh takes a fiftieth of the child's CPU. The child's promise, twice
``import psutil``, is not kept: 5.3.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.pairs import say
from jupyter_kfcheck.child import engine
from jupyter_kfcheck.render.formats import SERVER_FORMATS
from jupyter_kfcheck.server.snapshot import Snapshot
from tests.faults.volumes import ext4, sectors_written

ROUNDS = 15
FOLDERS = (".local/share/jupyter/runtime", ".jupyter", ".ipython", ".cache", ".config", ".conda")
RUN = ["-I", "-m", "jupyter_kfcheck", "run", "--format", "json", "--tolerant"]
PSUTIL = [sys.executable, "-c", "import psutil"]
EVERY_BEFORE, EVERY = 60, 300  # seconds between two refreshes, by default, of 0.1.0 and of now
Command = list[str]


def cpu(work: Callable[[], object], who: int = resource.RUSAGE_CHILDREN) -> float:
    """Seconds of processor time that ``work`` takes in children, or in this process."""
    began = resource.getrusage(who)
    work()
    ended = resource.getrusage(who)
    return ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime


def run(command: Command) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)


def fsyncs(command: Command) -> int:
    with tempfile.NamedTemporaryFile("r") as trace:
        run(["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", trace.name, *command])
        return sum("sync(" in line for line in trace)


def age(state: Path, seconds: float) -> None:
    """Let the last trial be ``seconds`` older."""
    document = json.loads((state / "trials.json").read_text())
    for family, part in (("home", "trials_at"), ("runtime", "file_at")):
        document[family][part] -= seconds
    (state / "trials.json").write_text(json.dumps(document))


def hour(command: Command, home: Path, every: int, after: Callable[[], None]) -> tuple[int, int, float]:
    """Runs, KiB written to the device, and seconds of processor time."""
    began, runs = sectors_written(home), 3600 // every
    spent = 0.0
    for _ in range(runs):
        spent += cpu(lambda: run(command))
        after()
    return runs, (sectors_written(home) - began) // 2, spent


def in_server() -> None:
    """What a server does for a refresh, the child's own work left out."""
    done = engine.run(10.0, (engine.BACKGROUND,))
    Snapshot(done.report, 0.0).body("", SERVER_FORMATS[0], detail=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--before", metavar="PYTHON")
    before = options.parse_args().before
    with tempfile.TemporaryDirectory() as place, ext4(Path(place, "home"), owner=(0, 0)) as home:
        for folder in FOLDERS:
            (home / folder).mkdir(parents=True)
        state = Path(place, "state")
        os.environ |= {"HOME": str(home), "KFCHECK_STATE_DIR": str(state), "NB_PREFIX": "/notebook/ns/name"}
        quiet = [sys.executable, *RUN, "--background"]
        run(quiet)
        ratios = [cpu(lambda: run(quiet)) / cpu(lambda: run(PSUTIL)) for _ in range(ROUNDS)]
        say("CPU of a refresh / import psutil, in the child", statistics.median(ratios), 2.0)
        both = [(cpu(in_server, resource.RUSAGE_SELF), cpu(lambda: run(quiet))) for _ in range(ROUNDS)]
        say("CPU of a refresh in the server / in the child", statistics.median(a / b for a, b in both), 1 / 6)
        print(f"fsyncs of a quiet refresh: {fsyncs(quiet)}")
        age(state, 901)
        print(f"fsyncs of one with a trial due: {fsyncs(quiet)}")
        runs, written, spent = hour(quiet, home, EVERY, lambda: age(state, EVERY))
        print(f"an hour now: {runs} refreshes, {written} KiB written to the device, {spent:.2f} s of CPU")
        if before:
            old = [before, *RUN]
            print(f"fsyncs of a refresh before: {fsyncs(old)}")
            runs, written, spent = hour(old, home, EVERY_BEFORE, lambda: None)
            print(f"an hour before: {runs} refreshes, {written} KiB written to the device, {spent:.2f} s of CPU")


if __name__ == "__main__":
    main()
