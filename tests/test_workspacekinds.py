"""The examples for Kubeflow v2: what its API takes, and commands that really are kfcheck's."""

import os
import subprocess
import sys

import jsonschema
import pytest
import yaml

from jupyter_kfcheck.probe import main as probe
from tests import crds
from tests.tools import ROOT

KINDS = sorted(ROOT.glob("examples/workspacekind-*.yaml"))


@pytest.fixture(params=KINDS, ids=lambda path: path.stem)
def kind(request):
    return yaml.safe_load(request.param.read_text("utf-8"))


@pytest.mark.slow
def test_a_kind_is_one_that_kubeflow_takes(kind):
    jsonschema.validate(kind, crds.schema("crd-workspacekinds.yaml", kind["apiVersion"].partition("/")[2]))


def test_its_probes_are_kfchecks_and_get_more_time_than_they_take(kind):
    for place in kind["spec"]["podTemplate"]["probes"].values():
        program, command, *arguments = place["exec"]["command"]
        assert (program, command) == ("kfcheck", "probe")
        _, waits = probe.arguments(arguments)
        assert place["timeoutSeconds"] > waits + probe.SECONDS


def test_its_activity_script_fails_where_it_cannot_tell(tmp_path):
    """As Kubeflow runs it: an executable file in /tmp, and the file that it is to write named in a variable."""
    kind = yaml.safe_load((ROOT / "examples/workspacekind-codeserver.yaml").read_text("utf-8"))
    script, output = tmp_path / "script", tmp_path / "activity.json"
    script.write_text(kind["spec"]["podTemplate"]["activityProbe"]["podExec"]["script"])
    script.chmod(0o755)
    assert len(script.read_bytes()) <= 2048
    (tmp_path / "kfcheck").write_text(f'#!/bin/sh\nexec {sys.executable} -I -m jupyter_kfcheck "$@"\n')
    (tmp_path / "kfcheck").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "OUTPUT_JSON_PATH": str(output), "HOME": str(tmp_path)}
    done = subprocess.run([script], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0, "nothing runs here that could tell"
    assert not output.exists()
