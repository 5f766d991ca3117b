"""Facts that somebody has made up, by hand or with a program: judged, or refused with the place; never for ever."""

import json
import re
import time

import pytest

from jupyter_kfcheck.cli import main
from jupyter_kfcheck.codec import DecodeError, decode, encode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.contract.sources import load
from jupyter_kfcheck.facts import Facts, drops, runtime_dirs
from jupyter_kfcheck.facts.gpu import frameworks, libraries
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.host.clock import SpentError, limited
from jupyter_kfcheck.model import Status
from jupyter_kfcheck.run import runner
from tests.build import HEALTHY

SECONDS = 2.0  # of processor time; what is linear takes a hundredth
BIG = 1 << 16


def places(document, kinds, where=()):
    """The way to each value of these kinds."""
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for name, value in items:
        if isinstance(value, (dict, list)):
            yield from places(value, kinds, (*where, name))
        elif type(value) in kinds:
            yield (*where, name)


def changed(way, value):
    document = encode(HEALTHY)
    inner = document
    for name in way[:-1]:
        inner = inner[name]
    inner[way[-1]] = value
    return document


NUMBERS = list(places(encode(HEALTHY), (int, float)))
TEXTS = list(places(encode(HEALTHY), (str,)))


@pytest.fixture
def bare(monkeypatch):
    """Judging without the rules that the tests hold each verdict to: they read every text again and again."""
    monkeypatch.setattr(runner, "verdict", *runner.verdict.__defaults__)
    monkeypatch.setattr(runner, "judge", runner.judge.__kwdefaults__["judge"])


def judged(facts):
    return runner.judge(facts, Contract(stated=True), runner.select([], [], "running"), "running", 0.0)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, -1e28, 79 * 10**27, -1])
@pytest.mark.usefixtures("bare")
def test_no_number_breaks_the_judging(value):
    for way in NUMBERS:
        try:
            assert len(judged(decode(Facts, changed(way, value), "facts")).checks) > 20
        except DecodeError as refused:
            place = "".join(f"[{n}]" if isinstance(n, int) else f".{n}" for n in way)
            assert str(refused).startswith(f"facts{place}: "), way  # noqa: PT017 - one of two outcomes


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e400", "1" + "0" * 400])
def test_the_command_names_the_place(tmp_path, capsys, value):
    facts = json.dumps(changed(("home", "space", "free_bytes"), "HERE")).replace('"HERE"', value)
    file = tmp_path / "facts.json"
    file.write_text(f'{{"schema_version": 1, "observed_at": "2026-01-31T12:00:00Z", "facts": {facts}}}')
    assert main(["run", "--facts", str(file)]) == 2
    assert "facts.home.space.free_bytes: " in capsys.readouterr().err


def test_numbers_that_cannot_be_computed_with_are_refused():
    for value in (float("nan"), float("inf"), 10**400):
        for kind in (int, float):
            if type(value) is kind or kind is float:
                with pytest.raises(DecodeError, match="cannot be judged"):
                    decode(kind, value)


HOSTILE = (
    "/containers/ab" * (BIG // 14),
    "/pods/a" * (BIG // 7),
    "/userdata/containers" * (BIG // 20),
    "\n" * BIG,
    " " * BIG,
    "a" * BIG,
    "`" * BIG,
    "/" * BIG,
    "1." * (BIG // 2),
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:9]))
@pytest.mark.usefixtures("bare")
def test_no_text_takes_long_to_judge(text):
    for way in TEXTS:
        try:
            facts = decode(Facts, changed(way, text))
        except DecodeError:
            continue
        began = time.process_time()
        report = judged(facts)
        assert time.process_time() - began < SECONDS, way
        assert runner.TOO_LONG.summary not in {result.summary for result in report.checks}, way


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (frameworks.parse_torch, "a:" + " " * BIG),
        (frameworks.parse_torch, "cuda" + "=" * BIG),
        (frameworks.parse_torch, "\n" * BIG),
        (frameworks.parse_tensorflow, '"cuda_compute_capabilities",[' * (BIG // 29)),
        (frameworks.parse_tensorflow, '"cuda_version","' + "1.1" * BIG),
        (drops._filled, "${a-" * (BIG // 4)),
        (lambda text: libraries._first("libcuda.so.1", [], text), "/" * (1 << 20)),
        (lambda text: load({text: "x"}, []), "KFCHECK" + "_SERVICE_PORT" * (BIG // 13)),
    ],
)
def test_no_text_takes_long_to_read(read, text):
    began = time.process_time()
    read(text)
    assert time.process_time() - began < SECONDS


def test_a_service_script_of_newlines_takes_no_time(tmp_path, monkeypatch):
    (tmp_path / "jupyter").mkdir()
    (tmp_path / "jupyter/run").write_text("\n" * BIG)
    monkeypatch.setattr(runtime_dirs, "SERVICES", str(tmp_path))
    began = time.process_time()
    runtime_dirs.candidates()
    assert time.process_time() - began < SECONDS


def slow(*_):
    while True:
        pass


def test_a_judge_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(runner, "JUDGING_SECONDS", 0.05)
    first, second = runner.select(["home.space", "user.name"], [], "running")
    report = runner.judge(HEALTHY, Contract(), [first._replace(judge=slow), second], "running", 0.0)
    assert [r.status for r in report.checks] == [Status.ERROR, Status.PASS]
    assert report.checks[0].summary == "could not be judged in time: some fact is too long"


def test_all_judges_together_have_an_end(monkeypatch):
    monkeypatch.setattr(runner, "JUDGING_SECONDS", 0.05)
    monkeypatch.setattr(runner, "ALL_SECONDS", 0.1)
    checks = [check._replace(judge=slow, requires=()) for check in runner.select([], [], "running")]
    began = time.process_time()
    runner.judge(HEALTHY, Contract(), checks, "running", 0.0)
    assert time.process_time() - began < SECONDS


def test_a_regular_expression_is_interrupted_too():
    with pytest.raises(SpentError), limited(0.05):
        re.match(r"(?:a+)+$", "a" * 64 + "b")


def test_where_runtimes_keep_their_files_is_still_known():
    table = HEALTHY.mounts.table
    for root, known in {
        "/var/lib/containers/storage/overlay-containers/ab/userdata/hosts": True,
        "/run/containers/storage/x/userdata/hosts": True,
        "/containers/userdata/hosts": False,
        "/containers/a b/userdata/hosts": False,
        f"/docker/containers/{'a' * 64}/hosts": True,
    }.items():
        hosts = Mount(1, "8:1", root, "/etc/hosts", "ext4", "/dev/sda1", "rw", read_only=False)
        facts = HEALTHY._replace(mounts=HEALTHY.mounts._replace(table=table._replace(hosts=hosts)))
        proof = runner.scope.container_proof(facts._replace(container=facts.container._replace(kubernetes=False)))
        assert (proof or "").startswith("/etc/hosts") is known, root
