"""A refresh in the background looks and does not touch: counted where it would hurt, at the block device of HOME."""

import os
import time

import pytest

from tests import tools
from tests.faults.volumes import ext4, sectors_written
from tests.server.conftest import launch

QUIET = ("home.writable", "runtime.dir")


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A server whose HOME is a volume of its own, with the runtime directory in it; a report is old after a second."""
    tools.need("root", "mkfs.ext4", "/dev/loop-control")
    folder = tmp_path_factory.mktemp("watched")
    with ext4(folder / "home", owner=(0, 0)) as home:
        for name in (".local", ".local/share", ".local/share/jupyter", ".cache", ".config"):
            (home / name).mkdir()
        (home / "runtime").mkdir(mode=0o700)
        runtime = {"JUPYTER_RUNTIME_DIR": str(home / "runtime")}
        server = launch(folder, config="c.KFCheck.max_age = 1\n", env=runtime)
        try:
            server.until("kfcheck/startupz")
            yield server, home
        finally:
            server.stop()


def refreshed(server, asked, since="") -> dict:
    """The first report that began after ``since``, the server being asked for nothing but ``asked`` meanwhile."""
    return server.until(
        "kfcheck", lambda a: server.ask(asked).status < 400 and a.json()["started_at"] > since, seconds=60
    ).json()


def observed(report) -> set:
    return {check["observed_at"] for check in report["checks"] if check["id"] in QUIET}


@pytest.mark.parametrize("asked", ["kfcheck/livez", "metrics"])
def test_refreshes_write_nothing_at_all(watched, asked):
    server, home = watched
    report = refreshed(server, asked)
    began, first = sectors_written(home), observed(report)
    for _ in range(3):
        report = refreshed(server, asked, report["started_at"])
    assert sectors_written(home) == began
    assert observed(report) == first != {report["started_at"]}


def test_a_post_tries_everything_now(watched):
    server, home = watched
    server.until("kfcheck", lambda a: int(a.headers["Age"]) < 1)
    began = sectors_written(home)
    time.sleep(1)  # times in a report have whole seconds
    user = server.ask("kfcheck").headers["Set-Cookie"].partition(";")[0]
    report = server.ask("kfcheck", method="POST", Cookie=f"{user}; _xsrf=abc", X_XSRFToken="abc").json()
    assert sectors_written(home) > began
    assert observed(report) == {report["started_at"]}


def test_what_has_changed_is_tried_again(watched):
    server, home = watched
    before = refreshed(server, "kfcheck/livez")["started_at"]
    (home / ".cache").chmod(0o750)
    assert os.stat(home / ".cache").st_mode & 0o777 == 0o750
    began = sectors_written(home)
    server.until("kfcheck", lambda a: max(observed(a.json())) > before)
    assert sectors_written(home) > began
