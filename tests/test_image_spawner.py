"""Where an image belongs in Kubeflow's spawner_ui_config.yaml, as Kubeflow ships it and as people write it."""

import sys

import pytest
import yaml

from jupyter_kfcheck.image import spawner
from jupyter_kfcheck.model import ImageRun, Status
from tests.reports import report, result
from tests.tools import shared

SCIPY = "ghcr.io/kubeflow/kubeflow/notebook-servers/jupyter-scipy:latest"
MINE = "registry.example/team/notebook:1.2"
FILE = f"""
spawnerFormDefaults:
  image:
    value: {SCIPY}
    options: [{SCIPY}, other/lab:2]
  imageGroupOne: {{value: some/codeserver:1, options: [some/codeserver:1]}}
  imageGroupTwo: {{options: null}}
  cpu: {{value: "0.5"}}
"""


def runs(kind="jupyter", *results):
    return [ImageRun("inspect", "kubeflow-v1", report(kind="unknown")),
            ImageRun("first", "kubeflow-v1", report(*results, kind=kind))]  # fmt: skip


def write(tmp_path, text=FILE):
    path = tmp_path / "spawner_ui_config.yaml"
    path.write_text(text)
    return str(path)


def place(tmp_path, image, *found):
    return spawner.place(spawner.read(write(tmp_path)), image, runs(*found))


def test_kubeflows_own_file_is_read():
    config = spawner.read(str(shared() / "kubeflow" / "spawner_ui_config.yaml"))
    assert [len(images) for images in config.offered.values()] == [5, 1, 1]
    assert spawner.place(config, SCIPY, runs()).said.endswith("and stands there")


def test_an_image_that_stands_where_it_belongs(tmp_path):
    found = place(tmp_path, "other/lab:2")
    assert (found.group, found.stands_in, found.add) == ("image", ["image"], "")
    assert found.said.endswith("and stands there")


@pytest.mark.parametrize(
    ("kind", "group"), [("jupyter", "image"), ("codeserver", "imageGroupOne"), ("rstudio", "imageGroupTwo")]
)
def test_the_lines_to_add_put_it_where_it_belongs(tmp_path, kind, group):
    found = place(tmp_path, MINE, kind)
    assert (found.group, found.stands_in) == (group, [])
    assert yaml.safe_load(found.add) == {"spawnerFormDefaults": {group: {"options": [MINE]}}}
    again = spawner.read(write(tmp_path, FILE.replace("other/lab:2", MINE)))
    assert spawner.place(again, MINE, runs()).add == ""


def test_an_image_in_the_wrong_group_is_to_be_moved(tmp_path):
    found = place(tmp_path, "some/codeserver:1", "jupyter")
    assert (found.group, found.stands_in) == ("image", ["imageGroupOne"])
    assert "take it out of `imageGroupOne`" in found.said
    assert found.add


@pytest.mark.parametrize(("base", "group"), [("/notebook/team-a/demo/", "image"), ("/", "imageGroupOne")])
def test_an_unknown_ide_is_placed_by_the_path_that_it_serves(tmp_path, base, group):
    status = Status.WARN if base == "/" else Status.PASS
    assert place(tmp_path, MINE, "unknown", result("server.prefix", status, evidence={"base_url": base})).group == group


def test_what_never_answered_is_placed_nowhere(tmp_path):
    found = place(tmp_path, MINE, "unknown")
    assert (found.group, found.add) == (None, "")
    assert "is not known" in found.said


def test_its_config_map_is_read_as_well(tmp_path):
    wrapped = yaml.safe_dump({"kind": "ConfigMap", "data": {"spawner_ui_config.yaml": FILE}})
    assert "other/lab:2" in spawner.read(write(tmp_path, wrapped)).offered["image"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "is no YAML, line 2"),
        ("", "has no spawnerFormDefaults"),
        ("- a list", "has no spawnerFormDefaults"),
        ("spawnerFormDefaults: 3", "has no spawnerFormDefaults"),
        ("kind: ConfigMap", "has no spawnerFormDefaults"),
        ("!!python/object/apply:os.getpid []", "is no YAML"),
    ],
)
def test_another_file_is_refused_with_a_sentence(tmp_path, text, says):
    with pytest.raises(spawner.SpawnerError, match=says):
        spawner.read(write(tmp_path, text + "\n"))


def test_a_file_that_is_not_there_and_a_missing_yaml_reader_are_told(tmp_path, monkeypatch):
    with pytest.raises(spawner.SpawnerError, match="No such file"):
        spawner.read(str(tmp_path / "none"))
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(spawner.SpawnerError, match="pip install pyyaml"):
        spawner.read(write(tmp_path))
