"""Where Jupyter keeps its runtime files, as seen before it runs and from a shell beside it."""

import pytest

from jupyter_kfcheck.facts import runtime_dirs


@pytest.fixture(autouse=True)
def _bare(monkeypatch, tmp_path):
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(runtime_dirs, "SERVICES", str(tmp_path))
    monkeypatch.setattr(runtime_dirs, "OFFICIAL", str(tmp_path / "official"))
    monkeypatch.setenv("HOME", "/nonesuch")


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('#!/bin/bash\nexport JUPYTER_RUNTIME_DIR="/srv/run"\nexec jupyter lab\n', "/srv/run"),
        ("JUPYTER_RUNTIME_DIR=/srv/run exec jupyter lab\n", "/srv/run"),
        ("export JUPYTER_RUNTIME_DIR=$HOME/run\n", "/nonesuch/.local/share/jupyter/runtime"),
        ("# JUPYTER_RUNTIME_DIR=/srv/run\n", "/nonesuch/.local/share/jupyter/runtime"),
    ],
)
def test_what_the_service_of_the_notebook_sets_counts_before_it_runs(tmp_path, script, found):
    (tmp_path / "jupyterlab").mkdir()
    (tmp_path / "jupyterlab/run").write_text(script)
    assert runtime_dirs.chosen() == found
    assert found in runtime_dirs.candidates()


def test_what_stands_nearer_wins(monkeypatch, tmp_path):
    assert runtime_dirs.chosen() == "/nonesuch/.local/share/jupyter/runtime"
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert runtime_dirs.chosen() == "/data/jupyter/runtime"
    monkeypatch.setenv("JUPYTER_DATA_DIR", "/jupyter")
    assert runtime_dirs.chosen() == "/jupyter/runtime"
    (tmp_path / "official").mkdir()
    assert runtime_dirs.chosen() == str(tmp_path / "official")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "/run/jupyter")
    assert runtime_dirs.chosen() == "/run/jupyter"
    assert runtime_dirs.candidates() == ["/run/jupyter", str(tmp_path / "official"), "/jupyter/runtime"]


def test_without_home_there_is_none(monkeypatch):
    monkeypatch.delenv("HOME")
    assert runtime_dirs.chosen() is None
