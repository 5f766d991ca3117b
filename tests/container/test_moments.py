"""An IDE that dies, does not stay up, or is not there yet: what its log, its pod's status and the report say."""

from tests.container.bench import Mount
from tests.container.test_s6 import service
from tests.container.test_start import until
from tests.faults.volumes import own


def results(notebook, *only):
    """The results of some checks by id."""
    return {check["id"]: check for check in notebook.kfcheck("--only", *only)[1]["checks"]}


def port(notebook):
    return results(notebook, "server.port")["server.port"]


def test_each_death_is_told_at_once_and_the_port_when_it_is_back(notebooks):
    with notebooks.run(pod=notebooks.pod()) as notebook:
        until(lambda: notebook.logs().count("NB_PREFIX") == 2)  # watch has made its report
        pid = notebook.ask("/command/s6-svstat", "-o", "pid", "/run/service/jupyterlab").stdout.strip()
        assert notebook.ask("sh", "-c", f"kill -9 {pid}").returncode == 0
        killed = "kfcheck: jupyterlab ended with SIGKILL, as the kernel does when memory runs out\n"
        until(lambda: killed in notebook.logs(), seconds=10)
        said = port(notebook)
        assert said["status"] in ("error", "pass"), "it may be back already"
        assert said["status"] == "pass" or said["summary"].startswith("still starting: s6 start"), said
        until(lambda: "kfcheck: the notebook on port 8888 answers\n" in notebook.logs())
        assert port(notebook)["status"] == "pass"


def test_a_loop_reaches_the_log_and_the_pods_status_with_its_cause_and_leaves_them_when_it_is_mended(
    notebooks, pvc, tmp_path
):
    pod = notebooks.pod()
    writes = (
        b'#!/command/with-contenv bash\ntouch "$HOME/started" || exit 3\nexec jupyter lab --port=8888 --ip=0.0.0.0\n'
    )
    mount = service(tmp_path, "jupyterlab", writes)
    (pvc / ".bashrc").touch()  # so that the image's script has nothing to copy, and does not end the container
    own(pvc, (0, 0), 0o755)
    with notebooks.run(home=pvc, pod=pod, mounts=[mount], env={"S6_BEHAVIOUR_IF_STAGE2_FAILS": "1"}) as notebook:
        log = until(lambda: "does not stay up" in (text := notebook.logs()) and "so s6.services" in text and text, 30)
        assert "kfcheck: jupyterlab ended with exit code " in log
        assert "kfcheck: FAIL home.writable: /home/jovyan cannot be written: permission denied" in log
        left = until(pod.termination_log.read_text)
        assert left.startswith(
            "home.writable: /home/jovyan cannot be written: permission denied. Platform: Set `fsGroup"
        )
        found = results(notebook, "server", "s6", "home")
        assert found["server.port"]["status"] == "fail"
        assert found["server.port"]["because"] == "s6.services"
        assert "--ServerApp" not in str(found["server.port"]["remedies"])
        own(pvc, (0, 100), 0o2775)  # the remedy
        until(lambda: results(notebook, "server.port")["server.port"]["status"] == "pass")
        assert results(notebook, "home.writable")["home.writable"]["status"] == "pass"


SLOW = "/etc/cont-init.d/02-slow"


def slow(tmp_path, seconds):
    """A start-up script that takes its time."""
    script = tmp_path / "slow"
    script.write_text(f"#!/bin/bash\nsleep {seconds}\n")
    script.chmod(0o755)
    return Mount(script, SLOW)


def test_a_server_that_waits_for_a_start_up_script_is_not_told_another_flag(notebooks, tmp_path):
    with notebooks.run(pod=notebooks.pod(), mounts=[slow(tmp_path, 20)]) as notebook:
        until(lambda: f"running {SLOW}" in notebook.logs())
        found = results(notebook, "server.port", "s6")
        assert found["server.port"]["status"] == "error"
        assert found["server.port"]["summary"].startswith(f"not started yet: s6 runs {SLOW}, since ")
        assert found["s6.services"]["summary"] == "s6 has not started the services yet"
        assert f"s6 has not started the services yet: it runs {SLOW}" in notebook.ask("kfcheck", "probe").stdout
        until(lambda: results(notebook, "server.port")["server.port"]["status"] == "pass")


def test_an_image_whose_services_were_never_started_is_no_skip(notebooks, tmp_path):
    limit = {"S6_CMD_WAIT_FOR_SERVICES_MAXTIME": "2000", "S6_BEHAVIOUR_IF_STAGE2_FAILS": "1"}
    with notebooks.run(pod=notebooks.pod(), mounts=[slow(tmp_path, 6)], env=limit) as notebook:
        until(lambda: f"{SLOW} exited" in notebook.logs())
        found = until(lambda: (r := results(notebook, "s6", "server.port"))["s6.services"]["status"] == "fail" and r)
        assert found["s6.services"]["summary"] == (
            "s6 started none of the image's services (jupyterlab), though its start-up is over"
        )
        assert "took too long" in found["s6.services"]["remedy"]
        assert found["server.port"]["because"] == "s6.services"
    with notebooks.run(pod=notebooks.pod(), mounts=[slow(tmp_path, 0)], env=limit) as notebook:  # the remedy
        until(lambda: results(notebook, "s6.services")["s6.services"]["status"] == "pass")
