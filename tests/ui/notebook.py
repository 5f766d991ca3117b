"""A JupyterLab as Kubeflow's pods run it: jovyan 1000:0, group 100, a volume of its own on /home/jovyan.

Its mount namespace makes it so; what lies below /etc and /home outside of it is not touched.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.pods import Pod
from tests.faults.volumes import ext4, own
from tests.server.conftest import FLAGS, PREFIX, Answer, Server, free_port, listens
from tests.tools import run

PASSWD = "root:x:0:0:root:/root:/bin/sh\njovyan:x:1000:0::/home/jovyan:/bin/bash\n"
# The environment that the tests run in is the image's here, though this machine was started before it was made.
CONTRACT = """[expect]
port = {port}
[skip]
"packages.lost" = "the tests bring their own environment"
"""
# JupyterLab itself has nothing to tell or to ask.
SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
# The interpreter may lie below a folder that only root may read: reading stays allowed, writing does not.
READING = "+dac_read_search"
# What other tests have mounted, or podman, is no volume of this pod.
ENTER = f"""
set -e
mount -t tmpfs -o mode=755 tmpfs /home && mkdir /home/jovyan
mount --bind "$VOLUME" /home/jovyan && mount --bind "$ETC" /etc && mount --bind "$HOSTS" /etc/hosts
awk -v below="$OTHERS/" 'index($5, below) == 1 || $5 ~ "/storage/overlay" {{ print $5 }}' /proc/self/mountinfo | tac |
  while read -r other; do umount -l -c -i -n "$other"; done
cd /home/jovyan
exec setpriv --reuid=1000 --regid=0 --groups=100 --inh-caps={READING} --ambient-caps={READING} "$@"
"""


class Notebook(Server):
    """A running JupyterLab. ``volume`` is what lies on its HOME, seen from outside."""

    volume: Path
    _command: list[str]
    _environment: dict[str, str]
    _mounts: contextlib.ExitStack

    def break_home(self) -> None:
        """As after a restore from a backup that root made: nobody else may write."""
        own(self.volume, (0, 0), 0o755)

    def mend_home(self) -> None:
        """What the remedy asks for."""
        own(self.volume, (0, 100), 0o2775)

    def begin(self) -> None:
        """Start the server, for the first time or again, and wait until it listens."""
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 120
        while not listens(None, self.port):
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def until(self, path, wanted=lambda answer: answer.status == 200, seconds=90, **headers) -> Answer:
        """As of every server, but JupyterLab takes its time."""
        return super().until(path, wanted, seconds, **headers)

    def stop(self) -> None:
        super().stop()
        self._mounts.close()

    def kill(self) -> None:
        """End it as the OOM killer does."""
        self.process.kill()
        self.process.wait(10)


def start(
    folder: Path,
    *arguments: str,
    extension: bool = True,
    env: dict[str, str] | None = None,
    size: str | None = None,
    prepare: Callable[[Path], None] = lambda _: None,
    flags: dict[str, str | None] | None = None,
    settings: dict[str, dict] | None = None,
) -> Notebook:
    """Start JupyterLab in ``folder``; with a ``size``, the volume is a file system of its own that can be filled.

    ``prepare`` puts onto the volume what is there before the start; ``flags`` go over `FLAGS`, None leaves one out;
    ``settings`` are a user's, by plugin.
    """
    pod = Pod(folder)
    volume = pod.volume("csi", "pvc-0a1b2c3d") / "mount"
    mounts = contextlib.ExitStack()
    if size:
        volume.parent.mkdir(parents=True)
        mounts.enter_context(ext4(volume, size))
    else:
        volume.mkdir(parents=True)
    own(volume, (0, 100), 0o2775)
    prepare(volume)
    etc = folder / "etc"
    run("cp", "--archive", "/etc", str(etc))
    port = free_port()
    (etc / "passwd").write_text(PASSWD)
    (etc / "kfcheck.toml").write_text(CONTRACT.format(port=port))
    for name in ("config", "runtime", "state"):
        (folder / name).mkdir()
        os.chown(folder / name, 1000, 0)
    (folder / "config" / "jupyter_server_config.py").write_text(
        f"c.ServerApp.jpserver_extensions = {{'jupyter_kfcheck': {extension}, 'jupyterlab': True, 'notebook': True}}\n"
    )
    (folder / "config" / "labconfig").mkdir()
    (folder / "config" / "labconfig" / "default_setting_overrides.json").write_text(
        json.dumps(SETTINGS | (settings or {}))
    )
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": "/home/jovyan",
        "LANG": "C.UTF-8",
        "NB_PREFIX": PREFIX,
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "KFCHECK_STATE_DIR": str(folder / "state"),
        "VOLUME": str(volume),
        "OTHERS": tempfile.gettempdir(),
        "ETC": str(etc),
        "HOSTS": str(pod.hosts),
    }
    enter = ["unshare", "--mount", "--propagation=private", "sh", "-c", ENTER, "enter"]
    chosen = FLAGS | {"port": str(port)} | (flags or {})
    given = [f"--ServerApp.{name}={value}" for name, value in chosen.items() if value is not None]
    lab = [sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"]
    server = Notebook(None, port, PREFIX, folder)  # type: ignore[arg-type]  # begin() brings the process
    server.volume, server._mounts = volume, mounts
    server._command, server._environment = [*enter, *lab, *given, *arguments], environment | (env or {})
    try:
        server.begin()
    except BaseException:
        server.stop()
        raise
    return server
