"""The shipped explanations are those of the checks."""

from jupyter_kfcheck.checks import BY_ID, NAMES
from jupyter_kfcheck.cli import main
from jupyter_kfcheck.help import browser, explanations


def test_every_check_and_kfchecks_own_run_and_the_panels_rows_are_explained():
    assert list(explanations.load()) == [*BY_ID, "kfcheck.run", *browser.EXPLANATIONS]
    for id_, (title, text) in explanations.load().items():
        assert title
        assert text.startswith(f"# {id_}\n")


def test_the_names_are_those_that_a_run_knows():
    assert sorted(explanations.names()) == sorted(NAMES)


def test_the_command_explains_what_the_server_does(capsys):
    for id_, (_, text) in explanations.load().items():
        assert main(["explain", id_]) == 0
        assert capsys.readouterr().out.split() == text.split()
