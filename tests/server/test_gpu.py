"""A GPU that is lost while the server runs shows with the next report: to the panel, and in the metrics."""

import sys

from tests.gpu.machine import DRIVER, NODE, Machine, compile_fake
from tests.gpu.stage import ABSENT
from tests.server.conftest import TOKEN
from tests.tools import ROOT, need, run

AUTH = {"Authorization": f"token {TOKEN}"}


def status_of_gpu(server):
    """gpu.visible as the panel asks for it, and its line in the metrics."""
    part = server.ask("kfcheck/gpu.visible", **AUTH).json()
    (line,) = [line for line in server.ask("metrics").body.decode().splitlines() if '"gpu.visible"' in line]
    return part, float(line.split()[-1])


def test_a_gpu_lost_in_mid_session_shows_in_report_and_metrics(start, tmp_path):
    need("root", "unshare", "nsenter")
    machine = Machine(tmp_path / "machine", compile_fake(tmp_path))
    machine.install("libnvidia-ml", "libcuda")
    on_stage = tmp_path / "python"
    command = " ".join(NODE.command(tmp_path / "stage", sys.executable))
    on_stage.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {command} "$@"\n')
    on_stage.chmod(0o755)
    server = start(
        token=TOKEN, python=on_stage, env={"LD_LIBRARY_PATH": str(machine.libraries), "FAKE_NVML": f"version={DRIVER}"}
    )
    server.until("kfcheck/startupz")
    part, metric = status_of_gpu(server)
    assert (part["status"], metric) == ("pass", 0)

    inside = ("nsenter", f"--target={server.process.pid}", "--mount", "--")
    run(*inside, "rm", "/dev/nvidiactl")
    run(*inside, "mknod", "-m", "666", "/dev/nvidiactl", "c", *map(str, ABSENT))
    assert server.ask("kfcheck", method="POST", **AUTH).status == 200
    part, metric = status_of_gpu(server)
    assert (part["status"], metric) == ("fail", 2)
