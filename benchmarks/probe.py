"""CPU of `kfcheck probe` beside that of `curl -sf`, which asks the same real Jupyter the same thing."""

import compileall
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.pairs import ratio, say
from tests.cli.test_script import VERSION, install
from tests.server.conftest import launch

PAIRS = 200
MOST = 1.5


def cpu(*command, **env) -> float:
    """Seconds of CPU that a process and its children take, user and system."""
    process = subprocess.Popen(command, env=os.environ | env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return used.ru_utime + used.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        prefix = Path(folder, "image")  # as pip leaves it in an image; an editable installation starts otherwise
        command = install(prefix / "bin/kfcheck", prefix / f"lib/{VERSION}/site-packages")
        compileall.compile_dir(prefix, quiet=2)
        (prefix / "bin" / VERSION).symlink_to(Path(sys.executable).resolve())
        server = launch(Path(folder))
        try:
            server.until("kfcheck/startupz")
            kept = True
            for which in ("livez", "readyz"):
                measured, seconds = ratio(
                    lambda which=which: cpu(command, "probe", which, KFCHECK_STATE_DIR=str(server.state)),
                    lambda which=which: cpu("curl", "-sf", f"{server.url}kfcheck/{which}"),
                    PAIRS,
                )
                say(f"CPU of probe {which} ({seconds * 1000:.1f} ms) beside curl's", measured, MOST)
                kept &= measured <= MOST
        finally:
            server.stop()
    sys.exit(not kept)


if __name__ == "__main__":
    main()
