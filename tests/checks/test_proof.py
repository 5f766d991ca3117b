"""What a mark proves, by literals: the rules against copies, shared volumes, clocks and damage."""

import pytest

from jupyter_kfcheck.checks.home.proof import prove
from jupyter_kfcheck.facts.mark import File, Mark, Record
from jupyter_kfcheck.model import Status, Unknown
from tests.build import EMPTY_DIR, POD, ROOT, VOLUME, facts, judge_one, mounted

FILE = File(12, 1_700_000_000_000_000_001, 99)
STARTED = 1e9
OTHER, THIRD = "11111111-0000", "22222222-0000"


def record(life=OTHER, time=STARTED - 3600, file=FILE, pods=1, **more):
    given = {"layer": None, "boot": None, "host": "demo-0", "fs": "ext4", "device": "259:7", "root": "/"}
    return Record(time, life, file=file, source="/dev/nvme2n1", pods=pods, **given | more)


def mark(*records, file=FILE):
    return Mark(records, 0, file, "2001-09-09T00:46:40Z")


@pytest.mark.parametrize(
    ("found", "pods", "why"),
    [
        (None, 0, "no marker file of an earlier pod"),
        (Unknown("~/.local: not a directory"), 0, "cannot be read: ~/.local"),
        (Mark((), 3, FILE), 0, "damaged"),
        (mark(record()), 1, "of an earlier pod"),
        (mark(record(), record(POD, STARTED + 1, pods=2)), 1, "of an earlier pod"),
        (mark(record(), record(THIRD, pods=2), record(POD, STARTED + 1, pods=3)), 2, "of an earlier pod"),
        (mark(record(POD, STARTED + 1), record(POD, STARTED + 9)), 0, "this pod's own"),
        (mark(record(None)), 0, "does not say which pod"),
        # the clocks of two nodes differ: the place in the file counts, not the time
        (mark(record(time=STARTED + 500), record(POD, STARTED + 1, pods=2)), 1, "of an earlier pod"),
        # a pod beside this one, seen at its start, and at a later start of the container
        (mark(record(time=STARTED + 0.5)), 0, "at the same time"),
        (mark(record(POD, STARTED + 1), record(time=STARTED + 9, pods=2)), 0, "at the same time"),
        # copies: another inode, another birth; then without birth times another file system or mount
        (mark(record(), file=FILE._replace(inode=13)), 0, "is a copy"),
        (mark(record(), file=FILE._replace(born=FILE.born + 1)), 0, "is a copy"),
        (mark(record(file=File(12, None, 98)), file=File(12, None, 99)), 0, "is a copy"),
        (mark(record(file=File(12, None, 0), fs="nfs4"), file=File(12, None, 0)), 0, "is a copy"),
        (mark(record(file=File(12, None, 0)), file=File(12, None, 0)), 1, "of an earlier pod"),
        # xfs makes its id from the device number, which another node may number otherwise
        (mark(record(), file=FILE._replace(fsid=7)), 1, "of an earlier pod"),
    ],
)
def test_what_a_mark_proves(found, pods, why):
    proof = prove(found, VOLUME, POD, STARTED)
    assert proof.pods == pods
    assert why in proof.why


def test_a_pod_that_does_not_know_its_name_proves_nothing():
    assert prove(mark(record()), VOLUME, None, STARTED).pods == 0


def test_a_proven_home_is_persistent_and_says_over_how_many_pods():
    verdict = judge_one("home.persistent", facts(home={"mark": mark(record(), record(THIRD, pods=2))}))
    assert verdict.status is Status.PASS
    assert "holds a file that an earlier pod left (2 pods so far)" in verdict.summary
    assert {"storage": "persistent", "basis": "proven", "pods": 2}.items() <= verdict.evidence.items()
    assert verdict.evidence["since"] == "2001-09-09T00:46:40Z"


def test_what_is_certain_to_be_lost_is_lost_whatever_the_mark_says():
    verdict = judge_one("home.persistent", facts(home={"mark": mark(record())}, mounts=mounted(EMPTY_DIR)))
    assert verdict.status is Status.FAIL
    assert "it is an emptyDir; kfcheck's marker file there is a copy" in verdict.summary
    assert (verdict.evidence["basis"], verdict.evidence["pods"]) == ("certain", 0)


def test_on_the_containers_own_root_nothing_is_proven():
    """A container committed to an image keeps inode and birth time on btrfs."""
    root = ROOT._replace(fs="btrfs", root="/@/var/lib/containerd/snapshots/12", source="/dev/sda2")
    evidence = judge_one("home.persistent", facts(home={"mark": mark(record())}, mounts=mounted(root))).evidence
    assert (evidence["pods"], evidence["basis"] == "proven") == (0, False)
