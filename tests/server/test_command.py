"""The whole command beside a real server on port 8888, in networks like a pod's: namespaces of their own."""

import json
import os
import subprocess
import sys

import pytest

from tests import rules
from tests.server.conftest import FLAGS, PREFIX
from tests.tools import need

# The server starts while the command waits for it; with the namespace's first process all others end.
SCRIPT = """
ip link set lo up
{setup}
{jupyter} >server.log 2>&1 &
exec {python} -I -m jupyter_kfcheck run --format json --only server --wait 60
"""


@pytest.fixture
def report(tmp_path):
    """The report of the command, and its exit code."""
    need("root", "ip", "unshare")

    def make(setup="", **flags):
        chosen = " ".join(f"--ServerApp.{name}='{value}'" for name, value in (FLAGS | flags).items())
        jupyter = f"{sys.executable} -m jupyter_server --allow-root --no-browser {chosen}"
        script = SCRIPT.format(setup=setup, jupyter=jupyter, python=sys.executable)
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "NB_PREFIX": PREFIX,
                       "JUPYTER_RUNTIME_DIR": f"{tmp_path}/runtime"}  # fmt: skip
        done = subprocess.run(
            ["unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-ec", script],
            env=environment, cwd=tmp_path, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        return rules.held(json.loads(done.stdout)), done.returncode

    return make


def unwell(document):
    return {check["id"]: check["status"] for check in document["checks"] if check["status"] != "pass"}


def test_without_any_address_of_its_own_another_of_the_loopback_tells(report):
    document, code = report()
    assert (unwell(document), code) == ({"server.start": "skip"}, 0), "Kubeflow v1 does not probe"
    assert set(document["checks"][0]["evidence"]["tried"]) == {"127.0.0.1:8888", "127.0.0.2:8888"}
    assert document["container"]["base_url"] == f"{PREFIX}/"


def test_in_a_pod_with_ipv6_only_the_remedy_is_to_bind_it(report):
    setup = "ip -6 addr add fd00::7/128 dev lo nodad"
    document, code = report(setup, ip="::")
    assert (unwell(document), code) == ({"server.start": "skip"}, 0), "Kubeflow v1 does not probe"
    assert set(document["checks"][0]["evidence"]["tried"]) == {"127.0.0.1:8888", "[::1]:8888", "[fd00::7]:8888"}
