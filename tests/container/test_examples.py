"""The example Dockerfiles, built on the tests' own images, in which pip finds all that they ask for."""

import pytest

from tests.container import images, layers
from tests.container.bench import Bench
from tests.container.images import Layer
from tests.container.test_start import ours, said, serving
from tests.faults.volumes import own
from tests.tools import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.Dockerfile"))
LAB = layers.lab()


@pytest.fixture
def built(podman, notebook_layers, tmp_path):
    """Builds an example on top of `below` and returns its containers."""

    def build(example, *below):
        rest = (ROOT / "examples" / example).read_text().partition("FROM ${BASE_IMAGE}\n")[2]
        step = Layer("example", f"ENV PIP_BREAK_SYSTEM_PACKAGES=1\n{rest}")
        image = images.build(podman, *notebook_layers, *below, layers.project(), step)
        return Bench(podman, image, tmp_path, command=())

    return build


def test_on_a_jupyter_image_the_check_runs_before_the_notebook(built, pvc):
    notebooks = built("jupyter.Dockerfile", *LAB)
    with notebooks.run(home=pvc, pod=notebooks.pod()) as notebook:
        assert notebook.ask("id", "-u").stdout == "1000\n"
        log = said(notebook, "00-kfcheck exited 0")
    assert "checks passed" in ours(log)[0]


def test_without_s6_the_check_runs_before_the_notebook_and_only_enforce_stops_it(built, pvc):
    notebooks = built("without-s6.Dockerfile", LAB[0])
    pod = notebooks.pod()
    with notebooks.run(home=pvc, pod=pod) as notebook:
        serving(notebook)
        log = notebook.logs()
    assert log.startswith("kfcheck: ")
    assert "checks passed" in ours(log)[-1]
    own(pvc, (0, 0), 0o700)
    with notebooks.run(home=pvc, pod=pod, env={"KFCHECK_STARTUP": "enforce"}) as notebook:
        assert notebook.wait() == 1
    assert pod.termination_log.read_text().startswith("home.")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_names_no_registry_and_hands_the_container_to_the_notebooks_user(example):
    text = example.read_text()
    assert "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\n" in text
    users = [line.split()[1] for line in text.splitlines() if line.startswith("USER ")]
    assert users in (["root", "${NB_UID}"], ["root", "1000:0"])
    assert "kfcheck s6 install" in text or "kfcheck startup" in text
