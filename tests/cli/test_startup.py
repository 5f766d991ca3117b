"""The start-up check as a process: what it leaves, and that only `enforce` makes it fail."""

import json
import os

import jsonschema
import pytest

from dev import schema
from tests.cli.test_cli import kfcheck


@pytest.fixture
def startup(tmp_path):
    """Runs `kfcheck startup` with a state directory of its own."""

    def run(home=tmp_path, **environ):
        return kfcheck(
            "startup", home=home, NB_PREFIX="/notebook/ns/name", KFCHECK_STATE_DIR=str(tmp_path / "state"), **environ
        )

    return run


def report(tmp_path):
    return json.loads((tmp_path / "state/startup.json").read_text())


def test_it_reports_to_the_log_and_to_the_endpoint(startup, tmp_path):
    done = startup()
    assert done.returncode == 0
    assert "kfcheck: FAIL home.path: HOME is " in done.stdout
    assert "NB_PREFIX /notebook/ns/name" in done.stdout.splitlines()[-1]
    jsonschema.validate(report(tmp_path), schema.shipped())
    assert report(tmp_path)["phase"] == "startup"


def test_only_enforce_makes_it_fail(startup):
    assert startup(KFCHECK_STARTUP="report").returncode == 0
    assert startup(KFCHECK_STARTUP="enforce").returncode == 1


def test_enforce_lets_pass_what_is_well(startup):
    assert startup(KFCHECK_STARTUP="enforce", KFCHECK_SKIP="user home volumes").returncode == 0


def test_off_does_nothing(startup, tmp_path):
    done = startup(KFCHECK_STARTUP="off")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert os.listdir(tmp_path) == []


def test_a_typing_error_is_said_and_the_default_holds(startup):
    done = startup(KFCHECK_STARTUP="enfroce", KFCHECK_SKPI="home")
    assert done.returncode == 0
    assert "did you mean 'enforce'?" in done.stderr
    assert "KFCHECK_SKPI is not known" in done.stderr
    assert "home.path" in done.stdout


def test_a_missing_home_is_a_finding_not_a_crash(startup, tmp_path):
    done = startup(home=tmp_path / "missing")
    assert done.returncode == 0
    assert "no such file or directory" in done.stdout
