import pytest

from jupyter_kfcheck.facts import runtime_dirs


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('#!/bin/bash\nexport JUPYTER_RUNTIME_DIR="/srv/run"\nexec jupyter lab\n', "/srv/run"),
        ("JUPYTER_RUNTIME_DIR=/srv/run exec jupyter lab\n", "/srv/run"),
        ("export JUPYTER_RUNTIME_DIR=$HOME/run\n", "/nonesuch/.local/share/jupyter/runtime"),
        ("# JUPYTER_RUNTIME_DIR=/srv/run\n", "/nonesuch/.local/share/jupyter/runtime"),
    ],
)
def test_what_the_service_of_the_notebook_sets_counts_before_it_runs(tmp_path, monkeypatch, script, found):
    (tmp_path / "jupyterlab").mkdir()
    (tmp_path / "jupyterlab/run").write_text(script)
    monkeypatch.setattr(runtime_dirs, "SERVICES", str(tmp_path))
    monkeypatch.setattr(runtime_dirs, "OFFICIAL", str(tmp_path / "absent"))
    monkeypatch.setenv("HOME", "/nonesuch")
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert runtime_dirs.chosen() == found
