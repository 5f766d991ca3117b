"""The classifier against mount tables of real machines."""

import json
from collections import Counter

import pytest

from jupyter_kfcheck.checks import scope, storage
from jupyter_kfcheck.facts import mounts
from tests.build import facts, judge_one
from tests.tools import shared

REFERENCE_RIGHT, REFERENCE_ABSTAINS = 93, 7  # a reference list of such rules on the same 101 points


@pytest.fixture(scope="module")
def points():
    folder = shared() / "corpus" / "mounts"
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text("utf-8").splitlines()]
    return [(label, (folder / label["file"]).read_text("utf-8", "surrogateescape")) for label in labels]


def answer(label, table):
    """What home.persistent says of a labelled point, with nothing known but the table."""
    found = facts(
        mounts={"table": mounts.find(table, label["path"])},
        container={"kubernetes": False, "traces": ()},
    )
    evidence = judge_one("home.persistent", found).evidence
    return evidence["storage"], evidence["basis"]


def test_the_corpus_is_judged_no_worse_than_the_reference(points, capsys):
    score, wrong = Counter(), []
    for label, table in points:
        if label["format"] != "mountinfo":
            continue
        said, basis = answer(label, table)
        lucky = not label["knowable_from_line"] and said != storage.UNKNOWN
        if said == label["truth"]:
            score["lucky" if lucky else "right"] += 1
        elif said == storage.UNKNOWN:
            score["abstains"] += 1
        else:
            score["wrong"] += 1
            wrong.append((label["file"], label["path"], said, basis))
        if basis == storage.CERTAIN:
            assert said == label["truth"], f"certain and wrong: {label['file']} {label['path']}"
    with capsys.disabled():
        print(f"\nmount corpus: {dict(score)} of {score.total()} points")
    assert not wrong
    assert score["right"] >= REFERENCE_RIGHT
    assert score["abstains"] <= REFERENCE_ABSTAINS
    assert score["lucky"] <= 1


def test_other_formats_are_refused_not_guessed(points):
    others = [(label, table) for label, table in points if label["format"] != "mountinfo"]
    assert len(others) == 41
    for label, table in others:
        assert answer(label, table) == (storage.UNKNOWN, storage.UNKNOWN), label["file"]


def test_claims_of_persistence_are_never_certain(points):
    for label, table in points:
        said, basis = answer(label, table)
        assert (said, basis) != (storage.PERSISTENT, storage.CERTAIN)


KIND = "/var/lib/docker/volumes/" + "a" * 64 + "/_data/lib/kubelet/pods/x/volumes/kubernetes.io~empty-dir/home"


@pytest.mark.parametrize(
    ("root", "fs", "source", "answer", "basis"),
    [
        (KIND, "ext4", "/dev/sda1", "ephemeral", "certain"),
        (
            "/ostree/deploy/rhcos/var/lib/kubelet/pods/1/volumes/kubernetes.io~configmap/x",
            "xfs",
            "/dev/sda4",
            "ephemeral",
            "certain",
        ),
        ("/opt/local-path-provisioner/pvc-1a2b3c4d-0000_ns_claim", "ext4", "/dev/sda1", "persistent", "likely"),
        ("/srv/home//deleted", "ext4", "/dev/sda1", "ephemeral", "certain"),
        ("/", "nfs4", "10.0.0.1:/export", "persistent", "likely"),
        ("/", "nfs4", "127.0.0.1:/", "persistent", "likely"),
        ("/", "fuse.juicefs", "JuiceFS:x", "persistent", "likely"),
        ("/", "fuse.fuse-overlayfs", "fuse-overlayfs", "ephemeral", "likely"),
        ("/", "fuse", "mountpoint-s3", "unknown", "unknown"),
        ("/", "9p", "none", "unknown", "unknown"),
        ("/", "virtiofs", "kataShared", "unknown", "unknown"),
        ("/", "autofs", "systemd-1", "unknown", "unknown"),
        ("/volumes/" + "b" * 64 + "/_data", "ext4", "/dev/sda1", "unknown", "unknown"),
        ("/volumes/jovyan/_data", "ext4", "/dev/sda1", "persistent", "likely"),
    ],
)
def test_the_order_of_the_rules(root, fs, source, answer, basis):
    mount = mounts.Mount(9, "8:1", root, "/home/jovyan", fs, source, "rw", read_only=False)
    said = storage.classify(mount, None, in_container=True)
    assert (said.answer, said.basis) == (answer, basis)


def test_every_certain_pod_volume_has_a_name_for_people():
    assert scope.container_proof(facts()) is not None
    assert all(name.startswith("a") for name in storage._VOLUMES.values())
