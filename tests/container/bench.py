"""Containers as the notebook controller makes them, and kfcheck run inside."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests import rules
from tests.container.podman import Podman
from tests.faults.pods import Pod

if TYPE_CHECKING:
    from subprocess import CompletedProcess

HOME = "/home/jovyan"
KFCHECK = "/usr/local/bin/kfcheck"
KFCHECK_IN_VENV = "/opt/venv/bin/kfcheck"
PREFIX = "/notebook/team-a/demo"
LABEL = "kfcheck-test"
NOTHING: Mapping[str, str] = {}

# A zombie is left out as well: it has ended, and waits for a parent that these containers lack.
PROCESSES = """
import json, os, psutil
found = [p for p in psutil.process_iter() if p.pid != os.getpid() and p.status() != "zombie"]
print(json.dumps({" ".join(p.cmdline()): p.status() for p in found}))
"""


@dataclass(frozen=True)
class Mount:
    """A file or folder of this machine, at `target` in the container."""

    source: Path
    target: str
    read_only: bool = False

    def __str__(self) -> str:
        mode = ",ro" if self.read_only else ""
        return f"type=bind,source={self.source},destination={self.target}{mode}"


@dataclass(frozen=True)
class Container:
    """A running container. `pid` is its PID 1 as this machine sees it."""

    podman: Podman
    id: str
    pid: int

    def ask(
        self, *command: str, user: str | None = None, env: Mapping[str, str] = NOTHING, timeout: float = 60
    ) -> "CompletedProcess[str]":
        """Run a command inside, as `user` or the container's own, and return what became of it."""
        options = [f"--env={name}={value}" for name, value in env.items()]
        if user is not None:
            options.append(f"--user={user}")
        return self.podman.ask("exec", *options, self.id, *command, timeout=timeout)

    def root(self, *command: str) -> str:
        """Run a command inside as root; AssertionError with its words where it fails."""
        done = self.ask(*command, user="0:0")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def kfcheck(self, *args: str, program: Sequence[str] = (KFCHECK,), **options: Any) -> tuple[int, dict[str, Any]]:
        """`kfcheck run --format json` with `args`: the exit code, and the report."""
        done = self.ask(*program, "run", "--format", "json", *args, **options)
        assert done.stdout, done.stderr
        return done.returncode, rules.held(json.loads(done.stdout))

    def processes(self) -> dict[str, str]:
        """The state, in psutil's words, of each command line that runs inside, this look itself left out."""
        done = self.ask("/usr/bin/python3", "-I", "-c", PROCESSES)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def logs(self) -> str:
        """What PID 1 and its children wrote to stdout and stderr so far."""
        done = self.podman.ask("logs", self.id)
        return done.stdout + done.stderr

    def wait(self, timeout: float = 60) -> int:
        """Wait for PID 1 to end by itself and return its exit code."""
        return int(self.podman("wait", self.id, timeout=timeout))

    def stop(self) -> int:
        """End PID 1 as the kubelet would (TERM, later KILL) and return its exit code."""
        self.podman("stop", "--time=10", self.id)
        return int(self.podman("inspect", "--format={{.State.ExitCode}}", self.id))


class Bench:
    """Runs containers of one image and takes every one of them away again."""

    def __init__(
        self, podman: Podman, image: str, folder: Path, command: Sequence[str] = ("sleep", "infinity")
    ) -> None:
        self.podman = podman
        self.image = image
        self.folder = folder
        self.command = command

    def pod(self) -> Pod:
        """A new pod on this machine's own imagined node."""
        return Pod(self.folder / "kubelet")

    @contextlib.contextmanager
    def run(
        self,
        *command: str,
        user: str = "1000:0",
        groups: Sequence[int] = (100,),
        home: Path | None = None,
        pod: Pod | None = None,
        mounts: Sequence[Mount] = (),
        env: Mapping[str, str] = NOTHING,
        options: Sequence[str] = (),
        network: str = "none",
    ) -> Iterator[Container]:
        """A container that runs `command` (by default what the image is for) until the block ends.

        It has no `network`, or shares that of another container (`container:ID`).

        `home` is mounted on /home/jovyan. In a `pod` it gets what a kubelet adds: its hosts file, its
        termination log, the variables of the notebook controller and of every pod. `options` go to
        `podman run` as they are, `--read-only` for example.
        """
        mounts = [*mounts, *([Mount(home, HOME)] if home else [])]
        if pod:
            mounts += [Mount(pod.hosts, "/etc/hosts"), Mount(pod.termination_log, "/dev/termination-log")]
            env = {"NB_PREFIX": PREFIX, "KUBERNETES_SERVICE_HOST": "10.96.0.1", **env}
        container = self.podman(
            *("run", "--detach", f"--network={network}", "--passwd=false", f"--label={LABEL}={os.getpid()}"),
            *(f"--user={user}", *(f"--group-add={group}" for group in groups)),
            *(f"--mount={mount}" for mount in mounts),
            *(f"--env={name}={value}" for name, value in env.items()),
            *(*options, self.image, *(command or self.command)),
        )
        try:
            pid = self.podman("inspect", "--format={{.State.Pid}}", container)
            yield Container(self.podman, container, int(pid))
        finally:
            self.podman("rm", "--force", "--time=0", "--volumes", container)


def remove_orphans(podman: Podman) -> None:
    """Take away the containers of test runs that were killed before they could."""
    for container in json.loads(podman("ps", "--all", f"--filter=label={LABEL}", "--format=json")):
        if not Path("/proc", container["Labels"][LABEL]).exists():
            podman.ask("rm", "--force", "--time=0", "--volumes", container["Id"])
