"""Containers of root, for real: start log, saved report, command and endpoint all judge whoever runs the IDE."""

import json

import pytest

from tests.container.bench import PREFIX, Mount
from tests.container.reports import find
from tests.container.test_start import ours, script, serving, until
from tests.faults.volumes import own

READ = (
    f"import urllib.request as u; print(u.urlopen('http://127.0.0.1:8888{PREFIX}/kfcheck?format=json').read().decode())"
)
RUN = """#!/command/with-contenv bash
cd /
export JUPYTER_RUNTIME_DIR=/tmp/jupyter_runtime{env}
exec {drop} jupyter lab --notebook-dir=/ --ip=0.0.0.0 --port=8888 --no-browser --allow-root \
    --ServerApp.token= --ServerApp.password= --ServerApp.allow_origin='*' \
    --ServerApp.allow_remote_access=True --ServerApp.base_url="$NB_PREFIX"
"""
SERVICE = "/etc/services.d/jupyterlab/run"
JOVYAN = "jovyan:x:1000:0::/home/jovyan:/bin/bash"
ALICE = "alice:x:1001:100::/home/alice:/bin/bash"
WHO = ("user", "uid", "gid", "home")


def faces(notebook):
    """The report of each face that tells who runs the notebook, by its name."""
    serving(notebook)
    asked = until(lambda: (done := notebook.ask("python3", "-c", READ, user="0:0")).returncode == 0 and done.stdout)
    started = notebook.ask("sh", "-c", "cat /run/kfcheck/startup.json || cat /tmp/kfcheck-*/startup.json").stdout
    code, by_root = notebook.kfcheck(user="0:0")
    return {"start": json.loads(started), "exec": by_root, "endpoint": json.loads(asked)}, code


def who(report):
    return tuple(report["container"][name] for name in WHO)


def test_the_image_that_ends_with_user_root_fails_in_every_face(notebooks, pod, pvc):
    with notebooks.run(home=pvc, pod=pod, user="0:0", groups=()) as notebook:
        reports, code = faces(notebook)
        log = notebook.logs()
        probed = notebook.ask("kfcheck", "probe", "startupz").stdout
    assert code == 1
    for report in reports.values():
        assert find(report, "user.uid")["summary"] == "runs as root, not as UID 1000"
        assert find(report, "user.name")["because"] == "user.uid"
        assert who(report) == ("root", 0, 0, "/home/jovyan")
        assert find(report, "home.writable")["status"] == "pass"
    assert "kfcheck: FAIL user.uid: runs as root, not as UID 1000" in log
    assert "root 0:0, NB_PREFIX" in ours(log)[-1]
    assert probed == "started\n"
    assert pod.termination_log.read_text().startswith(
        "user.uid: runs as root, not as UID 1000. Image: End the Dockerfile"
    )
    left = (pvc / ".local/state/kfcheck/starts.jsonl").stat()
    assert left.st_uid == 1000, "root's own file would be in the way of the next notebook"


def test_enforce_stops_a_container_of_root(notebooks, pod, pvc):
    with notebooks.run(home=pvc, pod=pod, user="0:0", env={"KFCHECK_STARTUP": "enforce"}) as notebook:
        assert notebook.wait() == 1
        assert "kfcheck: FAIL user.uid: runs as root" in notebook.logs()


@pytest.mark.parametrize("alice", [False, True], ids=["jovyan", "alice"])
def test_root_that_drops_is_judged_as_whom_it_becomes(notebooks, pod, pvc, tmp_path, alice):
    name, uid, gid, home = ("alice", 1001, 100, "/home/alice") if alice else ("jovyan", 1000, 0, "/home/jovyan")
    run = script(tmp_path, RUN.format(drop="s6-setuidgid $NB_USER", env=" HOME=/home/$NB_USER" if alice else ""), "run")
    passwd = tmp_path / "passwd"
    passwd.write_text(f"root:x:0:0::/root:/bin/bash\n{JOVYAN}\n{ALICE}\n")
    passwd.chmod(0o644)
    mounts = [Mount(run, SERVICE), Mount(passwd, "/etc/passwd")]
    if alice:
        own(tmp_path / "hers", (uid, gid), 0o700) if (tmp_path / "hers").mkdir() is None else None
        mounts.append(Mount(tmp_path / "hers", home))
    with notebooks.run(home=pvc, pod=pod, user="0:0", mounts=mounts, env={"NB_USER": name}) as notebook:
        reports, _ = faces(notebook)
        log = notebook.logs()
        probed = notebook.ask("kfcheck", "probe", "startupz", user="0:0").stdout
    start = reports.pop("start")
    assert find(start, "user.uid")["status"] == find(start, "user.name")["status"] == "skip"
    assert f"{SERVICE} goes on as another user: it is judged once the IDE runs" in find(start, "user.uid")["summary"]
    assert who(start) == (None, None, None, home)
    assert find(start, "home.writable")["status"] == "pass"
    assert "its user is not known yet, NB_PREFIX" in ours(log)[0]
    for report in reports.values():
        assert who(report) == (name, uid, gid, home)
        assert find(report, "user.uid")["status"] == ("fail" if alice else "pass")  # alice is not in group 0
        assert find(report, "home.path")["summary"] == f"{home} is HOME and a directory"
        assert find(report, "home.writable")["status"] == "pass"
    assert probed == "started\n"
    assert f"{name} {uid}:{gid}" in ours(log)[-1]


def test_root_under_exec_sees_what_the_notebooks_user_may_not_do(notebooks, pod, pvc):
    with notebooks.run(home=pvc, pod=pod) as notebook:
        serving(notebook)
        notebook.root("sh", "-c", "mkdir -p /home/jovyan/.config && chmod 0700 /home/jovyan/.config")
        for user in ("0:0", None):
            _, report = notebook.kfcheck("--only", "user", "home", user=user)
            assert who(report) == ("jovyan", 1000, 0, "/home/jovyan")
            assert find(report, "home.writable")["evidence"]["path"] == "/home/jovyan/.config"
            assert find(report, "home.writable")["evidence"]["runs_as"] == "1000:0, groups 0, 100"
        notebook.root("chown", "-R", "1000:100", "/home/jovyan/.config")
        assert find(notebook.kfcheck("--only", "home.writable", user="0:0")[1], "home.writable")["status"] == "pass"
