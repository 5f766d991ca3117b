"""A real server among damaged files: its first report comes, its probes answer, and SIGTERM ends it."""

import json
import signal
import subprocess
import sys
from datetime import datetime, timezone

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.host import mark
from jupyter_kfcheck.state import documents
from tests import reports
from tests.damage import damaged
from tests.server.conftest import launch

SERVER = {"url": "http://127.0.0.1:9/a/", "ready_checks": ["home"], "pid": 1, "start": 1}
RECORD = {"time": 1.7e9, "life": "a", "layer": None, "boot": "b", "host": "h", "fs": "ext4", "device": "8:1",
          "root": "/", "source": "/dev/sda", "file": {"inode": 1, "born": None, "fsid": 0}, "pods": 1}  # fmt: skip
PATH = f"{sys.prefix}/bin:/usr/bin:/bin"
FEW = settings(
    max_examples=2,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def startup() -> dict:
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return encode(reports.report(phase="startup", started_at=now))


def lives_and_dies(tmp_path_factory, left: dict[str, bytes], record: bytes = b"", env=None) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    state, home = folder / "state", folder / "home"
    state.mkdir(0o700)
    for name, document in left.items():
        (state / name).write_bytes(document)
    of_mark = home.joinpath(*mark.FOLDER)
    of_mark.mkdir(parents=True)
    (of_mark / mark.NAME).write_bytes(record)
    server = launch(folder, env=env)
    try:
        report = server.until("kfcheck", lambda answer: answer.json().get("phase") == "running").json()
        assert "kfcheck.run" not in {check["id"] for check in report["checks"]}
        assert {server.ask(f"kfcheck/{probe}").status for probe in ("livez", "readyz", "startupz")} == {200}
        for probe in ("livez", "readyz", "startupz"):
            command = ["kfcheck", "probe", probe]
            environment = {"PATH": PATH, "KFCHECK_STATE_DIR": str(state), "KFCHECK_KIND": "jupyter"}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
            assert done.returncode in (0, 1)
            assert done.stdout.strip()
            assert not done.stderr
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0, server.log()
        assert "Traceback" not in server.log()
    finally:
        server.stop()


@FEW
@given(
    left=st.fixed_dictionaries(
        {
            documents.STARTUP: damaged(startup()),
            documents.SERVER: damaged(SERVER),
            documents.SERVE: damaged(SERVER | {"kind": "codeserver", "port": 9}),
            documents.REPORT: damaged(startup()),
        }
    ),
    record=damaged(RECORD),
)
def test_a_server_among_damaged_files(tmp_path_factory, left, record):
    lives_and_dies(tmp_path_factory, left, record)


WORST = {
    documents.STARTUP: json.dumps(startup()).replace('"duration_seconds": 0.25', f'"duration_seconds": {"9" * 400}'),
    documents.SERVER: '{"url": "http://x/", "ready_checks": [], "pid": 1e999, "start": 1}',
}


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"KFCHECK_STATE_DIR": "/dev/null/x", "KFCHECK_TIMEOUT": "nan", "KFCHECK_SKIP": "x", "LC_ALL": "xx", "HOME": ""},
    ],
    ids=["files", "environment"],
)
def test_what_once_kept_a_server_from_ending(tmp_path_factory, env):
    lives_and_dies(tmp_path_factory, {name: text.encode() for name, text in WORST.items()}, env=env)


def test_a_start_that_breaks_half_way_does_not_keep_the_server_from_ending(tmp_path_factory):
    """Whatever it is that raises: here the store itself."""
    config = "import jupyter_kfcheck.server.reports as r\nr.Reports.__init__ = lambda *_: 1 / 0\n"
    server = launch(tmp_path_factory.mktemp("broken"), config=config)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) == 0, server.log()
    assert "ZeroDivisionError" in server.log()
