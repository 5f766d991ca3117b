"""Who may see what, in every configuration of access that Jupyter Server knows."""

import http.client
import json
import re

import pytest
from jupyter_server.auth import passwd

from tests.server.children import Child
from tests.server.conftest import TOKEN

PROBES = ("livez", "readyz", "startupz")
AUTH = {"Authorization": f"token {TOKEN}"}
FOREIGN = {"Host": "notebook.example.org", "User_Agent": "kube-probe/1.33"}
LOCKED = {
    "token": {"token": TOKEN},
    "password": {"token": "", "password": "", "arguments": True},
    "no unauthenticated access": {"token": TOKEN, "allow_unauthenticated_access": "False"},
    "no remote access": {"token": TOKEN, "allow_remote_access": "False", "allow_origin": None},
}


@pytest.fixture(scope="module", params=LOCKED)
def locked(request, tmp_path_factory):
    from tests.server.conftest import launch  # noqa: PLC0415 - the name would be taken for a fixture's

    flags = dict(LOCKED[request.param])
    arguments = []
    if flags.pop("arguments", None):
        arguments = [f"--PasswordIdentityProvider.hashed_password={passwd('x')}"]
    child = Child(tmp_path_factory.mktemp("child"))
    server = launch(tmp_path_factory.mktemp("locked"), *arguments, config=child.config, **flags)
    server.until("kfcheck/startupz")
    yield server
    server.stop()


@pytest.mark.parametrize("path", [*PROBES, "explain/user.uid"])
@pytest.mark.parametrize("headers", [{}, FOREIGN], ids=["local", "foreign host"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_probes_and_help_are_for_everybody(locked, path, headers, method):
    answer = locked.ask(f"kfcheck/{path}", method=method, **headers)
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    assert "Location" not in answer.headers


@pytest.mark.parametrize("path", ["kfcheck", "kfcheck/home", "kfcheck/home.writable", "kfcheck/health"])
@pytest.mark.parametrize("form", ["json", "health", "text"])
def test_a_stranger_gets_a_status_and_no_more(locked, path, form):
    answer = locked.ask(f"{path}?format={form}")
    assert answer.status == 200
    assert answer.body in (b'{"status": "pass"}\n', b"pass\n")


def test_a_stranger_cannot_have_it_run(locked):
    assert locked.ask("kfcheck", method="POST").status == 403


def test_a_stranger_learns_nothing_of_what_exists(locked):
    """A 404 tells only what the documentation tells: which checks there are."""
    assert locked.ask("kfcheck/home.nonsense").status == 404


def test_no_warning_of_jupyters_names_our_routes(locked):
    """JupyterServerAuthWarning lists handlers without a word on who may ask, as "GET of X registered for Y"."""
    assert not re.search(r"registered for \S*kfcheck", locked.log())


def test_with_a_token_there_is_all(guarded):
    assert guarded.ask("kfcheck", **AUTH).json()["checks"]
    assert guarded.ask("kfcheck/health", **AUTH).json()["checks"]
    assert guarded.ask("kfcheck/home", **AUTH).json()["checks"]
    assert guarded.ask(f"kfcheck?token={TOKEN}").json()["checks"]
    assert guarded.ask("kfcheck?token=wrong").json().keys() == {"status"}
    assert guarded.ask("kfcheck", method="POST", **AUTH).json()["checks"]


def test_a_browser_needs_the_xsrf_token_for_a_run(server):
    """Kubeflow's notebooks have no login, so this is what keeps foreign pages from starting runs."""
    server.until("kfcheck/startupz")
    assert server.ask("kfcheck", method="POST").status == 403
    assert server.ask("kfcheck", method="POST", Cookie="_xsrf=abc", X_XSRFToken="xyz").status == 403
    cookies = server.ask("kfcheck").headers.get_all("Set-Cookie")
    user = "; ".join(cookie.split(";")[0] for cookie in cookies)
    answer = server.ask("kfcheck", method="POST", Cookie=f"{user}; _xsrf=abc", X_XSRFToken="abc")
    assert (answer.status, answer.headers["Age"]) == (200, "0")


def test_an_authorizer_that_refuses_is_heeded(start, tmp_path):
    refuse = (
        "from jupyter_server.auth import Authorizer\n"
        "class Nobody(Authorizer):\n"
        "    def is_authorized(self, handler, user, action, resource):\n"
        "        return resource != 'kfcheck'\n"
        "c.ServerApp.authorizer_class = Nobody\n"
    )
    server = start(config=Child(tmp_path).config + refuse, token=TOKEN)
    server.until("kfcheck/startupz")
    assert server.ask("kfcheck", **AUTH).json() == {"status": "pass"}
    assert server.ask("kfcheck", method="POST", **AUTH).status == 403


def test_many_probes_on_one_connection(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for path in PROBES * 20:
        connection.request("GET", f"{server.base}/kfcheck/{path}")
        assert connection.getresponse().read() == b"ok\n"
    connection.close()


def test_cors_is_the_servers(server):
    assert server.ask("kfcheck", Origin="https://dashboard.example").headers["Access-Control-Allow-Origin"] == "*"
    assert server.ask("kfcheck", method="OPTIONS").status == 200


def test_the_answer_is_json_to_the_last_byte(server):
    answer = server.ask("kfcheck")
    assert json.loads(answer.body)
    assert int(answer.headers["Content-Length"]) == len(answer.body)
