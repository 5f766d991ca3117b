"""What the start-up check does not grow with: ``python -m benchmarks.growth`` (mounts: as root).

Sockets, files in HOME, and mounts, each against the same run without them.
"""

import os
import socket
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.pairs import ratio, say, wall
from benchmarks.startup import KFCHECK
from tests.faults.mounts import many
from tests.tools import missing

FILES, SOCKETS, MOUNTS = 20_000, 5_000, 10_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare, crowded = Path(folder, "bare"), Path(folder, "crowded")
        for home in (bare, crowded):
            home.mkdir()
        env = os.environ | {"HOME": str(bare)}
        plain = partial(wall, KFCHECK, env)
        for number in range(FILES):
            (crowded / f"{number}.txt").touch()
        many_files = partial(wall, KFCHECK, env | {"HOME": str(crowded)})
        say(f"{FILES} files in HOME / none", ratio(many_files, plain)[0], 1.1)
        say(f"{SOCKETS} sockets / none", _with_sockets(plain), 1.1)
        if missing("root"):
            print("mounts: not measured, that takes root", file=sys.stderr)
            return
        with many(1, Path(folder, "one")) as one, many(MOUNTS, Path(folder, "all")) as all_:
            few, lots = (partial(wall, [*inside, *KFCHECK], env) for inside in (one, all_))
            say(f"{MOUNTS} mounts / none", ratio(lots, few)[0], 1.2)


def _with_sockets(plain) -> float:
    """The two states of the machine cannot be had at once, so each pair opens and closes all sockets."""

    def crowded() -> float:
        held = [socket.socket() for _ in range(SOCKETS)]
        for one in held:
            one.bind(("127.0.0.1", 0))
        try:
            return plain()
        finally:
            for one in held:
                one.close()

    return ratio(crowded, plain, 12)[0]


if __name__ == "__main__":
    main()
