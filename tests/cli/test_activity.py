"""What the platform's culler is told, from real answers of small servers and from files as RStudio keeps them."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import pytest

from jupyter_kfcheck.cli import activity as command
from jupyter_kfcheck.facts import activity
from jupyter_kfcheck.facts.activity import Activity
from jupyter_kfcheck.model import Unknown
from tests import tools
from tests.test_probe import answering

USED = 1767323045.123
ISO = "2026-01-02T03:04:05.123000Z"


def answer(document, status=200) -> bytes:
    body = json.dumps(document).encode()
    return (
        f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"status": "alive", "lastHeartbeat": USED * 1000}, Activity(USED, busy=True)),
        ({"status": "expired", "lastHeartbeat": USED * 1000}, Activity(USED, busy=False)),
        ({"status": "expired", "lastHeartbeat": 0}, Activity(None, busy=False)),
    ],
)
def test_code_server_says_it_in_its_health(said, found):
    with answering(answer(said)) as (address, asked):
        assert activity.look("codeserver", address[1], "", None) == found
    assert [line.split(b"\r\n")[0] for line in asked] == [b"GET /healthz HTTP/1.1"]


@pytest.mark.parametrize(
    "reply", [answer({}), answer([]), answer({"lastHeartbeat": "x"}), answer({}, 404), b"HTTP/1.1 200 X\r\n\r\nx"]
)
def test_an_answer_that_does_not_tell_is_not_known(reply):
    with answering(reply) as (address, _):
        for kind in ("codeserver", "jupyter"):
            assert isinstance(activity.look(kind, address[1], "", None), Unknown)


def test_an_unknown_ide_cannot_tell():
    assert isinstance(activity.look("unknown", 1, "", "/"), Unknown)


@pytest.mark.parametrize("value", [str(int(USED * 1000)), "2026-01-02T03:04:05.123Z", "2026-01-02T03:04:05.123000"])
@pytest.mark.parametrize("executing", ["1", "0"])
def test_rstudio_says_it_in_its_sessions_files(tmp_path, value, executing):
    for number, said in ((1, "1000"), (2, value)):
        folder = tmp_path / f".local/share/rstudio/sessions/active/session-{number}/properites"
        folder.mkdir(parents=True)
        (folder / "last_used").write_text(said)
        (folder / "executing").write_text(executing)
    assert activity.look("rstudio", 1, "", str(tmp_path)) == Activity(USED, busy=executing == "1")


def test_rstudio_without_a_session_was_never_used_and_with_an_odd_one_it_is_not_known(tmp_path):
    assert activity.look("rstudio", 1, "", str(tmp_path)) == Activity(None, busy=False)
    assert isinstance(activity.look("rstudio", 1, "", str(tmp_path / "nowhere")), Unknown)
    folder = tmp_path / ".local/share/rstudio/sessions/active/session-1/properites"
    folder.mkdir(parents=True)
    assert isinstance(activity.look("rstudio", 1, "", str(tmp_path)), Unknown)
    (folder / "last_used").write_text("yesterday")
    assert isinstance(activity.look("rstudio", 1, "", str(tmp_path)), Unknown)


@pytest.mark.parametrize(
    ("found", "document"),
    [
        (Activity(USED, busy=True), {"has_activity": True}),
        (Activity(USED, busy=False), {"last_activity": ISO}),
        (Activity(None, busy=False), {"has_activity": False}),
    ],
)
def test_what_kubeflow_v2_reads(found, document):
    assert command.v2(found) == document


def test_what_kubeflow_v1_and_open_data_hub_read():
    (idle,) = command.kernels(Activity(USED, busy=False))
    assert (idle["execution_state"], idle["last_activity"], idle["connections"]) == ("idle", ISO, 0)
    (unused,) = command.kernels(Activity(None, busy=False))
    assert unused["execution_state"] == "idle"
    assert datetime.fromisoformat(unused["last_activity"].replace("Z", "+00:00")).timestamp() > 0
    for uncertain in (Unknown("why"), Activity(None, busy=True)):
        (busy,) = command.kernels(uncertain)
        assert (busy["execution_state"], busy["connections"]) == ("busy", 1)


def kfcheck(*arguments, port, **env):
    given = {"KFCHECK_KIND": "codeserver", "JUPYTERHUB_SERVICE_URL": f"http://x:{port}/", **env}
    argv = [sys.executable, "-I", "-m", "jupyter_kfcheck", "activity", *arguments]
    return subprocess.run(argv, capture_output=True, text=True, check=False, env={**os.environ, **given})


def test_the_command_writes_the_file_whole_or_not_at_all(tmp_path):
    path = tmp_path / "activity.json"
    with answering(answer({"status": "expired", "lastHeartbeat": USED * 1000})) as (address, _):
        done = kfcheck(port=address[1], OUTPUT_JSON_PATH=str(path))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert json.loads(path.read_text()) == {"last_activity": ISO}
        printed = kfcheck(port=address[1])
        assert json.loads(printed.stdout) == {"last_activity": ISO}
    path.unlink()
    lost = kfcheck(port=address[1], OUTPUT_JSON_PATH=str(path))
    assert lost.returncode == 1  # exit code 0 without a file would mean: active now
    assert lost.stderr == (
        f"kfcheck: cannot tell when the notebook was last used: 127.0.0.1:{address[1]} refused the connection\n"
    )
    assert not path.exists()
    nowhere = kfcheck(port=address[1], OUTPUT_JSON_PATH=str(tmp_path / "no/such"))
    assert nowhere.returncode == 1


def test_where_a_failure_would_stop_the_notebook_it_is_called_busy():
    done = kfcheck("--as", "kernels", port=1)
    assert done.returncode == 0
    assert json.loads(done.stdout)[0]["execution_state"] == "busy"
    assert "so it is said to be busy" in done.stderr
    strict = kfcheck("--as", "kernels", "--strict", port=1)
    assert (strict.returncode, strict.stdout) == (1, "")


def test_root_looks_into_rstudios_files_as_their_owner(tmp_path, capsys, monkeypatch):
    """What a link of the user's leads to is not read, though root could: it may be anybody's."""
    tools.need("root")
    with tempfile.TemporaryDirectory() as folder:  # which pytest's own is not: others may not enter that
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        session = home / ".local/share/rstudio/sessions/active/session-1/properites"
        session.mkdir(parents=True)
        secret = tmp_path / "secret"
        secret.write_text("1767323045123")
        secret.chmod(0o600)
        os.symlink(secret, session / "last_used")
        for path in (home, *home.rglob("*")):
            os.chown(path, 1000, 100, follow_symlinks=False)
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("KFCHECK_KIND", "rstudio")
        assert command.command(argparse.Namespace(shape="activity", strict=False)) == 1
        assert "does not say when it was used" in capsys.readouterr().err
        (session / "last_used").unlink()
        (session / "last_used").write_text("1767323045123")
        os.chown(session / "last_used", 1000, 100)
        assert command.command(argparse.Namespace(shape="activity", strict=False)) == 0
        assert json.loads(capsys.readouterr().out) == {"last_activity": ISO}
