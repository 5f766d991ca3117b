"""What the start-up check does not grow with: ``python -m benchmarks.growth`` (mounts: as root).

Sockets, files in HOME, installed distributions, kernels with Pythons of their own, and mounts with HOME's the first or
the last, each against the same run without them.
"""

import json
import os
import socket
import sys
import tempfile
import venv
from functools import partial
from pathlib import Path

from benchmarks.pairs import ratio, say, wall
from benchmarks.startup import KFCHECK
from tests.faults.mounts import many
from tests.tools import ROOT, missing

FILES, SOCKETS, DISTRIBUTIONS, KERNELS, MOUNTS = 200_000, 5_000, 2_000, 50, 10_000


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
        small, large = (
            _python(Path(folder, name), number) for name, number in (("small", 0), ("large", DISTRIBUTIONS))
        )
        few, lots = (partial(wall, command, env) for command in (small, large))
        say(f"{DISTRIBUTIONS} installed distributions / none", ratio(lots, few)[0], 1.5)
        kernels = partial(wall, small, env | {"HOME": str(_kernels(Path(folder, "kernels")))})
        say(f"{KERNELS} kernels with Pythons of their own / none", ratio(kernels, few)[0], 1.5)
        if missing("root"):
            print("mounts: not measured, that takes root", file=sys.stderr)
            return
        with many(2, Path(folder, "one")) as one, many(MOUNTS, Path(folder, "all")) as all_:
            few = partial(wall, [*one, *KFCHECK], env | {"HOME": f"{folder}/one/0"})
            for place, number in (("first", 0), ("last", MOUNTS - 2)):
                lots = partial(wall, [*all_, *KFCHECK], env | {"HOME": f"{folder}/all/{number}"})
                say(f"{MOUNTS} mounts, HOME's the {place} / one", ratio(lots, few)[0], 1.2)


def _python(folder: Path, distributions: int) -> list[str]:
    """kfcheck's command in a virtual environment of its own, beside a torch for CUDA and so many other packages."""
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "kfcheck.pth").write_text("\n".join([str(ROOT), *(p for p in sys.path if p.endswith("-packages"))]))
    (site / "torch").mkdir()
    (site / "torch/version.py").write_text("__version__ = '2.12.0'\ncuda = '13.0'\n")
    for number in range(distributions):
        (site / f"package_{number}").mkdir()
        (site / f"package_{number}-1.0.dist-info").mkdir()
    return [f"{folder}/bin/python", "-I", "-m", "jupyter_kfcheck", *KFCHECK[1:]]


def _kernels(home: Path) -> Path:
    """A HOME with kernels of the user's own, each with a Python that has a torch for CUDA."""
    for number in range(KERNELS):
        prefix = home / f"env{number}"
        site, spec = prefix / "lib/python3.11/site-packages", home / f".local/share/jupyter/kernels/k{number}"
        for folder in (site / "torch", prefix / "bin", spec):
            folder.mkdir(parents=True)
        (site / "torch/version.py").write_text("__version__ = '2.12.0'\ncuda = '13.0'\n")
        (prefix / "bin/python").symlink_to(sys.executable)
        (spec / "kernel.json").write_text(json.dumps({"argv": [f"{prefix}/bin/python", "-m", "ipykernel"]}))
    return home


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
