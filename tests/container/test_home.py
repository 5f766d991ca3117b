"""user.* and home.* in real containers: each fault is named with its remedy, and the remedy mends it."""

from tests.container.bench import HOME, PREFIX, Mount
from tests.container.reports import ALL_PASS, ASKED, expect, find, report, reported, statuses
from tests.faults import volumes
from tests.faults.mounts import tmpfs


def test_a_notebook_on_a_volume_is_well(bench, pod, pvc):
    document = report(bench, home=pvc, pod=pod)
    assert statuses(document) == ALL_PASS
    evidence = find(document, "home.persistent")["evidence"]
    assert (evidence["storage"], evidence["basis"]) == ("persistent", "likely")
    container = document["container"]
    assert (container["uid"], container["gid"], container["groups"]) == (1000, 0, [0, 100])
    assert (container["user"], container["home"], container["pod_uid"]) == ("jovyan", HOME, pod.uid)
    assert (container["home_writable"], container["home_persistent"]) == (True, True)
    assert sorted(path.name for path in pvc.iterdir()) == ["lost+found"]


def lost(document, what, status="fail"):
    """HOME will be lost, for the reason `what`, and all else is well."""
    expect(
        document, "home.persistent", status, what, remedy="with a workspace volume", by="user",
        storage="ephemeral", basis="certain",
    )  # fmt: skip
    assert {**statuses(document), "home.persistent": "pass"} == ALL_PASS


def test_home_in_the_containers_layer_is_lost_with_the_pod(bench, pod, pvc):
    lost(report(bench, pod=pod), "will be lost with the pod: it is the container's own layer (overlay)")
    assert statuses(report(bench, pod=pod, home=pvc)) == ALL_PASS


def test_outside_of_kubernetes_an_ephemeral_home_is_a_warning(bench):
    with bench.run(env={"NB_PREFIX": PREFIX}) as notebook:
        lost(reported(notebook), "will be lost with the container", status="warn")


def test_a_container_that_is_neither_pod_nor_platform_is_not_asked_whether_home_lasts(bench):
    with bench.run() as notebook:
        assert find(reported(notebook), "home.persistent")["status"] == "skip"


def test_home_in_memory_is_lost_with_the_pod(bench, pod):
    with tmpfs(pod.volume("empty-dir", "home"), size="256m") as memory:
        lost(report(bench, pod=pod, home=memory), "memory (tmpfs)")


def test_home_on_an_empty_dir_is_lost_with_the_pod(bench, pod):
    lost(report(bench, pod=pod, home=pod.empty_dir()), "an emptyDir")


def test_a_volume_of_roots_is_not_writable_until_it_gets_the_group(bench, pod, pvc):
    volumes.own(pvc, (0, 0), 0o755)
    with bench.run(home=pvc, pod=pod) as notebook:
        expect(
            reported(notebook), "home.writable", "fail", f"{HOME} cannot be written: permission denied",
            remedy=f"`chown root:100 {HOME}` and `chmod 2775 {HOME}`", by="platform",
            errno="EACCES", step="create", owner="0:0", mode="0755", path=HOME,
        )  # fmt: skip
        notebook.root("chown", "root:100", HOME)
        notebook.root("chmod", "2775", HOME)
        assert statuses(reported(notebook)) == ALL_PASS


def test_a_read_only_volume_is_not_writable_until_it_is_mounted_for_writing(bench, pod, pvc):
    expect(
        report(bench, mounts=[Mount(pvc, HOME, read_only=True)], pod=pod), "home.writable", "fail",
        f"{HOME} cannot be written: read-only file system", remedy="no `readOnly: true`", by="platform",
        errno="EROFS", step="create",
    )  # fmt: skip
    assert statuses(report(bench, mounts=[Mount(pvc, HOME)], pod=pod)) == ALL_PASS


def test_a_full_volume_is_named_until_something_is_removed(bench, pod, pvc):
    ballast = volumes.fill_bytes(pvc)
    with bench.run(home=pvc, pod=pod) as notebook:
        document = reported(notebook)
        expect(
            document,
            "home.writable",
            "fail",
            "0 bytes free",
            remedy="Delete what you do not need",
            by="user",
            errno="ENOSPC",
        )
        expect(
            document,
            "home.space",
            "fail",
            f"{HOME} is full",
            remedy="Delete what you do not need",
            by="user",
            free_bytes=0,
        )
        start = notebook.ask("kfcheck", "startup").stdout
        assert "platform: Grow the volume claim" in start, "before the IDE runs there is no terminal to delete in"
        assert "Delete what" not in start
        assert pod.termination_log.read_text().startswith(f"home.space: {HOME} is full")
        notebook.root("rm", f"{HOME}/{ballast.name}")
        assert statuses(reported(notebook)) == ALL_PASS


def test_a_volume_without_inodes_is_named_until_files_are_removed(bench, pod, pvc):
    ballast = volumes.fill_inodes(pvc)
    with bench.run(home=pvc, pod=pod) as notebook:
        document = reported(notebook)
        expect(
            document, "home.writable", "fail", "no space left on device",
            remedy="many small files", by="user",
            errno="ENOSPC", step="create",
        )  # fmt: skip
        expect(document, "home.space", "fail", "no free inode", remedy="many small files", by="user", free_inodes=0)
        notebook.root("rm", "-r", f"{HOME}/{ballast.name}")
        assert statuses(reported(notebook)) == ALL_PASS


def test_a_sub_directory_of_roots_is_not_writable_until_it_is_given_away(bench, pod, pvc):
    (pvc / ".local").mkdir()
    volumes.own(pvc / ".local", (0, 0), 0o755)
    with bench.run(home=pvc, pod=pod) as notebook:
        expect(
            reported(notebook), "home.writable", "fail",
            f"{HOME}/.local cannot be written, though HOME can: permission denied",
            remedy=f"chown -R 1000:100 {HOME}/.local", by="platform",
            errno="EACCES", path=f"{HOME}/.local", owner="0:0", mode="0755", refused=[f"{HOME}/.local"],
        )  # fmt: skip
        notebook.root("chown", "-R", "1000:100", f"{HOME}/.local")
        assert statuses(reported(notebook)) == ALL_PASS


def test_a_home_that_is_a_link_is_judged_where_it_leads(bench, pod, pvc):
    with bench.run(mounts=[Mount(pvc, "/workspace")], pod=pod) as notebook:
        notebook.root("sh", "-c", f"rmdir {HOME} && ln -s /workspace {HOME}")
        document = reported(notebook)
    assert statuses(document) == ALL_PASS
    assert find(document, "home.path")["summary"].endswith("a link to /workspace")
    assert " /workspace " in find(document, "home.persistent")["evidence"]["mount"]


def test_a_link_into_nothing_is_no_home_until_there_is_a_directory(bench, pod):
    with bench.run(pod=pod) as notebook:
        notebook.root("sh", "-c", f"rmdir {HOME} && ln -s /workspace {HOME}")
        document = reported(notebook)
        expect(
            document, "home.path", "fail", f"{HOME}, a link to /workspace, cannot be used: no such file or directory",
            remedy="Mount the volume on /workspace", by="platform", errno="ENOENT", real="/workspace",
        )  # fmt: skip
        assert find(document, "home.path")["remedies"][1]["text"].startswith("Create the directory in the Dockerfile")
        assert {find(document, name)["status"] for name in ASKED if name.startswith("home.")} == {"fail", "skip"}
        notebook.root("install", "-d", "-o", "1000", "/workspace")
        assert find(reported(notebook), "home.path")["status"] == "pass"
