"""The shipped explanations are those of the checks."""

import json
import subprocess
import sys

from jupyter_kfcheck import browser, explanations
from jupyter_kfcheck.checks import CHECKS, NAMES, publish
from jupyter_kfcheck.cli import main


def test_the_shipped_file_is_up_to_date():
    shipped = json.loads(explanations.FILE.read_bytes())
    made = publish.explanations()
    assert list(shipped.items()) == list(made.items()), (
        f"run: python -m jupyter_kfcheck.checks.publish > {explanations.FILE}"
    )


def test_the_file_is_what_the_module_prints():
    command = [sys.executable, "-I", "-m", "jupyter_kfcheck.checks.publish"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == explanations.FILE.read_bytes()


def test_every_check_and_kfchecks_own_run_and_the_panels_rows_are_explained():
    assert list(explanations.load()) == [*CHECKS, "kfcheck.run", *browser.EXPLANATIONS]
    for id_, (title, text) in explanations.load().items():
        assert title
        assert text.startswith(f"# {id_}\n")


def test_the_names_are_those_that_a_run_knows():
    assert sorted(explanations.names()) == sorted(NAMES)


def test_the_command_explains_what_the_server_does(capsys):
    for id_, (_, text) in explanations.load().items():
        assert main(["explain", id_]) == 0
        assert capsys.readouterr().out == text
