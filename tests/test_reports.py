"""The store of reports: one run at a time, renewed on request, broken by nothing."""

import asyncio
import logging
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta, timezone

import pytest

from jupyter_kfcheck.child import engine, processes, spawn
from jupyter_kfcheck.model import Status
from jupyter_kfcheck.server.reports import Reports, Settings
from jupyter_kfcheck.state import documents
from tests.reports import document, result

LOG = logging.getLogger("test")


@pytest.fixture(autouse=True)
def _state(tmp_path, monkeypatch):
    monkeypatch.setenv("KFCHECK_STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def child(tmp_path, monkeypatch):
    """Let the store run this Python text; every run leaves a line in the returned file."""
    runs = tmp_path / "runs"
    runs.touch()

    def use(code: str):
        script = tmp_path / "child.py"
        note = f"open({str(runs)!r}, 'a').write('{{}}\\n'.format(sys.argv))"
        script.write_text(f"import os, signal, sys, time\n{note}\n{code}")
        monkeypatch.setattr(engine, "COMMAND", [sys.executable, "-I", str(script)])
        return runs

    return use


def good(*results, **fields) -> str:
    return f"print({document(*results, **fields)!r})"


def lines(path) -> list[str]:
    return path.read_text().splitlines()


def run(work, **settings) -> Reports:
    """Have `work(store)` done in a loop of its own; the store is returned."""
    store = Reports(Settings(**settings), LOG)

    async def main():
        await work(store)

    asyncio.run(main())
    return store


async def first(store, *, arguments=()):
    store.begin(arguments)
    await store.settle()


def only_check(store):
    [check] = store.latest.report.checks
    return check


def test_nothing_runs_before_begin(child):
    runs = child(good())

    async def work(store):
        for _ in range(10):
            store.touch()
        await asyncio.sleep(0.1)

    assert run(work).latest is None
    assert lines(runs) == []


def test_the_first_report_and_the_arguments(child, tmp_path):
    runs = child(good(result("home.path", Status.WARN)))
    store = run(lambda s: first(s, arguments=("--skip", "gpu")), timeout=7.5)
    assert store.latest.report.status is Status.WARN
    assert lines(runs) == [str([str(tmp_path / "child.py"), "--timeout", "7.5", "--background", "--skip", "gpu"])]


def test_a_fresh_report_is_not_renewed_and_an_old_one_is(child):
    runs = child(good())

    async def work(store):
        await first(store)
        for _ in range(100):
            store.touch()
        await asyncio.sleep(0.1)
        assert len(lines(runs)) == 1
        store._due = 0.0  # as if max_age had passed
        before = store.latest
        store.touch()
        assert store.latest is before  # nobody waits
        await store.settle()
        assert store.latest is not before

    run(work)
    assert len(lines(runs)) == 2
    assert all("--background" in line and "--remember" not in line for line in lines(runs))


def test_who_asks_for_a_run_gets_one_that_tries_everything(child):
    runs = child("time.sleep(0.2)\n" + good())

    async def work(store):
        store.begin(())
        before = store._flight
        await asyncio.gather(*(store.renew() for _ in range(5)))
        assert before.done()

    run(work)
    assert ["--remember" in line for line in lines(runs)] == [False, True]  # one for all, once the first has ended


def test_max_age_is_counted_from_the_end_of_the_run(child):
    child(good())
    store = run(first, max_age=123.0)
    assert store._due == store.latest.made + 123.0


def test_many_who_want_one_get_the_same(child):
    runs = child("time.sleep(0.3)\n" + good())

    async def work(store):
        store._arguments = ("--skip", "gpu")
        await asyncio.gather(*(store.renew() for _ in range(20)))

    run(work)
    assert len(lines(runs)) == 1


def test_one_who_gives_up_waiting_does_not_end_the_run(child):
    child("time.sleep(0.3)\n" + good())

    async def work(store):
        store.begin(())
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(store.renew(), 0.05)
        await store.renew()

    assert run(work).latest.report.status is Status.PASS


def test_ready_follows_the_checks_that_were_named(child):
    child(good(result("home.path"), result("home.space", Status.FAIL)))
    assert run(first, ready_checks=frozenset(["home.path"])).ready
    assert not run(first, ready_checks=frozenset(["home"])).ready


BAD = {
    "os.kill(os.getpid(), signal.SIGSEGV)": "was killed by signal 11",
    "os.abort()": "was killed by signal 6",
    "sys.exit(3)": "ended with exit code 3",
    "raise SystemExit('a line')": "printed something that is not JSON",
    "print('garbage')": "printed something that is not JSON",
    "os.write(1, bytes(range(256)))": "printed something that is not JSON",
    "print('[' * 100000)": "printed something that is not JSON",
    "print('[]')": "printed something that is not a report: $: expected dict, found list",
    "print('{}')": "printed something that is not a report: $: field 'schema_version' is missing",
    "print('NaN')": "printed something that is not JSON",
    "pass": "printed something that is not JSON",
    "for _ in range(800): os.write(1, b'x' * 65536)": "printed more than 2048 KiB",
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(99)": "did not finish within 0.6 s",
}


@pytest.mark.parametrize(("code", "problem"), BAD.items(), ids=range(len(BAD)))
def test_a_bad_child_becomes_an_error(child, monkeypatch, caplog, code, problem):
    monkeypatch.setattr(engine, "GRACE_SECONDS", 0.1)
    child(code)
    store = run(first, timeout=0.5 if "99" in code else 20)
    assert only_check(store).id == "kfcheck.run"
    assert only_check(store).status is store.latest.report.status is Status.ERROR
    assert only_check(store).evidence["problem"] == problem
    assert f"kfcheck: the run {problem}" in caplog.text


def test_what_it_wrote_to_stderr_is_in_the_log_and_in_no_answer(child, caplog):
    child("print('one\\n\\x1b[31mtwo', file=sys.stderr); sys.exit(3)")
    store = run(first)
    assert "\n  one\n  \\x1b[31mtwo" in caplog.text
    assert "two" not in str(store.latest.report)


def test_a_warning_of_a_good_child_is_in_the_log(child, caplog):
    child("print('environment: KFCHECK_TIMEOUT is wrong', file=sys.stderr)\n" + good())
    assert run(first).latest.report.status is Status.PASS
    assert "environment: KFCHECK_TIMEOUT is wrong" in caplog.text


def test_after_a_bad_run_the_next_may_be_good(child):
    async def work(store):
        child("sys.exit(3)")
        await first(store)
        assert store.latest.report.status is Status.ERROR
        child(good())
        await store.renew()

    assert run(work).latest.report.status is Status.PASS


def test_even_a_mistake_of_ours_does_not_make_it_the_last_run(child, monkeypatch):
    child(good())

    async def work(store):
        with monkeypatch.context() as patch:
            patch.setattr(spawn, "run", lambda *_: 1 / 0)
            await first(store)
        assert "ZeroDivisionError" in only_check(store).evidence["problem"]
        await store.renew()

    assert run(work).latest.report.status is Status.PASS


def test_where_no_thread_can_start_there_is_a_report_that_says_so(child, monkeypatch):
    child(good())

    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    async def work(store):
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", refuse)
            await first(store)
        assert only_check(store).evidence["problem"] == "could not be started: can't start new thread"
        await store.renew()

    assert run(work).latest.report.status is Status.PASS


def test_while_a_process_cannot_be_ended_no_second_run_starts(child, monkeypatch):
    """Nothing but a hung kernel keeps a killed process, so here a living one stands in for it."""
    stuck = subprocess.Popen(["sleep", "99"])
    left = frozenset([processes.read(stuck.pid)])
    real = spawn.run
    runs = child(good())

    async def work(store):
        with monkeypatch.context() as patch:
            patch.setattr(spawn, "run", lambda *args: real(*args)._replace(left=left))
            await first(store)
        before = store.latest
        assert len(lines(runs)) == 1
        for _ in range(3):
            await store.renew()  # at once, with what there is
            store._due = 0.0
            store.touch()
        assert store.latest is before
        assert len(lines(runs)) == 1
        stuck.kill()
        stuck.wait()
        store._due = 0.0
        store.touch()
        await store.settle()
        assert store.latest is not before

    try:
        run(work)
    finally:
        stuck.kill()
        stuck.wait()
    assert len(lines(runs)) == 2


def test_a_loop_that_has_ended_is_not_disturbed(child):
    child("time.sleep(0.3)\n" + good())

    async def work(store):
        store.begin(())

    run(work)
    for thread in threading.enumerate():
        if thread.name == "kfcheck":
            thread.join(10)


@pytest.mark.parametrize(("age", "adopted"), [(5, True), (3000, False), (-100, False)])
def test_the_start_up_report_is_shown_until_the_first_run(child, age, adopted):
    started = (datetime.now(timezone.utc) - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%SZ")
    documents.save(documents.STARTUP, document(phase="startup", started_at=started).encode())
    child(good())
    store = Reports(Settings(), LOG)
    store.adopt()
    assert (store.latest is not None) is adopted
    if adopted:
        assert store.latest.report.phase == "startup"
        assert 4 < time.monotonic() - store.latest.made < 8
        asyncio.run(first(store))
        assert store.latest.report.phase == "running"


@pytest.mark.parametrize("damage", [b"", b"{}", b"[" * 100000, document(started_at="yesterday").encode()])
def test_a_damaged_start_up_report_is_passed_over(damage):
    documents.save(documents.STARTUP, damage)
    store = Reports(Settings(), LOG)
    store.adopt()
    assert store.latest is None
