"""A replica of each platform, for real: its user, environment, volume and start command, a real Jupyter, a hub's API.

Healthy, nothing is to be found, not even a warning; then each platform's own faults, with its own remedies.
"""

import json
import os
from dataclasses import dataclass, field

import pytest

from tests.container import images, layers
from tests.container.bench import Bench, Mount
from tests.container.reports import find
from tests.container.test_start import script, until
from tests.faults.volumes import own

LAB = (
    "exec jupyter lab --ip=0.0.0.0 --no-browser --ServerApp.allow_remote_access=True --ServerApp.allow_origin='*' "
    "--ServerApp.token= --ServerApp.password= --ServerApp.base_url="
)
V2 = "/workspace/connect/team-a/demo/jupyter/"
V1 = "/notebook/team-a/demo"
HUB = "/user/ada/"
ARGS = f"--ServerApp.port=8888 --ServerApp.token='' --ServerApp.password='' --ServerApp.base_url={V1} "
ARGS += "--ServerApp.quit_button=False"
CONNECT = "import socket; socket.create_connection(('127.0.0.1', 8888), 3)"
RESTRICTED = ("--cap-drop=ALL", "--security-opt=no-new-privileges")
# What jupyterhub-singleuser asks of the hub when it starts, and what it tells it later.
API = """
import http.server, json
class Hub(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"version": "5.3.0", "name": "ada", "kind": "user", "scopes": []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.do_GET()
http.server.ThreadingHTTPServer(("127.0.0.1", 8081), Hub).serve_forever()
"""


@dataclass
class Replica:
    """How a platform starts a notebook: ``at`` is where its volume is mounted."""

    start: str
    env: dict[str, str]
    user: str = "1000:0"
    groups: tuple[int, ...] = (100,)
    at: str = "/home/jovyan"
    options: tuple[str, ...] = ()
    home: tuple[int, int] = (0, 100)
    extra: dict[str, str] = field(default_factory=dict)


HUB_ENV = {
    "NB_PREFIX": "",
    "JUPYTERHUB_SERVICE_PREFIX": HUB,
    "JUPYTERHUB_SERVICE_URL": f"http://0.0.0.0:8888{HUB}",
    "JUPYTERHUB_API_URL": "http://127.0.0.1:8081/hub/api",
    "JUPYTERHUB_BASE_URL": "/",
    "JUPYTERHUB_API_TOKEN": "of-nobody",
    "JUPYTERHUB_CLIENT_ID": "jupyterhub-user-ada",
    "JUPYTERHUB_USER": "ada",
    "JUPYTERHUB_OAUTH_SCOPES": json.dumps(["access:servers!server=ada/"]),
    "JUPYTERHUB_ACTIVITY_URL": "http://127.0.0.1:8081/hub/api/users/ada/activity",
}
REPLICAS = {
    "kubeflow-v1": Replica(f"{LAB}$NB_PREFIX", {}),
    "kubeflow-v2": Replica(f"{LAB}$NB_PREFIX", {"NB_PREFIX": V2}, user="1000:100", options=RESTRICTED),
    "opendatahub": Replica(
        "umask 0002; eval exec jupyter lab --no-browser --ip=0.0.0.0 --ServerApp.allow_remote_access=True "
        "--ServerApp.allow_origin='*' $NOTEBOOK_ARGS",
        {"NOTEBOOK_ARGS": ARGS, "HOME": "/opt/app-root/src"},
        user="1000770000:0",
        groups=(1000770000,),
        at="/opt/app-root/src",
        options=RESTRICTED,
        home=(0, 1000770000),
    ),
    "jupyterhub": Replica("python3 /hub.py & exec jupyterhub-singleuser", HUB_ENV, user="1000:100"),
}


@pytest.fixture(scope="module")
def plain(podman, notebook_layers, tmp_path_factory):
    """Containers with JupyterLab, JupyterHub's single-user server and the project, and no supervisor."""
    hub = layers.pip("jupyterhub", "jupyterlab>=4", "jupyterhub>=5,<6")
    image = images.build(podman, *notebook_layers, hub, layers.project())
    return Bench(podman, image, tmp_path_factory.mktemp("plain"), command=())


@pytest.fixture
def judged(plain, pod, pvc, tmp_path):
    """The report on a replica once it serves, and the exit code of ``--fail-on warn``."""
    hub = script(tmp_path, API, "hub.py")

    def answers(notebook):
        return notebook.ask("python3", "-c", CONNECT).returncode == 0

    def run(replica, *only):
        own(pvc, replica.home, 0o2775)
        for path in pvc.rglob("*"):  # as the kubelet does for fsGroup, with what an earlier notebook left
            if not path.is_symlink():
                os.chown(path, -1, replica.home[1])
                path.chmod(path.stat().st_mode | (0o2770 if path.is_dir() else 0o660))
        mounts = [Mount(pvc, replica.at), Mount(hub, "/hub.py")] if replica.at else [Mount(hub, "/hub.py")]
        options = ("--shm-size=1g", *replica.options)
        with plain.run(
            "sh", "-c", replica.start, user=replica.user, groups=replica.groups, pod=pod, mounts=mounts,
            env=replica.env, options=options,
        ) as notebook:  # fmt: skip
            if only:
                until(lambda: answers(notebook), 120)
                return *notebook.kfcheck("--only", *only), notebook.logs()
            code, report = notebook.kfcheck("--fail-on", "warn", "--wait", "120", timeout=150)
            return code, report, notebook.logs()

    return run


@pytest.mark.parametrize("name", REPLICAS)
def test_a_healthy_notebook_has_no_finding_of_any_kind(judged, name):
    code, report, log = judged(REPLICAS[name])
    assert {c["id"]: c["summary"] for c in report["checks"] if c["status"] not in ("pass", "skip")} == {}, log
    assert (code, report["platform"], report["kind"]) == (0, name, "jupyter")
    assert report["counts"]["pass"] > 15


# Fault -> the replica and what is wrong with it; the check and what it says; the remedy that it names, and what the
# faulty replica becomes when just that is done to it.
FAULTS = {
    "v2 without its prefix": (
        "kubeflow-v2", {"start": f"{LAB}/"}, "server.prefix", "fail", f"serves /, not {V2}",
        '`--ServerApp.base_url="${NB_PREFIX}"`', {"start": f'{LAB}"${{NB_PREFIX}}"'},
    ),
    "v2 with its volume elsewhere": (
        "kubeflow-v2", {"at": "/data"}, "home.path", "warn",
        "HOME is /home/jovyan, on no volume, while a volume is mounted on /data",
        "`volumeMounts.home: /home/jovyan` in the WorkspaceKind", {"at": "/home/jovyan"},
    ),
    "v2 as root": (
        "kubeflow-v2", {"user": "0:0", "start": f"{LAB}$NB_PREFIX --allow-root"}, "user.uid", "fail",
        "runs as root, which Kubeflow v2 does not take", "`USER 1000`", {"user": "1000"},
    ),
    "Open Data Hub without group 0": (
        "opendatahub", {"user": "1000770000:1000770000"}, "user.uid", "fail", "is not in group 0", "`runAsGroup: 0`",
        {"user": "1000770000:0"},
    ),
    "Open Data Hub without its arguments": (
        "opendatahub", {"start": f"{LAB}/"}, "server.start", "fail",
        f"Open Data Hub would stop the container: GET {V1}/api is answered with 404", f"`GET {V1}/api` with 2xx or 3xx",
        {"start": f"{LAB}{V1}"},
    ),
    "a Jupyter that lets everybody in": (
        "jupyterhub", {"start": f"python3 /hub.py & {LAB}{HUB}"}, "server.auth", "fail",
        "lets everybody in, without a login at the hub", "`jupyterhub-singleuser`",
        {"start": "python3 /hub.py & exec jupyterhub-singleuser"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_each_platforms_own_fault_has_its_own_remedy_which_mends_it(judged, fault):
    name, changed, check, status, words, remedy, mended = FAULTS[fault]
    broken = vars(REPLICAS[name]) | changed
    _, report, log = judged(Replica(**broken), "user", "home.path", "server", "platform", "packages.required")
    found = find(report, check)
    assert (found["status"], words in found["summary"]) == (status, True), (found, log)
    assert any(remedy in advice["text"] for advice in found["remedies"]), found
    _, report, log = judged(Replica(**(broken | mended)), check)
    assert find(report, check)["status"] == "pass", (find(report, check), log)
