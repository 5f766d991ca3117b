"""Is HOME persistent? Proven over pods on real volumes, and not by anything that only looks like it."""

import json
import shutil

import pytest

from jupyter_kfcheck.facts.mark import File
from jupyter_kfcheck.startup import mark
from tests.checks.test_proof import record
from tests.container import images, layers
from tests.container.bench import Bench, Mount
from tests.container.images import Layer
from tests.faults.volumes import own

MARK = ".local/state/kfcheck/starts.jsonl"


@pytest.fixture
def start(bench):
    """Starts a pod on a HOME and returns what its start-up check says of persistence, in a line and as evidence."""

    def run(home=None, pod=None, of=bench, **options):
        with of.run(home=home, pod=pod or of.pod(), **options) as notebook:
            done = notebook.ask("kfcheck", "startup")
            assert done.returncode == 0
            report = json.loads(
                notebook.root("sh", "-c", "cat /tmp/kfcheck-*/startup.json || cat /run/kfcheck/startup.json")
            )
        (found,) = (check for check in report["checks"] if check["id"] == "home.persistent")
        return done.stdout + done.stderr, found["evidence"] | {"summary": found["summary"]}

    return run


def test_another_pod_on_the_same_volume_proves_it(start, pvc):
    log, said = start(pvc)
    assert "persistent volume (likely)" in log
    assert said["basis"] == "likely"
    log, said = start(pvc)
    assert "holds a file that an earlier pod left (1 pod so far): ext4" in log
    assert (said["storage"], said["basis"], said["pods"]) == ("persistent", "proven", 1)
    log, said = start(pvc, user="1000650000:0")  # the next UID of a namespace in OpenShift
    assert "that an earlier pod left (2 pods so far)" in log
    assert "home.writable" not in log  # what kfcheck made in HOME is open to the group
    assert start(pvc)[1]["pods"] == 3


def test_a_restart_in_the_same_pod_proves_nothing(start, bench, pvc):
    pod = bench.pod()
    start(pvc, pod)
    log, said = start(pvc, pod)
    assert "persistent volume (likely)" in log
    assert "this pod's own" in said["mark"]


def test_without_kubernetes_another_container_proves_it(bench, pvc):
    for expected in ("HOME /home/jovyan", "that an earlier pod left (1 pod so far)"):
        with bench.run(home=pvc) as notebook:
            assert expected in notebook.ask("kfcheck", "startup").stdout


def test_two_pods_that_share_a_home_do_not_prove_it_to_each_other(bench, pvc):
    with bench.run(home=pvc, pod=bench.pod()) as one, bench.run(home=pvc, pod=bench.pod()) as other:
        for notebook in (one, other, one):
            log = notebook.ask("kfcheck", "startup").stdout
            assert "persistent volume (likely)" in log
        _, report = one.kfcheck("--only", "home.persistent")
    assert "runs at the same time" in report["checks"][0]["evidence"]["mark"]


def test_an_empty_dir_is_lost_and_gets_no_mark(start, bench):
    pod = bench.pod()
    home = pod.empty_dir()
    log, said = start(home, pod)
    assert "will be lost with the pod" in log
    assert "it is an emptyDir" in said["summary"]
    assert not (home / MARK).exists()


def test_a_home_copied_into_an_empty_dir_is_lost(start, bench, pvc):
    start(pvc)
    pod = bench.pod()
    home = pod.empty_dir()
    shutil.copytree(pvc / ".local", home / ".local")
    log, said = start(home, pod)
    assert "will be lost with the pod" in log
    assert "it is an emptyDir; kfcheck's marker file there is a copy" in said["summary"]


def test_a_home_copied_onto_another_volume_is_not_proven_by_the_copy(start, pvc, tmp_path):
    start(pvc)
    copy = tmp_path / "copy"
    shutil.copytree(pvc, copy, ignore=shutil.ignore_patterns("lost+found"))
    shutil.rmtree(pvc / ".local")
    shutil.copytree(copy / ".local", pvc / ".local")
    for path in [pvc / ".local", *(pvc / ".local").rglob("*")]:
        own(path, (1000, 100), 0o755)
    log, said = start(pvc)
    assert "persistent volume (likely)" in log
    assert "is a copy" in said["mark"]
    assert start(pvc)[1]["pods"] == 1  # only what this volume has seen itself


def test_a_mark_baked_into_the_image_is_lost_with_its_layer(start, podman, notebook_layers, bench):
    earlier = mark.document([], record(), File(131, 1_700_000_000_000_000_001, 42))
    baked = Layer(
        "baked",
        f"COPY --chown=1000:0 mark /home/jovyan/{MARK}\n",
        (earlier,),
        lambda folder: (folder / "mark").write_text(earlier),
    )
    image = images.build(podman, *notebook_layers, layers.project(), baked)
    log, said = start(of=Bench(podman, image, bench.folder))
    assert "it is the container's own layer (overlay)" in log
    assert "kfcheck's marker file there is a copy" in said["summary"]


def test_as_root_nothing_is_written_where_a_user_has_planted_a_link(start, pvc, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    (pvc / ".local").symlink_to("/precious")
    _, said = start(pvc, user="0:0", mounts=[Mount(precious, "/precious")])
    assert "cannot be read: ~/.local/state/kfcheck/starts.jsonl: not a directory" in said["mark"]
    assert list(precious.iterdir()) == []
