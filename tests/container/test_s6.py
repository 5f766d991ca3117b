"""Broken services and scripts under a real supervisor: each is named, with what to do."""

import pytest

from tests.container.bench import Mount
from tests.container.test_start import until

PLACE = "/etc/services.d"


def service(tmp_path, name, run, mode=0o755):
    """A folder of a service of the test's own, as a mount."""
    folder = tmp_path / name
    folder.mkdir()
    (folder / "run").write_bytes(run)
    (folder / "run").chmod(mode)
    return Mount(folder, f"{PLACE}/{name}")


@pytest.fixture(scope="module")
def broken(notebooks, tmp_path_factory):
    """The results of s6.* in a container with four broken services, by id, once the loop is one."""
    folder = tmp_path_factory.mktemp("services")
    mounts = [
        service(folder, "loop", b"#!/bin/sh\nexit 3\n"),
        service(folder, "no-x", b"#!/bin/sh\nexec sleep 1000\n", 0o644),
        service(folder, "no-shell", b"#!/opt/nowhere/bash\nexec sleep 1000\n"),
        service(folder, "crlf", b"#!/bin/sh\r\nexec sleep 1000\r\n"),
    ]
    with notebooks.run(pod=notebooks.pod(), mounts=mounts) as notebook:

        def results():
            _, report = notebook.kfcheck("--only", "s6")
            found = {check["id"]: check for check in report["checks"]}
            services = found["s6.services"]["evidence"].get("services", {})
            return found if services.get("loop", {}).get("deaths", 0) >= 3 and services["no-x"]["seconds"] > 3 else None

        yield until(results, seconds=30)


def test_s6_is_in_charge(broken):
    assert broken["s6.init"]["status"] == "pass"
    assert broken["s6.init"]["summary"].startswith("s6-overlay 3.2.3.0 is PID 1")


@pytest.mark.parametrize(
    ("name", "problem", "remedy"),
    [
        (
            "no-x",
            "is not executable (mode 0644)",
            f"Make it executable in the Dockerfile: `RUN chmod 755 {PLACE}/no-x/run`.",
        ),
        ("no-shell", "asks for /opt/nowhere/bash, which does not exist", "with `#!/command/with-contenv bash`."),
        (
            "crlf",
            "has lines that end with CRLF",
            f"Change its line ends in the Dockerfile: `RUN sed -i 's/\\r$//' {PLACE}/crlf/run`.",
        ),
    ],
)
def test_a_script_that_cannot_run_is_named(broken, name, problem, remedy):
    faults = {fault["path"]: fault for fault in broken["s6.scripts"]["evidence"]["faults"]}
    fault = faults[f"{PLACE}/{name}/run"]
    assert fault["problem"] == problem
    assert remedy in fault["remedy"]
    assert broken["s6.scripts"]["status"] == "fail"
    assert len(faults) == 3  # and nothing of what is well


@pytest.mark.parametrize(
    ("name", "trouble", "remedy"),
    [
        ("loop", "min, last with exitcode 3", "Read what loop wrote to the container's log"),
        ("no-x", "is down: s6 cannot start it", "Correct the `run` script of no-x"),
    ],
)
def test_a_service_that_is_not_up_is_named(broken, name, trouble, remedy):
    services = broken["s6.services"]
    state = services["evidence"]["services"][name]
    assert services["status"] == "fail"
    assert trouble in state["trouble"]
    assert remedy in state["remedy"]
    assert services["evidence"]["services"]["jupyterlab"]["up"]


def test_the_watching_service_reports_once_and_speaks_when_the_notebook_dies_and_comes_back(notebooks, tmp_path):
    watch = service(tmp_path, "kfcheck", b"#!/command/with-contenv sh\nexec kfcheck watch --every 0.1\n")
    with notebooks.run(pod=notebooks.pod(), mounts=[watch]) as notebook:
        until(lambda: notebook.ask("test", "-s", "/run/kfcheck/report.json").returncode == 0)
        log = until(lambda: (text := notebook.logs()).count("NB_PREFIX") == 2 and text)
        assert "stopped answering" not in log
        notebook.ask("/command/s6-svc", "-d", "/run/service/jupyterlab")
        until(lambda: "kfcheck: the notebook on port 8888 has stopped answering" in notebook.logs())
        notebook.ask("/command/s6-svc", "-u", "/run/service/jupyterlab")
        log = until(lambda: (text := notebook.logs()) and "port 8888 answers\n" in text and text)
    assert log.count("kfcheck: the notebook on port 8888") == 2


def test_a_notebook_that_never_answers_is_reported_without_it(bench):
    with bench.run(pod=bench.pod()) as container:
        done = container.ask("timeout", "5", "kfcheck", "watch", "--within", "0.2")
        kept = container.root("sh", "-c", "cat /tmp/kfcheck-*/report.json")
    assert "kfcheck: FAIL server.port: " in done.stdout
    assert '"phase": "running"' in kept


def test_the_scripts_cannot_be_installed_by_who_may_not_write_etc(bench):
    with bench.run() as container:
        done = container.ask("kfcheck", "s6", "install")
    assert done.returncode == 2
    assert "cannot write /etc/cont-init.d/00-kfcheck: /etc cannot be written by UID 1000" in done.stderr
    assert "USER root" in done.stderr
