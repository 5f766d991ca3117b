"""What a platform needs beside the server: its script's tools, its package, its proxy, its volume, its own probe."""

from tests.container.bench import HOME, PREFIX, Mount
from tests.container.reports import expect, find
from tests.container.test_start import until

V2 = {"NB_PREFIX": "/workspace/connect/team-a/demo/vscode/"}
HUB = {"JUPYTERHUB_API_URL": "http://hub:8081", "JUPYTERHUB_SERVICE_PREFIX": "/user/jovyan/",
       "PATH": f"{HOME}/.local/bin:/usr/local/bin:/usr/bin:/bin"}  # fmt: skip
SERVE = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[2]) if self.path.startswith(sys.argv[3]) else 404)
        self.end_headers()
http.server.ThreadingHTTPServer(("", int(sys.argv[1])), Handler).serve_forever()
"""


def asked(notebook, check, *more):
    _, document = notebook.kfcheck("--only", check, *more)
    return document


def serve(notebook, port, status, path):
    """A server in the container that answers this path with this status, and nothing else."""
    knock = f"import socket; socket.create_connection(('127.0.0.1', {port}))"
    notebook.ask("sh", "-c", f"python3 -c '{SERVE}' {port} {status} {path} > /dev/null 2>&1 & echo $! > /tmp/server")
    until(lambda: notebook.ask("python3", "-c", knock).returncode == 0)


def test_a_tmp_that_runs_no_script_of_the_platform(bench, pvc):
    where = {"home": pvc, "env": V2}
    with bench.run(pod=bench.pod(), options=("--tmpfs=/tmp:noexec,mode=1777",), **where) as notebook:
        expect(
            asked(notebook, "platform.activity", "--kind", "codeserver"), "platform.activity", "warn",
            "/tmp is mounted noexec", remedy="Give /tmp an `emptyDir` of its own", by="platform",
        )  # fmt: skip
    with bench.run(pod=bench.pod(), options=("--tmpfs=/tmp:exec,mode=1777",), **where) as notebook:
        said = find(asked(notebook, "platform.activity", "--kind", "codeserver"), "platform.activity")
        assert said["status"] == "pass"


def test_a_home_beside_the_volume(bench, pvc):
    with bench.run(pod=bench.pod(), mounts=[Mount(pvc, "/home/work")], env=V2) as notebook:
        expect(
            asked(notebook, "home.path"), "home.path", "warn", "while a volume is mounted on /home/work",
            remedy="volumeMounts.home", by="platform",
        )  # fmt: skip
    with bench.run(pod=bench.pod(), mounts=[Mount(pvc, HOME)], env=V2) as notebook:
        assert find(asked(notebook, "home.path"), "home.path")["status"] == "pass"


def test_an_image_without_jupyterhub(bench, pod, pvc):
    with bench.run(pod=pod, home=pvc, env=HUB) as notebook:
        expect(
            asked(notebook, "packages.required"), "packages.required", "fail", "jupyterhub is not installed",
            remedy="`RUN pip install jupyterhub==VERSION`", by="image",
        )  # fmt: skip
        program = f"{HOME}/.local/bin/jupyterhub-singleuser"
        done = notebook.ask(
            "sh", "-c", f"mkdir -p {HOME}/.local/bin; echo '#!/bin/sh' > {program}; chmod 755 {program}"
        )
        assert done.returncode == 0, done.stderr
        assert find(asked(notebook, "packages.required"), "packages.required")["status"] == "pass"


def test_a_proxy_of_the_mesh_that_is_not_ready(bench, pvc):
    for status, expected in ((503, "warn"), (200, "pass")):
        with bench.run(pod=bench.pod(), home=pvc) as notebook:
            serve(notebook, 15021, status, "/healthz/ready")
            document = asked(notebook, "runtime.sidecar")
            assert find(document, "runtime.sidecar")["status"] == expected
            if status == 503:
                expect(
                    document, "runtime.sidecar", "warn", "port 15021 answers 503",
                    remedy="holdApplicationUntilProxyStarts: true", by="platform",
                )  # fmt: skip


def test_an_ide_that_does_not_answer_open_data_hubs_probe(bench, pvc):
    env = {"NOTEBOOK_ARGS": "--ServerApp.port=8888", "HOME": "/opt/app-root/src"}
    for path, expected in (("/elsewhere", "fail"), (f"{PREFIX}/api", "pass")):
        with bench.run(pod=bench.pod(), mounts=[Mount(pvc, "/opt/app-root/src")], env=env) as notebook:
            serve(notebook, 8888, 200, path)
            document = asked(notebook, "server.start")
            assert find(document, "server.start")["status"] == expected, document["checks"]
            if expected == "fail":
                expect(document, "server.start", "fail", "", remedy=f"Answer `GET {PREFIX}/api`", by="image")
