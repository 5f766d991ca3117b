"""The example Dockerfiles, built as a reader builds them: a wheel beside them, and podman build.

What they stand on are the tests' own images, in which pip finds all that a Jupyter image has.
"""

import json

import pytest

from tests.container import images, layers
from tests.container.bench import Bench
from tests.container.codeserver import SERVE, get
from tests.container.codeserver import serving as serving_alone
from tests.container.podman import BUILD, PodmanError
from tests.container.test_start import ours, said, serving
from tests.faults.volumes import own
from tests.tools import ROOT

EXAMPLES = ROOT / "examples"
LAB = layers.lab()
LAB3 = [layers.user(), layers.pip("jupyterlab3", "jupyterlab<4", "jupyter_server<2"), layers.s6()]
LAB3 += [layers.wheels(*layers.WITHOUT_JUPYTER)]
DEBIANS_PYTHON = "PIP_BREAK_SYSTEM_PACKAGES=1"
UNWELL = ("warn", "fail", "error")
DISTRIBUTIONS = """
import importlib.metadata, json, pathlib, sysconfig
folder = pathlib.Path(sysconfig.get_path("purelib"))
size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
names = [d.metadata["Name"].lower() for d in importlib.metadata.distributions(path=[str(folder)])]
print(json.dumps({"names": names, "megabytes": size / 1e6}))
"""
VERSION = ("python3", "-c", "from importlib.metadata import version; print(version('jupyter_server'))")


@pytest.fixture(scope="session")
def context(tmp_path_factory):
    """What a reader has: the examples, and the wheel beside them."""
    folder = tmp_path_factory.mktemp("examples")
    for example in EXAMPLES.glob("*.Dockerfile"):
        (folder / example.name).write_text(example.read_text())
    layers.build_wheel(folder)
    return folder


@pytest.fixture
def built(podman, context, tmp_path):
    """Builds an example on an image of `base` and returns its containers."""

    def build(example, *base, args=(), network="none"):
        given = [f"--build-arg={arg}" for arg in (f"BASE_IMAGE={images.build(podman, *base)}", *args)]
        tag = f"{images.REPOSITORY}/example:{example.partition('.')[0]}"
        options = (*BUILD, f"--network={network}", *given)
        podman("build", *options, "--tag", tag, "--file", str(context / example), str(context))
        return Bench(podman, tag, tmp_path, command=())

    return build


def test_on_a_jupyter_image_the_check_runs_before_the_notebook(built, notebook_layers, pvc):
    notebooks = built("jupyter.Dockerfile", *notebook_layers, *LAB, args=[DEBIANS_PYTHON])
    with notebooks.run(home=pvc, pod=notebooks.pod()) as notebook:
        assert notebook.ask("id", "-u").stdout == "1000\n"
        log = said(notebook, "00-kfcheck exited 0")
        assert not notebook.ask("ls", "/tmp/kfcheck").stdout
    assert "checks passed" in ours(log)[0]


def test_debians_own_python_refuses_until_it_is_told(built, notebook_layers):
    with pytest.raises(PodmanError, match="externally-managed-environment"):
        built("jupyter.Dockerfile", *notebook_layers, *LAB)


def test_jupyterlab_3_is_not_replaced(built):
    with pytest.raises(PodmanError, match=r"jupyter[-_]server") as refused:
        built("jupyter.Dockerfile", *LAB3[:-1], args=[DEBIANS_PYTHON])
    assert "conflict" in str(refused.value)


def test_on_jupyterlab_3_the_check_runs_and_jupyter_stays_as_it_was(built, podman, pvc, tmp_path):
    before = Bench(podman, images.build(podman, *LAB3), tmp_path)
    with before.run() as container:
        version = container.ask(*VERSION).stdout
    notebooks = built("jupyterlab3.Dockerfile", *LAB3)
    with notebooks.run(home=pvc, pod=notebooks.pod()) as notebook:
        log = said(notebook, "00-kfcheck exited 0")
        assert notebook.ask(*VERSION).stdout == version
        serving_alone(notebook)  # by `kfcheck serve`, for this Jupyter lacks the extension
        assert '"kind": "jupyter"' in get(notebook, f"{SERVE}/kfcheck").body
    assert version.startswith("1.")
    assert "checks passed" in ours(log)[0]


def test_without_s6_the_check_runs_before_the_notebook_and_only_enforce_stops_it(built, notebook_layers, pvc):
    notebooks = built("without-s6.Dockerfile", *notebook_layers, LAB[0], args=[DEBIANS_PYTHON])
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


@pytest.mark.network
@pytest.mark.parametrize(("ide", "name"), [("codeserver", "code-server"), ("rstudio", "RStudio")])
def test_without_jupyter_six_distributions_and_a_few_megabytes_are_added(built, pvc, ide, name):
    """apt-get is real, and pip finds in a folder what it would find in PyPI. RStudio is a stand-in."""
    below = {
        "codeserver": [layers.codeserver()[0], layers.user()],
        "rstudio": layers.rstudio()[:1] + layers.rstudio()[2:3],
    }
    service = {"codeserver": "code-server", "rstudio": "rstudio"}[ide]
    base = (*below[ide], layers.wheels(*layers.WITHOUT_JUPYTER), layers.s6(service))
    notebooks = built(f"{ide}.Dockerfile", *base, network="host")
    with notebooks.run(home=pvc, pod=notebooks.pod()) as notebook:
        assert notebook.ask("id", "-u").stdout == "1000\n"
        seen = json.loads(notebook.ask("/opt/kfcheck/bin/python3", "-c", DISTRIBUTIONS).stdout)
        assert set(seen["names"]) == {*layers.WITHOUT_JUPYTER, "jupyter-kfcheck"}
        assert seen["megabytes"] < 14, seen
        assert not notebook.ask("ls", "/tmp/kfcheck").stdout
        serving_alone(notebook)
        assert "checks passed" in ours(notebook.logs())[0]
        code, report = notebook.kfcheck("--fail-on", "warn")
        found = {check["id"]: check["summary"] for check in report["checks"] if check["status"] in UNWELL}
        assert (code, found) == (0, {})
        ready = notebook.ask("kfcheck", "probe")
        assert ready.stdout.startswith(f"ready: {name} "), ready.stdout
        assert "kfcheck serve" not in ready.stdout, "it is there"


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.Dockerfile")), ids=lambda path: path.name)
def test_an_example_names_no_registry_and_hands_the_container_to_the_notebooks_user(example):
    text = example.read_text()
    assert "ARG BASE_IMAGE\nFROM ${BASE_IMAGE}\n" in text
    users = [line.split()[1] for line in text.splitlines() if line.startswith("USER ")]
    assert users in (["root", "${NB_UID}"], ["root", "1000:0"])
    assert "kfcheck s6 install" in text or "kfcheck startup" in text


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.Dockerfile")), ids=lambda path: path.name)
def test_an_example_takes_a_wheel_and_says_that_nothing_is_released(example):
    text = example.read_text()
    assert "COPY jupyter_kfcheck-*.whl " in text
    assert "kfcheck is not released yet" in text
