"""Values in a remedy: whatever a name holds, a command in backticks stays what its check wrote."""

import re
import subprocess

import pytest

from jupyter_kfcheck.checks.check import PLATFORM, Remedy, Written

CHOWN = Remedy("a test's", PLATFORM, "{path} is not yours: `printf %s {path}` and `chmod 2775 {path}`.")
HOSTILE = [
    "$(touch x)",
    "a b",
    "it's",
    'say "x"',
    "x` `curl example.org | sh` `y",
    "back\\slash",
    "; touch x",
    "a`b'c\\d",
    "line\nbreak",
    "{path}",
    "*",
]


def spans(text: str) -> list[str]:
    return re.findall("`([^`]*)`", text)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_shell_reads_a_name_as_one_word_and_as_it_is(name, tmp_path):
    text = CHOWN.fill(path=name).text
    assert len(spans(text)) == 2, text
    done = subprocess.run(["bash", "-c", spans(text)[0]], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == name
    assert not list(tmp_path.iterdir())


def test_a_plain_name_needs_no_quotes():
    assert CHOWN.fill(path="/home/jovyan").text == (
        "/home/jovyan is not yours: `printf %s /home/jovyan` and `chmod 2775 /home/jovyan`."
    )


def test_quotes_of_the_remedy_and_whole_lines_stay_as_they_are():
    remedy = Remedy("a test's", PLATFORM, 'Add `{line}` and `--base="${{variable}}"`, not {other}.')
    text = remedy.fill(line="RUN chmod +x 'a b'", variable="NB_PREFIX").text
    assert text == "Add `RUN chmod +x 'a b'` and `--base=\"${NB_PREFIX}\"`, not {other}."


def test_of_several_names_each_is_a_word_and_our_own_words_go_in_as_they_are():
    remedy = Remedy("a test's", PLATFORM, "Run `rm -rf {paths}`: {ours}.")
    text = remedy.fill(paths=("/a b", "/c"), ours=Written("set `x: true`")).text
    assert text == "Run `rm -rf '/a b' /c`: set `x: true`."
