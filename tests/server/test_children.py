"""Whatever the child does, the server goes on answering, says what happened, and nothing stays behind."""

import json
import time

import pytest

from tests.reports import document, result
from tests.server.children import GOOD, Child
from tests.server.conftest import TOKEN, launch

AUTH = {"Authorization": f"token {TOKEN}"}
FORKS = "if not os.fork():\n os.setpgid(0, 0)\n signal.signal(signal.SIGTERM, signal.SIG_IGN)\n time.sleep(999)\n"
BAD = {
    "crashes": ("os.kill(os.getpid(), signal.SIGSEGV)", "was killed by signal 11"),
    "prints garbage": ("print('<html>')", "printed something that is not JSON"),
    "prints half a report": (f"print({document()[:400]!r})", "printed something that is not JSON"),
    "prints 50 MB": ("for _ in range(800): os.write(1, b'x' * 65536)", "printed more than 2048 KiB"),
    "ignores SIGTERM": (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('here', flush=True)\ntime.sleep(999)",
        "did not finish within 3 s",
    ),
    "hangs with grandchildren": (f"{FORKS}{FORKS}time.sleep(999)", "did not finish within 3 s"),
    "leaves grandchildren": (f"{FORKS}sys.exit(3)", "ended with exit code 3"),
}


@pytest.fixture(scope="module")
def child(tmp_path_factory):
    return Child(tmp_path_factory.mktemp("child"))


@pytest.fixture(scope="module")
def served(child, tmp_path_factory):
    config = f"{child.config}c.KFCheck.timeout = 1.0\n"
    server = launch(tmp_path_factory.mktemp("served"), config=config, token=TOKEN)
    server.until("kfcheck/startupz")
    yield server
    server.stop()


@pytest.mark.parametrize(("code", "problem"), BAD.values(), ids=BAD)
def test_a_bad_child(served, child, code, problem):
    child.do(code)
    answer = served.ask("kfcheck", method="POST", **AUTH)
    assert answer.status == 200
    [check] = answer.json()["checks"]
    assert (answer.json()["status"], check["id"], check["status"]) == ("error", "kfcheck.run", "error")
    assert check["evidence"]["problem"] == problem
    assert f"kfcheck: the run {problem}\n" in served.log()
    assert child.processes() == []
    for path, status in (("livez", 200), ("readyz", 200), ("startupz", 200), ("health", 503)):
        assert served.ask(f"kfcheck/{path}").status == status
    child.do(GOOD)
    assert served.ask("kfcheck", method="POST", **AUTH).json()["status"] == "pass"


def test_a_good_child_that_leaves_grandchildren(served, child):
    child.do(f"{FORKS}{GOOD}")
    assert served.ask("kfcheck", method="POST", **AUTH).json()["status"] == "pass"
    assert child.processes() == []


def test_while_a_child_runs_for_long_there_is_one_and_all_else_is_answered(served, child):
    child.do(f"time.sleep(0.8)\n{GOOD}")
    before, age = child.count(), served.ask("kfcheck").headers["Age"]
    began = time.monotonic()
    for _ in range(100):
        assert served.ask("kfcheck/livez").status == served.ask("kfcheck").status == 200
    assert int(age) >= 0
    assert time.monotonic() - began < 30
    assert len(child.processes()) <= 1
    assert child.count() == before


def test_nothing_runs_while_nobody_asks_and_one_question_suffices(start, tmp_path):
    child = Child(tmp_path)
    server = start(config=f"{child.config}c.KFCheck.max_age = 1\n")
    server.until("kfcheck/startupz")
    time.sleep(1.5)
    assert child.count() == 1
    assert server.ask("kfcheck/livez").status == 200
    server.until("kfcheck", lambda answer: answer.headers["Age"] == "0" and child.count() == 2)


def test_without_a_report_one_is_asked_to_come_again(start, tmp_path):
    child = Child(tmp_path, "time.sleep(99)")
    server = start(config=child.config)
    answer = server.until("kfcheck", lambda answer: answer.status == 503)
    assert answer.headers["Retry-After"] == "1"
    codes = {path: server.ask(f"kfcheck/{path}").status for path in ("livez", "readyz", "startupz", "health", "nosuch")}
    assert codes == {"livez": 200, "readyz": 503, "startupz": 503, "health": 503, "nosuch": 404}


def test_a_server_that_stops_takes_its_child_along(start, tmp_path):
    child = Child(tmp_path, f"{FORKS}time.sleep(999)")
    server = start(config=f"{child.config}c.KFCheck.timeout = 600\n")
    while len(child.processes()) < 2:
        time.sleep(0.02)
    server.stop()
    assert server.process.returncode == 0
    assert child.processes() == []


@pytest.mark.parametrize("ready", [[], ["home"]])
def test_the_probe_is_told_where_to_ask_for_as_long_as_the_server_runs(start, ready):
    server = start(config=f"c.KFCheck.ready_checks = {ready}\n")
    server.until("kfcheck", lambda answer: answer.json().get("phase") == "running")
    said = json.loads((server.state / "server.json").read_text())
    assert (said["url"], said["ready_checks"], said["pid"]) == (server.url, ready, server.process.pid)
    assert json.loads((server.state / "report.json").read_text()) == server.ask("kfcheck").json()
    server.stop()
    assert server.process.returncode == 0
    assert not (server.state / "server.json").exists()


def test_ready_checks_make_it_unready(start, tmp_path):
    from jupyter_kfcheck.model import Status  # noqa: PLC0415 - only here

    child = Child(tmp_path, f"print({document(result('home.writable', Status.FAIL))!r})")
    server = start(config=f"{child.config}c.KFCheck.ready_checks = ['home']\n")
    server.until("kfcheck/startupz")
    assert server.ask("kfcheck/readyz").status == 503
    assert server.ask("kfcheck/livez").status == 200
