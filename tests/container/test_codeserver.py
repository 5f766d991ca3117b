"""A real code-server in a container, under s6, as Kubeflow runs it."""

import pytest

from tests.container.test_start import until

HEALTHY = "import urllib.request as u; u.urlopen('http://127.0.0.1:8888/healthz', timeout=3)"


def up(container):
    """Wait until code-server answers."""
    return until(lambda: container.ask("python3", "-c", HEALTHY).returncode == 0)


@pytest.fixture(scope="module")
def healthy(codeservers):
    """A container with Kubeflow's own flags, once code-server answers."""
    with codeservers.run(pod=codeservers.pod()) as container:
        up(container)
        yield container


def test_code_server_answers_and_is_recognised(healthy):
    _, report = healthy.kfcheck("--only", "server")
    assert report["kind"] == "codeserver"
    assert "/usr/lib/code-server/lib/node /usr/lib/code-server --bind-addr=0.0.0.0:8888" in "\n".join(
        healthy.processes()
    )
