"""What the start-up check costs a container: ``python -m benchmarks.container_start``, as root.

The same image with and without the s6 scripts, as pairs: from ``podman run`` until the last of the start-up scripts,
which here ends the container, so that what is started next does not count.
"""

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.pairs import say
from tests.container import images, layers
from tests.container.bench import Bench, Mount
from tests.container.podman import store
from tests.faults.volumes import ext4

PAIRS, PROMISED = 20, 0.3


def main() -> None:
    podman = store()
    chain = [*layers.notebook(), *layers.lab(), layers.project()]
    with tempfile.TemporaryDirectory() as folder, ext4(Path(folder, "pvc")) as pvc:
        last = Path(folder, "last")
        last.write_text("#!/bin/sh\nexit 1\n")
        last.chmod(0o755)
        bare, checked = (
            Bench(podman, images.build(podman, *chain, *more), Path(folder), command=())
            for more in ([], [layers.startup()])
        )
        delays = []
        for number in range(PAIRS):
            first, second = (bare, checked) if number % 2 else (checked, bare)
            times = {bench: start(bench, pvc, last) for bench in (first, second)}
            delays.append(times[checked] - times[bare])
    say("seconds that the check delays a container's start (median)", statistics.median(delays), PROMISED)


def start(bench: Bench, pvc: Path, last: Path) -> float:
    """Seconds that a container takes for its start-up scripts, of which `last` is the last."""
    began = time.perf_counter()
    with bench.run(home=pvc, pod=bench.pod(), mounts=[Mount(last, "/etc/cont-init.d/99-last")]) as notebook:
        notebook.wait()
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
