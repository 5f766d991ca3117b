"""Notebook containers from their first moment: what their log says, who may stop them, that they start."""

import json
import time
from contextlib import ExitStack, contextmanager

import jsonschema
import pytest

from dev import schema
from tests.container.bench import PREFIX, Mount
from tests.faults.volumes import own
from tests.tools import run

API = f"http://127.0.0.1:8888{PREFIX}/api"
ASK = f"import urllib.request as u; u.urlopen('{API}', timeout=3)"
PACKAGE = "/usr/local/lib/python3.11/dist-packages/jupyter_kfcheck"


def until(condition, seconds=60, step=0.2):
    """Wait until `condition` holds and return what it says; AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(step)
    return found


def said(container, words, seconds=60):
    """Wait for `words` in the container's log and return the whole of it."""
    return until(lambda: (log := container.logs()) and words in log and log, seconds)


def serving(container):
    """Wait until the notebook answers."""
    return until(lambda: container.ask("python3", "-c", ASK).returncode == 0)


def ours(log):
    """kfcheck's own lines."""
    return [line for line in log.splitlines() if line.startswith("kfcheck: ")]


def script(tmp_path, text, name="script"):
    """A program of the test's own, to be mounted into a container."""
    path = tmp_path / name
    path.write_text(text)
    path.chmod(0o755)
    return path


@contextmanager
def frozen(folder):
    """A volume on which nothing can be written, and what tries to cannot be killed, until the block ends."""
    run("fsfreeze", "--freeze", str(folder))
    try:
        yield
    finally:
        run("fsfreeze", "--unfreeze", str(folder))


def test_a_healthy_start_says_so_in_a_few_lines_and_leaves_its_report(notebooks, pod, pvc):
    with notebooks.run(home=pvc, pod=pod) as notebook:
        serving(notebook)
        started = json.loads(notebook.ask("cat", "/run/kfcheck/startup.json").stdout)
        log = until(lambda: len(ours(notebook.logs())) > 1 and notebook.logs())
    assert log.index("kfcheck: ") < log.index("running /etc/cont-init.d/01-copy-tmp-home")
    first = ours(log)[0]
    assert "checks passed" in first
    assert f"jovyan 1000:0, NB_PREFIX {PREFIX}, /home/jovyan is on a persistent volume (likely): ext4" in first
    assert len(ours(log)) < 24
    jsonschema.validate(started, schema.shipped())
    assert (started["phase"], started["counts"]["fail"], started["counts"]["error"]) == ("startup", 0, 0)


def test_a_home_of_root_ends_the_container_and_the_cause_is_told(notebooks, pod, pvc):
    own(pvc, (0, 0), 0o755)
    with notebooks.run(home=pvc, pod=pod) as notebook:
        assert notebook.wait() == 1  # as it would without kfcheck, because of 01-copy-tmp-home
        log = notebook.logs()
    assert "kfcheck: FAIL home.writable: /home/jovyan cannot be written: permission denied" in log
    assert "`fsGroup: 100`" in log
    assert "/etc/cont-init.d/00-kfcheck exited 0" in log
    message = pod.termination_log.read_text()
    assert message.startswith("home.writable: /home/jovyan cannot be written: permission denied. Platform: ")
    assert "fsGroup" in message


def test_a_hung_home_delays_the_start_and_no_more(notebooks, pod, pvc):
    with ExitStack() as ice:
        ice.enter_context(frozen(pvc))
        with notebooks.run(home=pvc, pod=pod) as notebook:
            log = said(notebook, "running /etc/cont-init.d/01-copy-tmp-home", 15)
            assert "kfcheck: FAIL home.writable: /home/jovyan did not answer within 3 s" in log
            ice.close()
            serving(notebook)


def test_a_command_that_cannot_be_killed_delays_the_start_and_no_more(notebooks, tmp_path):
    hanging = script(tmp_path, "#!/bin/sh\ntrap '' TERM ALRM\nwhile :; do sleep 60; done\n")
    with notebooks.run(mounts=[Mount(hanging, "/usr/local/bin/kfcheck")]) as notebook:
        log = said(notebook, "running /etc/cont-init.d/01-copy-tmp-home", 15)
    assert "kfcheck: not done after 5 s; the notebook starts without waiting for it" in log


@pytest.mark.parametrize("behaviour", ["0", "2"])
def test_enforce_stops_the_container_with_the_cause(notebooks, pod, behaviour):
    env = {"KFCHECK_STARTUP": "enforce", "S6_BEHAVIOUR_IF_STAGE2_FAILS": behaviour}
    with notebooks.run(pod=pod, env=env) as notebook:
        assert notebook.wait() == 1
        log = notebook.logs()
    assert "kfcheck: FAIL home.persistent: /home/jovyan will be lost with the pod" in log
    assert pod.termination_log.read_text().startswith("home.persistent: ")


def test_enforce_lets_start_what_is_well(notebooks, pod, pvc):
    with notebooks.run(home=pvc, pod=pod, env={"KFCHECK_STARTUP": "enforce"}) as notebook:
        assert serving(notebook)


def test_off_runs_nothing(notebooks, pod, pvc):
    with notebooks.run(home=pvc, pod=pod, env={"KFCHECK_STARTUP": "off"}) as notebook:
        serving(notebook)
        assert ours(notebook.logs()) == []
        assert notebook.ask("ls", "/run/kfcheck/startup.json").returncode != 0
        assert notebook.ask("/command/s6-svstat", "-o", "up,wantedup", "/run/service/kfcheck").stdout == "false false\n"


@pytest.mark.parametrize("mode", ["report", "enforce"])
@pytest.mark.parametrize(
    ("target", "content", "words"),
    [
        ("/usr/local/bin/kfcheck", "#!/nonexistent/sh\n", "exit status 127: the command is not in the image's PATH"),
        (f"{PACKAGE}/cli/__init__.py", "this is no Python\n", "could not run (exit status 1)"),
    ],
    ids=["command missing", "Python broken"],
)
def test_without_a_working_command_the_notebook_starts(notebooks, tmp_path, target, content, words, mode):
    broken = script(tmp_path, content)
    with notebooks.run(mounts=[Mount(broken, target)], env={"KFCHECK_STARTUP": mode}) as notebook:
        assert words in said(notebook, "00-kfcheck exited 0")
        assert "the notebook starts unchecked" in said(notebook, "running /etc/cont-init.d/01-copy-tmp-home")


def test_a_broken_local_of_the_user_is_not_even_looked_at(notebooks, pod, pvc):
    site = pvc / ".local/lib/python3.11/site-packages"
    for module in ("usercustomize", "psutil", "jupyter_kfcheck"):
        (site / module).mkdir(parents=True)
        (site / module / "__init__.py").write_text("raise RuntimeError('a broken ~/.local')\n")
    for path in [pvc / ".local", *(pvc / ".local").rglob("*")]:
        own(path, (1000, 100), 0o755)
    with notebooks.run(home=pvc, pod=pod) as notebook:
        log = said(notebook, "00-kfcheck exited 0")
    assert "checks passed" in ours(log)[0]
    assert "RuntimeError" not in "".join(ours(log))


@pytest.mark.parametrize(
    ("options", "who"),
    [
        ({"user": "1000650000:0"}, "no name 1000650000:0"),
        ({"user": "0:0"}, "root 0:0"),
        ({"options": ["--security-opt=no-new-privileges"]}, "jovyan 1000:0"),
        ({"options": ["--read-only", "--tmpfs=/run:exec,mode=0777", "--tmpfs=/tmp"]}, "jovyan 1000:0"),
    ],
    ids=["a random UID", "root", "no new privileges", "a read-only root"],
)
def test_whoever_runs_it_the_check_runs(notebooks, pod, pvc, options, who):
    with notebooks.run(home=pvc, pod=pod, **options) as notebook:
        log = said(notebook, "00-kfcheck exited 0")
        kept = notebook.ask("sh", "-c", "cat /run/kfcheck/startup.json || cat /tmp/kfcheck-*/startup.json")
        left = (pvc / ".local/state/kfcheck/starts.jsonl").stat().st_uid
    assert f"): {who}, " in ours(log)[-1]
    assert "/home/jovyan is on a persistent volume" in ours(log)[-1]
    assert json.loads(kept.stdout)["phase"] == "startup"
    assert left == (1000650000 if "no name" in who else 1000)
