"""home.locks and home.modes in real containers: a disk that refuses locks or never answers, fsGroup on keys."""

import errno
import sqlite3

import pytest
from nbformat.sign import NotebookNotary

from tests.container.bench import HOME
from tests.container.reports import expect, find
from tests.faults import fuse
from tests.faults.pods import fs_group
from tests.faults.volumes import own
from tests.tools import need


def asked(notebook, *more):
    _, document = notebook.kfcheck("--only", "home", *more)
    return document


def test_a_disk_that_refuses_locks_is_named_until_it_is_mounted_with_locks(bench, pod, tmp_path):
    need("root", "/dev/fuse")
    with (
        fuse.disk(tmp_path / "disk", lock_errno=errno.ENOLCK) as disk,
        bench.run(home=disk.folder, pod=pod) as notebook,
    ):
        expect(
            asked(notebook), "home.locks", "warn", f"file locks do not work in {HOME} (fuse.juicefs): no",
            remedy="Mount the volume so that locks work", by="platform", posix="ENOLCK", flock="ENOLCK",
        )  # fmt: skip
        assert find(asked(notebook), "home.writable")["status"] == "pass"
    with fuse.disk(tmp_path / "mended") as disk, bench.run(home=disk.folder, pod=pod) as notebook:
        assert find(asked(notebook), "home.locks")["status"] == "pass"
        assert [path.name for path in disk.folder.iterdir()] == []


def test_a_disk_that_never_answers_a_lock_fails_alone(bench, pod, tmp_path):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk", lock_errno=-1) as disk, bench.run(home=disk.folder, pod=pod) as notebook:
        document = asked(notebook, "--timeout", "2")
        expect(
            document, "home.locks", "fail", f"a file lock in {HOME} did not answer within 2 s", remedy="nolock",
            by="platform", errno="ETIMEDOUT",
        )  # fmt: skip
        others = {c["id"]: c["status"] for c in document["checks"] if c["status"] in ("fail", "error")}
        assert others == {"home.locks": "fail"}
        disk.server.kill()  # who waits for an answer cannot be killed, so neither could the container


def test_jupyters_own_database_follows_the_remedy(tmp_path):
    """What the remedy sets keeps the notary off a disk without locks."""
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk", lock_errno=errno.ENOLCK) as disk:
        own(disk.folder, (0, 0), 0o755)
        broken = sqlite3.connect(disk.folder / "nbsignatures.db")
        with pytest.raises(sqlite3.OperationalError):
            broken.execute("create table nbsignatures (id)")
        broken.close()
        well = NotebookNotary(data_dir=str(disk.folder), db_file=":memory:", secret=b"x")
        well.store.store_signature("a", "sha256")
        assert well.store.check_signature("a", "sha256")


def test_keys_that_fsgroup_opens_are_named_until_they_are_closed(bench, pod, pvc):
    for name in (".ssh", ".kube"):
        (pvc / name).mkdir()
    for name in (".ssh/id_rsa", ".kube/config", ".pgpass"):
        (pvc / name).touch(0o600)
    for path in pvc.rglob("*"):
        own(path, (1000, 100), 0o700 if path.is_dir() else 0o600)
    with bench.run(home=pvc, pod=pod) as notebook:
        assert find(asked(notebook), "home.modes")["status"] == "pass"
        fs_group(pvc)  # the next start
        document = asked(notebook)
        expect(
            document, "home.modes", "warn", f"{HOME}/.ssh/id_rsa has mode 0660, open to others, and 2 more: fsGroup",
            remedy=f"`chmod go= {HOME}/.ssh/id_rsa {HOME}/.kube/config {HOME}/.pgpass`", by="user", fs_group=100,
        )  # fmt: skip
        command = find(document, "home.modes")["remedy"].split("`")[1]
        assert notebook.ask("sh", "-c", command).returncode == 0
        assert find(asked(notebook), "home.modes")["status"] == "pass"
        fs_group(pvc, policy="OnRootMismatch")  # the platform's remedy, at the start after that
        assert find(asked(notebook), "home.modes")["status"] == "pass"
        fs_group(pvc)
        assert find(asked(notebook), "home.modes")["status"] == "warn"
