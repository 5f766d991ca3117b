"""What `kfcheck image` costs beside the image itself: ``python -m benchmarks.image``, as root.

Its runs `first` and `second` together, against two bare runs of the same JupyterLab image to their first answer, as
pairs in one run.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.pairs import ratio, say, wall
from tests.container import images, layers
from tests.container.podman import Podman, store

PAIRS, PROMISED = 5, 3.0
PREFIX = "/notebook/team-a/demo"
WAIT = f"""
import time, urllib.request
while True:
    try:
        urllib.request.urlopen("http://127.0.0.1:8888{PREFIX}/api", timeout=2)
        break
    except OSError:
        time.sleep(0.05)
"""


def main() -> None:
    podman = store()
    image = images.build(podman, *layers.notebook(), *layers.lab())
    with tempfile.TemporaryDirectory() as folder:
        path = f"{program(podman, Path(folder))}{os.pathsep}{podman.env['PATH']}"
        ours = [sys.executable, "-I", "-m", "jupyter_kfcheck", "image", image, "--only-runs", "first", "second"]
        subprocess.run(ours, env=podman.env | {"PATH": path}, check=True, stdout=subprocess.DEVNULL)  # it is healthy
        measured, seconds = ratio(lambda: wall(ours, podman.env | {"PATH": path}), lambda: bare(podman, image), PAIRS)
    say(f"kfcheck image, first and second ({seconds:.1f} s), over two bare runs", measured, PROMISED)


def program(podman: Podman, folder: Path) -> Path:
    """A folder for PATH with podman on the tests' own store."""
    settings = f"export CONTAINERS_CONF={shlex.quote(podman.env['CONTAINERS_CONF'])}"
    command = shlex.join(["exec", "/usr/bin/podman", *podman.prefix[1:]])
    (folder / "podman").write_text(f'#!/bin/sh\n{settings}\n{command} "$@"\n')
    (folder / "podman").chmod(0o755)
    return folder


def bare(podman: Podman, image: str) -> float:
    """Seconds that two runs on one new volume take to their first answer, one after the other, and away with them."""
    script = f"""
    volume=$($PODMAN volume create)
    for _ in 1 2; do
        container=$($PODMAN run --detach --env=NB_PREFIX={PREFIX} --volume=$volume:/home/jovyan {image})
        $PODMAN exec $container python3 -c {shlex.quote(WAIT)}
        $PODMAN rm --force --time=0 $container
    done
    $PODMAN volume rm $volume
    """
    return wall(["sh", "-c", script], podman.env | {"PODMAN": shlex.join(podman.prefix)})


if __name__ == "__main__":
    main()
