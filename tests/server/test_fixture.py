"""The fixture itself: a server as Kubeflow starts it, before anything is said about kfcheck."""

from tests.server.conftest import PREFIX


def test_the_server_is_the_one_that_kubeflow_would_start(server):
    answer = server.ask("api")
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert server.url.endswith(PREFIX + "/")
