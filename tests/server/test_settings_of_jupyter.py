"""A remedy names what sets the value that is wrong, by whom it can be changed, and changing that mends it."""

import json

import pytest

from tests.server.test_checks import PREFIX, ask


def result(report, name):
    (found,) = [r for r in report.checks if r.id == name]
    return found


@pytest.fixture
def places(tmp_path):
    """A HOME and an image with folders for Jupyter's configuration, and the environment that leads a server there."""
    home, image = tmp_path / "HOME" / ".jupyter", tmp_path / "etc"
    for folder in (home, image):
        folder.mkdir(parents=True)
    env = {"HOME": str(home.parent), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_CONFIG_PATH": str(image)}
    return home, image, env


def advice(found):
    return [(each.by, each.text) for each in found.remedies]


HASHED = "argon2:$argon2id$v=19$m=10240,t=10,p=8$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"
WIN = ("--IdentityProvider.token=", "--PasswordIdentityProvider.hashed_password=")
BEAT = (
    "Let the command line win over it: start the server with `--IdentityProvider.token='' "
    "--PasswordIdentityProvider.hashed_password=''`."
)


def test_a_password_that_jupyter_has_saved_in_home_is_the_users_to_take_out(monkeypatch, start, places):
    home, image, env = places
    saved = home / "jupyter_server_config.json"  # as `jupyter server password` writes it
    saved.write_text(json.dumps({"IdentityProvider": {"hashed_password": HASHED}}))
    site = image / "jupyter_server_config.py"
    site.write_text("c.ServerApp.allow_origin = 'https://a.example'\n")
    report = ask(monkeypatch, start(allow_origin=None, env=env, extension=False), "server")
    assert HASHED not in str(report)
    for name in ("server.auth", "server.culling"):
        found = result(report, name)
        assert found.status.value == "fail"
        assert advice(found) == [
            ("user", f"Take `IdentityProvider.hashed_password` out of {saved}, then stop and start the notebook."),
            ("image", BEAT),
        ]
    assert result(report, "server.auth").evidence["set_by"] == [
        "flag: ServerApp.token", "flag: ServerApp.password", f"{saved}: IdentityProvider.hashed_password",
    ]  # fmt: skip
    first, second = advice(result(report, "server.cors"))
    assert first[0] in ("image", "platform"), "whether this folder is a mount of its own differs between machines"
    assert first[1].startswith(f"Take `ServerApp.allow_origin` out of {site}")
    assert second == ("image", "Start the server with `--ServerApp.allow_origin='*'`.")
    report = ask(monkeypatch, start(*WIN, env=env, extension=False), "server")
    assert {r.status.value for r in report.checks} == {"pass", "skip"}, "the image's remedies"
    saved.write_text("{}")
    report = ask(monkeypatch, start(env=env, extension=False), "server.auth", "server.culling")
    assert {r.status.value for r in report.checks} == {"pass"}, "the user's remedy"


def test_a_token_of_the_pods_environment_and_a_path_that_home_sets_are_named(monkeypatch, start, places):
    home, _, env = places
    file = home / "jupyter_server_config.py"
    file.write_text(f"c.ServerApp.base_url = '{PREFIX}-old'\n")
    env |= {"JUPYTER_TOKEN": "sesame"}
    report = ask(monkeypatch, start(env=env, token=None, base_url=None, extension=False), "server")
    found = result(report, "server.auth")
    assert [by for by, _ in advice(found)] == ["platform", "image", "image"]
    assert advice(found)[0][1] == "Take JUPYTER_TOKEN out of the pod's `env`."
    assert "--ServerApp.token=''" in advice(found)[2][1]
    assert found.evidence["set_by"][-1] == "variable: JUPYTER_TOKEN"
    assert "sesame" not in str(report)
    first, second = advice(result(report, "server.prefix"))
    assert first == ("user", f"Take `ServerApp.base_url` out of {file}, then stop and start the notebook.")
    assert second[0] == "image"
    mended = start(env=env, extension=False)  # by the flags, which win over both
    assert {r.status.value for r in ask(monkeypatch, mended, "server").checks} == {"pass", "skip"}
