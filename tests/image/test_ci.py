"""What CI runs: the steps of action.yml and the script for GitLab, by a shell, on a Python with nothing installed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from junitparser import Failure, JUnitXml

from dev import schema
from tests.tools import ROOT

FIRST = "--only-runs first"


@pytest.fixture
def machine(kfcheck, tmp_path):
    """The environment of a job: a bare Python, the engine, files that the runner reads afterwards."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
    files = {name: str(tmp_path / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    path = f"{tmp_path / 'fakes'}{os.pathsep}{tmp_path / 'bare/bin'}{os.pathsep}{kfcheck.env()['PATH']}"
    return {**os.environ, **files, "PATH": path, "RUNNER_TEMP": str(tmp_path), "LANG": "C.UTF-8"}


def causes(junit):
    """The failures in a file of JUnit that no other one causes."""
    cases = [case for suite in JUnitXml.fromfile(str(junit)) for case in suite if case.result]
    failed = [case for case in cases if isinstance(case.result[0], Failure)]
    return {f"{case.classname} {case.name}" for case in failed if "because of" not in case.result[0].text}


def act(machine, **inputs):
    """Run the steps as GitHub's runner does: the expressions filled in, the script by bash -e."""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    known = {f"inputs.{name}": inputs.get(name, said.get("default")) for name, said in action["inputs"].items()}
    known["github.action_path"] = str(ROOT)
    [step] = action["runs"]["steps"]
    fill = {k: re.sub(r"\$\{\{ (\S+) \}\}", lambda m: known[m[1]], v) for k, v in step["env"].items()}
    assert "${{" not in step["run"]
    command = [step["shell"], "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, env=machine | fill, capture_output=True, text=True, check=False, timeout=900)


def test_the_action_annotates_sums_up_and_leaves_its_files(machine, built):
    done = act(machine, image=built("cors"), args=FIRST)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error title=kubeflow-v1 first%3A server.cors::sends no")
    assert done.stdout.endswith("fits: kubeflow-v1 × (server.cors)\n")  # noqa: RUF001 - the symbol of a failure
    assert Path(machine["GITHUB_STEP_SUMMARY"]).read_text("utf-8").startswith("# Kubeflow image check: ")
    outputs = dict(line.split("=", 1) for line in Path(machine["GITHUB_OUTPUT"]).read_text("utf-8").splitlines())
    assert sorted(outputs) == ["junit", "report", "sarif"]
    with open(outputs["report"], "rb") as report:
        jsonschema.validate(json.load(report), schema.shipped(schema.IMAGE_FILE))
    assert causes(outputs["junit"]) == {"kubeflow-v1.first.server server.cors"}
    with open(outputs["sarif"], "rb") as sarif:
        results = json.load(sarif)["runs"][0]["results"]
    assert {result["ruleId"] for result in results if result["level"] == "error"} == {"server.cors"}


def test_a_wrong_name_fails_the_step_and_promises_no_files(machine):
    done = act(machine, image="localhost/kfcheck-test/none:1; touch /tmp/never")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no image" in done.stderr
    assert not os.path.exists(machine["GITHUB_OUTPUT"])


def test_a_page_is_refused_at_once_where_nothing_can_draw_it(machine):
    done = act(machine, image="localhost/any", args="--output html=/tmp/x.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert "html needs Jinja2 to be drawn: `pip install jinja2`" in done.stderr


def test_gitlabs_script_leaves_its_report(machine, kfcheck, built, tmp_path):
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    # What the job's own image and its daemon would do: the image is there already, under another name.
    (fakes / "apk").write_text("#!/bin/sh\n")
    (fakes / "docker").write_text(f'#!/bin/sh\n[ "$1" = build ] && exec podman tag {built("cors")} "$3"\nexit 1\n')
    for fake in fakes.iterdir():
        fake.chmod(0o755)
    job = yaml.safe_load((ROOT / "examples/ci/gitlab.yml").read_text("utf-8"))["kubeflow"]
    (tmp_path / job["variables"]["PYTHONPATH"]).symlink_to(ROOT)
    script = "\n".join(["set -e", *job["script"]]).replace("image notebook:ci", f"image notebook:ci {FIRST}")
    env = machine | {"PYTHONPATH": job["variables"]["PYTHONPATH"]}
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=900
    )
    kfcheck.podman.ask("untag", "localhost/notebook:ci")
    assert done.returncode == 1, done.stderr
    assert causes(tmp_path / job["artifacts"]["reports"]["junit"]) == {"kubeflow-v1.first.server server.cors"}
    assert (tmp_path / job["artifacts"]["paths"][0]).exists()
