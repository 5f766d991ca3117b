"""Who serves on the platform's port, seen in real containers."""

import re

from tests.container.reports import find
from tests.container.test_start import serving, until

PORT = 8888
ASKED = ("--only", "server.port")
KNOCK = "import socket; socket.create_connection(('127.0.0.1', 8890))"
SECOND = "nohup jupyter-lab --no-browser --ip=0.0.0.0 --port=8890 >/dev/null 2>&1 & echo $!"


def port(notebook):
    return find(notebook.kfcheck(*ASKED)[1], "server.port")


def test_another_notebook_on_the_nodes_network_holds_the_port_and_ours_has_moved_on(notebooks, pvc, tmp_path):
    """As with `hostNetwork: true`: two pods, one network."""
    with notebooks.run(home=pvc, pod=notebooks.pod()) as first:
        serving(first)
        (tmp_path / "home").mkdir(mode=0o777)
        (tmp_path / "home").chmod(0o777)
        with notebooks.run(home=tmp_path / "home", pod=notebooks.pod(), network=f"container:{first.id}") as second:
            said = until(lambda: (found := port(second))["status"] == "fail" and found)
            assert said["summary"] == (
                "port 8888 is held by a process outside of this container; jupyter-lab listens on port 8889 instead"
            )
            assert (said["evidence"]["found"], said["remedy_by"]) == (8889, "platform")
            assert "`hostNetwork: true`" in said["remedy"]
            assert port(first)["status"] == "pass", "the one that holds it is well"
    with notebooks.run(home=tmp_path / "home", pod=notebooks.pod()) as alone:  # the remedy
        serving(alone)
        assert port(alone)["status"] == "pass"
        second = alone.ask("sh", "-c", SECOND).stdout.strip()
        until(lambda: alone.ask("python3", "-c", KNOCK).returncode == 0)
        assert port(alone)["status"] == "pass", "a second Jupyter of the user's is nobody's trouble"
        alone.ask("sh", "-c", f"kill {second}")
        until(lambda: alone.ask("python3", "-c", KNOCK).returncode)
        # Another process of this container takes the port while the service is down.
        service = "/run/service/jupyterlab"
        knock = KNOCK.replace("8890", str(PORT))
        alone.root("/command/s6-svc", "-d", service)
        until(lambda: alone.ask("python3", "-c", knock).returncode)
        alone.ask("sh", "-c", f"cd /tmp; nohup python3 -m http.server {PORT} >/dev/null 2>&1 &")
        until(lambda: alone.ask("python3", "-c", knock).returncode == 0)
        alone.root("/command/s6-svc", "-u", service)
        said = until(lambda: (found := port(alone))["status"] == "fail" and found)
        assert said["summary"] == "port 8888 is held by python3; Jupyter listens on port 8889 instead"
        assert said["remedy_by"] == "user"
        command = re.search(r"`(kill \d+)`", said["remedy"])[1]
        assert alone.ask("sh", "-c", command).returncode == 0
        freed = port(alone)
        assert freed["summary"] == "serves on port 8889, not on port 8888"
        assert freed["remedy"] == "Stop and start the notebook: the port is free now."
        alone.root("/command/s6-svc", "-r", service)  # what a start anew does
        until(lambda: port(alone)["status"] == "pass")
