"""action.yml and the examples for CI, held against the public schemas of GitHub's and GitLab's files."""

import re
import subprocess
import sys

import pytest
import yaml

from jupyter_kfcheck.cli.parser import parser
from tests.tools import ROOT

FILES = {
    "action.yml": "github-actions",
    "examples/ci/github.yml": "github-workflows",
    "examples/ci/gitlab.yml": "gitlab-ci",
}


@pytest.mark.parametrize(("file", "schema"), FILES.items())
def test_it_is_what_the_ci_system_takes(file, schema):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(ROOT / file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_workflow_gives_the_action_what_it_takes_and_reads_what_it_gives():
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    workflow = (ROOT / "examples/ci/github.yml").read_text("utf-8")
    [step] = [s for s in yaml.safe_load(workflow)["jobs"]["kubeflow"]["steps"] if s.get("id") == "kfcheck"]
    assert set(step["with"]) <= set(action["inputs"])
    assert {name for name, said in action["inputs"].items() if said.get("required")} <= set(step["with"])
    assert set(re.findall(r"steps\.kfcheck\.outputs\.(\w+)", workflow)) <= set(action["outputs"])


@pytest.mark.parametrize("file", FILES)
def test_the_options_that_it_names_exist(file):
    text = (ROOT / file).read_text("utf-8")
    image = next(a for a in parser("")._actions if a.choices and "image" in a.choices).choices["image"]
    command = re.search(r"jupyter_kfcheck image((?:.*\\\n)*.*)", text)
    for option in re.findall(r"--[a-z-]+", command[1]) if command else ():
        assert option in image._option_string_actions, option
