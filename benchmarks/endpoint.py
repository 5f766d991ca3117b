"""The endpoint against its neighbours in the same Jupyter Server: `python -m benchmarks.endpoint`.

Prints requests a second and the ratio of each pair, the median of rounds in which the two took turns.
"""

import statistics
import tempfile
from pathlib import Path

from benchmarks.load import burst
from tests.server.conftest import launch

ROUNDS, REQUESTS = 9, 1500
PAIRS = [  # ours, the neighbour, what was promised
    ("kfcheck/livez", "api", 1.6),
    ("kfcheck/readyz", "api", 1.6),
    ("kfcheck", "api/status", 1.0),
    ("kfcheck", "api/metrics/v1", 5.0),
]


def main() -> None:
    config = "c.ServerApp.jpserver_extensions = {'jupyter_kfcheck': True, 'jupyter_resource_usage': True}\n"
    server = launch(Path(tempfile.mkdtemp()), extension=None, config=config)
    try:
        server.until("kfcheck/startupz")
        print(f"report: {len(server.ask('kfcheck').body)} bytes")
        for ours, neighbour, promised in PAIRS:
            rates = []
            for _ in range(ROUNDS):
                pair = [burst(server.port, f"{server.base}/{path}", REQUESTS) for path in (ours, neighbour)]
                assert not any(b.refused for b in pair), (ours, neighbour)
                rates.append([b.rate for b in pair])
            ratio = statistics.median(a / b for a, b in rates)
            one, other = (statistics.median(column) for column in zip(*rates, strict=True))
            verdict = "ok" if ratio >= promised else "MISSED"
            print(
                f"{ours:15} {one:6.0f}/s  {neighbour:15} {other:6.0f}/s  ratio {ratio:5.2f} (>= {promised}) {verdict}"
            )
    finally:
        server.stop()


if __name__ == "__main__":
    main()
