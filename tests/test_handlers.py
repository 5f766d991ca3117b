"""Jupyter's handlers inside one process: what a request means, without a server of its own."""

import asyncio
import json

import pytest
from tornado.httpclient import HTTPClientError

from jupyter_kfcheck.child import engine
from jupyter_kfcheck.server.extension import KFCheck
from tests.reports import report, result

pytest_plugins = ["pytest_jupyter.jupyter_server"]


@pytest.fixture
def jp_server_config():
    return {"ServerApp": {"jpserver_extensions": {"jupyter_kfcheck": True}}, "KFCheck": {"ready_checks": ["home"]}}


@pytest.fixture(autouse=True)
def run(monkeypatch, tmp_path):
    """The child's run brings this report at once; nothing is spawned."""
    monkeypatch.setenv("KFCHECK_STATE_DIR", str(tmp_path / "state"))
    made = report(result("home.space"), result("user.uid"))
    monkeypatch.setattr(engine, "run", lambda *_: engine.Run(made))


async def first(fetch):
    """Wait for the first report."""
    for _ in range(200):
        try:
            return await fetch("kfcheck", "startupz")
        except HTTPClientError:
            await asyncio.sleep(0.02)
    raise AssertionError("no report came")


async def test_the_report_is_one_answer_with_its_age_and_name(jp_fetch):
    assert (await first(jp_fetch)).code == 200
    answer = await jp_fetch("kfcheck")
    assert json.loads(answer.body)["checks"][0]["id"] == "home.space"
    assert int(answer.headers["Age"]) >= 0
    assert answer.headers["Kfcheck-Max-Age"] == "300"
    with pytest.raises(HTTPClientError) as same:
        await jp_fetch("kfcheck", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.value.code == 304


async def test_an_older_report_than_asked_for_says_when_to_ask_again(jp_fetch, jp_serverapp):
    assert (await first(jp_fetch)).code == 200
    reports = next(app.reports for app in jp_serverapp.extension_manager.extension_apps["jupyter_kfcheck"])
    reports.latest.made -= 60
    answer = await jp_fetch("kfcheck", headers={"Cache-Control": "max-age=10"})
    assert answer.headers["Retry-After"] == "2"
    assert "Retry-After" not in (await jp_fetch("kfcheck", headers={"Cache-Control": "max-age=600"})).headers


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [("kfcheck/nope", {}, 404), ("kfcheck", {"format": "pdf"}, 400), ("kfcheck", {"a": "b"}, 400),
     ("kfcheck/explain/home.nope", {}, 404)],
)  # fmt: skip
async def test_what_is_wrong_is_named(jp_fetch, path, query, code):
    assert (await first(jp_fetch)).code == 200
    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch(*path.split("/"), params=query)
    assert refused.value.code == code
    assert json.loads(refused.value.response.body)["message"]


async def test_ready_checks_decide_readiness(jp_fetch, jp_serverapp):
    assert (await first(jp_fetch)).code == 200
    assert (await jp_fetch("kfcheck", "readyz")).code == 200
    [app] = jp_serverapp.extension_manager.extension_apps["jupyter_kfcheck"]
    assert isinstance(app, KFCheck)
    assert app.ready_checks == ["home"]
