"""What a hung HOME costs the server: `python -m benchmarks.hang`, as root (it mounts a FUSE file system).

The 99th percentile of answers from memory with 64 connections, idle and while HOME hangs so that
nobody who waits for it can even be killed; then 100,000 probes, and what they did to memory.
"""

import statistics
import tempfile
from pathlib import Path

from benchmarks.load import burst
from tests.faults.fuse import disk
from tests.server.conftest import launch

ROUNDS, REQUESTS, PROMISED = 7, 2000, 1.5
PATHS = ("kfcheck/livez", "kfcheck/readyz", "kfcheck")
MANY = 100_000


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    with disk(folder / "home") as home:
        server = launch(folder, config="c.KFCheck.max_age = 3\nc.KFCheck.timeout = 4\n")
        try:
            idle, hung = [], []
            for _ in range(ROUNDS):  # taking turns, so that what else the machine does hits both
                server.until("kfcheck/home.writable", lambda answer: b'"status": "pass"' in answer.body)
                idle.append(measure(server))
                # Between two runs: a run half done would keep what it had seen before.
                server.until("kfcheck/home.writable", lambda answer: answer.headers["Age"] == "0")
                with home.swallowing():
                    server.until("kfcheck/home.writable", lambda answer: b"did not answer" in answer.body)
                    hung.append(measure(server))
            compare(idle, hung)
            many(server)
        finally:
            server.stop()


def measure(server) -> list[float]:
    """The 99th percentile in seconds for each of `PATHS`."""
    bursts = [burst(server.port, f"{server.base}/{path}", REQUESTS) for path in PATHS]
    assert not any(b.refused for b in bursts)
    return [b.percentile(0.99) for b in bursts]


def compare(idle: list[list[float]], hung: list[list[float]]) -> None:
    for number, path in enumerate(PATHS):
        pairs = [(before[number], during[number]) for before, during in zip(idle, hung, strict=True)]
        ratio = statistics.median(during / before for before, during in pairs)
        before, during = (1000 * statistics.median(column) for column in zip(*pairs, strict=True))
        verdict = "ok" if ratio <= PROMISED else "MISSED"
        print(
            f"{path:15} p99 idle {before:5.1f} ms, HOME hung {during:5.1f} ms: {ratio:4.2f} (<= {PROMISED}) {verdict}"
        )


def many(server) -> None:
    """Memory after each quarter of `MANY` probes."""
    burst(server.port, f"{server.base}/kfcheck/livez", 2000)
    sizes = [resident(server)]
    for _ in range(4):
        assert not burst(server.port, f"{server.base}/kfcheck/livez", MANY // 4).refused
        sizes.append(resident(server))
    print(f"{MANY} probes, 64 at a time: no error; MiB resident {', '.join(f'{s / 1024:.1f}' for s in sizes)}")


def resident(server) -> int:
    """KiB of physical memory that the server holds."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


if __name__ == "__main__":
    main()
