"""`kfcheck watch` beside a real Jupyter: a small loop where that has the extension, the endpoint where it has not."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.server.conftest import PREFIX
from tests.test_probe import answering, ok

COMMAND = [sys.executable, "-I", "-m", "jupyter_kfcheck", "watch", "--within", "20", "--every", "0.2"]
BARE = [sys.executable, "-I", "-S", "-c", "import time; print(flush=True); time.sleep(60)"]
LIMIT, OURS = 10_000_000, 1_000_000  # bytes: in all, and beyond a Python that sleeps


@contextlib.contextmanager
def running(command, **env):
    """A process, and its output line by line."""
    given = os.environ | {"KFCHECK_KIND": "jupyter", "NB_PREFIX": PREFIX} | env
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=given, stdout=pipe, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def beside(port, tmp_path):
    url = f"http://127.0.0.1:{port}/"  # as JupyterHub names the port
    return running(COMMAND, JUPYTERHUB_SERVICE_URL=url, KFCHECK_STATE_DIR=str(tmp_path), KFCHECK_LISTEN="127.0.0.1:0")


def until(process, words):
    """The lines up to the one that has these words."""
    said = []
    while not said or words not in said[-1]:
        said.append(process.stdout.readline())
        assert said[-1], f"it ended: {said}"
    return said


def resident(pid):
    """Bytes in memory, those shared with other processes as well."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_it_stays_small_beside_a_jupyter_with_the_extension(server, tmp_path):
    with running(BARE) as bare, beside(server.port, tmp_path) as watch:
        until(watch, "NB_PREFIX")
        while children(watch.pid):  # the one that reports has written, and ends
            time.sleep(0.01)
        bare.stdout.readline()
        least, taken = resident(bare.pid), resident(watch.pid)
    assert taken < least + OURS, (least, taken)
    assert taken < max(LIMIT, least + OURS // 2), "a larger Python than ours is no fault of the loop"


def test_it_tells_when_the_port_falls_silent(tmp_path):
    with contextlib.ExitStack() as stack:
        with answering(ok()) as ((_, port), _):
            watch = stack.enter_context(beside(port, tmp_path))
            until(watch, "NB_PREFIX")
        until(watch, f"kfcheck: the notebook on port {port} has stopped answering")


def test_what_it_started_ends_with_it(tmp_path):
    with answering(ok()) as ((_, port), _), beside(port, tmp_path) as watch:
        while not (started := children(watch.pid)):
            time.sleep(0.01)
        watch.kill()
        deadline = time.monotonic() + 5
        while Path(f"/proc/{started[0]}").exists():
            assert time.monotonic() < deadline, "the child that reports outlives the loop"
            time.sleep(0.01)


def test_it_serves_beside_a_jupyter_without_the_extension(start, tmp_path):
    jupyter = start(extension=False)
    with beside(jupyter.port, tmp_path) as watch:
        said = until(watch, "serves the report at http://127.0.0.1:")
        assert sum("NB_PREFIX" in line for line in said) == 1
        jupyter.stop()
        until(watch, f"kfcheck: the notebook on port {jupyter.port} has stopped answering")
