"""podman with a store of its own, so that no test sees or touches the images of whoever runs it."""

import contextlib
import fcntl
import hashlib
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.tools import SYSTEM_PATH

# default_ulimits: podman would raise limits beyond what an outer container allows.
# cgroupfs, file: there may be no systemd to ask, and no journal to write to.
CONTAINERS_CONF = """
[containers]
default_ulimits = []
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
"""

FILES = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 20_000)
# For `podman build`, which would raise the limit too and heeds no configuration.
BUILD = ("--quiet", "--layers=false", "--ulimit", f"nofile={FILES}:{FILES}")


def store() -> "Podman":
    """podman on the tests' own store: TEST_CACHE names its folder."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Podman(Path(os.environ.get("TEST_CACHE") or Path(cache, "kfcheck-tests")))


class PodmanError(Exception):
    """podman said no; the message holds the command and its own words."""


class Podman:
    """The podman command on the store in `folder`, which is made where it does not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        conf = folder / "containers.conf"
        if not conf.exists() or conf.read_text() != CONTAINERS_CONF:
            conf.write_text(CONTAINERS_CONF)
        # What runs has to be forgotten with a reboot, what is stored has not.
        run = Path("/run/kfcheck-tests") / hashlib.sha256(bytes(folder)).hexdigest()[:12]
        # runc, because crun refuses hosts with hybrid cgroups.
        self.prefix = [
            *("podman", "--root", str(folder / "storage"), "--runroot", str(run)),
            *("--runtime", "runc", "--storage-driver", "overlay"),
            *("--storage-opt", "overlay.skip_mount_home=true"),
        ]
        self.env = {**os.environ, "PATH": SYSTEM_PATH, "CONTAINERS_CONF": str(conf)}

    def __call__(self, *args: str, timeout: float = 600) -> str:
        """Run podman and return its stdout, without the last line feed; PodmanError if it fails."""
        done = self.ask(*args, timeout=timeout)
        if done.returncode:
            raise PodmanError(f"podman {' '.join(args)}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout.rstrip("\n")

    def ask(self, *args: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """Run podman and return what became of it, whatever it was."""
        return subprocess.run(
            [*self.prefix, *args],
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            env=self.env,
            timeout=timeout,
        )

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the store against other test runs: two of them would build the same image twice."""
        with open(self.folder / "lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
