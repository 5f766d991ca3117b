"""By what sets it, a setting of Jupyter's is another's to change."""

import pytest

from jupyter_kfcheck.facts.server.sources import FLAG, HOME, IMAGE, VARIABLE, VOLUME, Source
from tests.build import answer, facts, judge_one

FILE = "/home/jovyan/.jupyter/jupyter_server_config.json"
OLD = (Source(FLAG, "", "ServerApp.token", None, empty=True), Source(FLAG, "", "ServerApp.password", None, empty=True))
TOKEN = Source(VARIABLE, "", "JUPYTER_TOKEN", None, empty=False)


WELCOME = ("host", "none")
UPGRADES = {name: answer(status=101 if name in WELCOME else 403) for name in ("both", "origin", *WELCOME)}


def secret(name, by=HOME, at=FILE):
    return Source(by, at, name, None, empty=False)


@pytest.mark.parametrize(
    ("configured", "by", "first"),
    [
        ((), ["image"], "Start the server with `--ServerApp.token='' --ServerApp.password=''`."),
        (OLD, ["image"], "Start the server with"),  # and so nothing that we know asks for a login
        ((*OLD, secret("IdentityProvider.token")), ["image"], "Start the server with"),
        ((secret("IdentityProvider.token"),), ["user", "image"], f"Take `IdentityProvider.token` out of {FILE}, then"),
        ((*OLD, secret("IdentityProvider.hashed_password")), ["user", "image"], "Take `IdentityProvider.hashed_pass"),
        ((secret("ServerApp.password", IMAGE, "/etc/j.py"),), ["image", "image"], "Take `ServerApp.password` out of"),
        ((secret("ServerApp.password", VOLUME, "/etc/j.py"),), ["platform", "image"], "Take `ServerApp.password`"),
        ((TOKEN,), ["platform", "image", "image"], "Take JUPYTER_TOKEN out of the pod's `env`."),
        ((*OLD, TOKEN), ["image"], "Start the server with"),
    ],
)
def test_who_takes_a_login_away(configured, by, first):
    found = facts(server={"entrance": answer(status=403), "configured": configured})
    verdict = judge_one("server.auth", found)
    assert [advice.by for advice in verdict.advice] == by
    assert verdict.advice[0].text.startswith(first)
    assert len(verdict.evidence.get("set_by", ())) == len(configured)


@pytest.mark.parametrize(("by", "who"), [(HOME, "user"), (IMAGE, "image"), (VOLUME, "platform")])
@pytest.mark.parametrize(
    ("check", "setting", "server"),
    [
        ("server.cors", "allow_origin", {"front": answer(headers={})}),
        ("server.prefix", "base_url", {"front": answer(status=404), "place": None}),
        ("server.frame", "tornado_settings", {"front": answer(headers={"x-frame-options": "DENY"})}),
        ("server.culling", "base_url", {"kernels": answer(status=404)}),
        ("server.culling", "token", {"kernels": answer(status=403), "entrance": answer(status=403)}),
        ("server.culling", "allow_remote_access", {"kernels": answer(status=403)}),
        ("server.port", "ip", {"tried": (answer(), answer(at="10.0.0.7:8888", status=None, problem="refused"))}),
        ("server.port", "port", {"tried": (answer(status=None, problem="refused"),)}),
        ("server.websocket", "allow_origin", {"upgrades": UPGRADES}),
    ],
)
def test_who_changes_what_a_file_sets(check, setting, server, by, who):
    place = server.get("place", facts().server.place) or facts().server.place._replace(base="/other/")
    source = Source(by, "/there/jupyter_server_config.py", f"ServerApp.{setting}", "x", empty=False)
    found = facts(server=server | {"place": place, "configured": (source,)})
    verdict = judge_one(check, found)
    assert [advice.by for advice in verdict.advice] == [who, "image"], verdict
    assert verdict.advice[0].text.startswith(f"Take `ServerApp.{setting}` out of /there/jupyter_server_config.py")
    flagged = found.server._replace(configured=(Source(FLAG, "", setting, "x", empty=False), source))
    assert [a.by for a in judge_one(check, found._replace(server=flagged)).advice] == ["image"], "the flag wins"


def test_a_port_that_the_command_line_asks_for_is_not_asked_for_again():
    """It was taken when Jupyter started, and is free now."""
    place = facts().server.place._replace(port=8889, at="127.0.0.1:8889")
    nobody = (answer(status=None, problem="refused"),)
    flag = Source(FLAG, "", "port", "8888", empty=False)
    verdict = judge_one("server.port", facts(server={"tried": nobody, "place": place, "configured": (flag,)}))
    assert verdict.summary == "serves on port 8889, not on port 8888"
    assert [(a.by, a.text) for a in verdict.advice] == [("user", "Stop and start the notebook: the port is free now.")]
