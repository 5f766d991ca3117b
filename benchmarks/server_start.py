"""What the extension costs a server's start: `python -m benchmarks.server_start`.

Pairs of servers, with and without it and nothing else; the order within a pair alternates. CPU time is
the process's own until it has answered its first 200; memory is what is resident when the first report
has been there for two seconds.
"""

import statistics
import tempfile
import time
from pathlib import Path

from tests.server.conftest import launch

PAIRS = 15
CPU_PROMISED, MEMORY_PROMISED = 1.02, 1.0


def start(*, extension: bool) -> tuple[float, float]:
    """CPU seconds until the first 200, and MiB resident."""
    server = launch(Path(tempfile.mkdtemp()), config=ALONE, extension=extension)
    try:
        assert server.ask("api").status == 200
        seconds = int(Path(f"/proc/{server.process.pid}/schedstat").read_text().split()[0]) / 1e9
        if extension:
            server.until("kfcheck/startupz")
        time.sleep(2)
        server.ask("api")
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        return seconds, int(status.partition("VmRSS:")[2].split()[0]) / 1024
    finally:
        server.stop()


# Other extensions that are installed would only blur the picture.
ALONE = "c.ServerApp.jpserver_extensions.update({'jupyter_resource_usage': False, 'jupyterlab': False})\n"


def main() -> None:
    pairs = []
    for number in range(PAIRS):
        order = (True, False) if number % 2 else (False, True)
        measured = {extension: start(extension=extension) for extension in order}
        pairs.append((measured[True], measured[False]))
    cpu = statistics.median(ours[0] / alone[0] for ours, alone in pairs)
    memory = statistics.median(ours[1] - alone[1] for ours, alone in pairs)
    alone = [statistics.median(column) for column in zip(*(alone for _, alone in pairs), strict=True)]
    print(f"jupyter server alone: {alone[0]:.2f} s CPU until the first 200, {alone[1]:.1f} MiB")
    print(f"CPU ratio {cpu:.3f} (<= {CPU_PROMISED}) {'ok' if cpu <= CPU_PROMISED else 'MISSED'}")
    print(f"memory {memory:+.2f} MiB (<= {MEMORY_PROMISED}) {'ok' if memory <= MEMORY_PROMISED else 'MISSED'}")


if __name__ == "__main__":
    main()
