"""HOME as users really find it broken: each cause is named, with its own remedy, and the remedy mends it."""

import time

import pytest

from tests.container.bench import HOME, Mount
from tests.container.reports import ALL_PASS, expect, find, reported, statuses
from tests.faults import fuse, mounts
from tests.faults.volumes import own
from tests.tools import need, run


def put(pvc, path, owner=(0, 0), mode=0o600, folder=False):
    """A file or folder at `path` in the volume, of `owner`; the folders above it are the notebook's."""
    above = pvc
    for name in path.split("/")[:-1]:
        above = above / name
        if not above.exists():
            above.mkdir()
            own(above, (1000, 100), 0o2755)
    there = pvc / path
    there.mkdir() if folder else there.write_text("secret")
    own(there, owner, mode)
    return there


@pytest.mark.parametrize(
    ("path", "folder", "mode"),
    [
        (".local/share/jupyter/notebook_secret", False, 0o600),
        (".local/share/jupyter/runtime", True, 0o755),
        (".ipython/profile_default", True, 0o755),
        (".jupyter/lab/user-settings/@jupyterlab", True, 0o755),
        (".local/share/code-server/User/settings.json", False, 0o644),
        (".bash_history", False, 0o600),
    ],
)
def test_what_programs_rewrite_and_root_owns_is_named_until_it_is_moved_or_given_away(
    bench, pod, pvc, path, folder, mode
):
    put(pvc, path, folder=folder, mode=mode)
    with bench.run(home=pvc, pod=pod) as notebook:
        where = f"{HOME}/{path}"
        expect(
            reported(notebook), "home.writable", "fail", f"{where} cannot be written, though HOME can: permission",
            remedy=f"`chown -R 1000:100 {where}`", by="platform", path=where, errno="EACCES", owner="0:0",
            mode=f"{mode:04o}", refused=[where],
        )  # fmt: skip
        moved = notebook.ask("mv", where, f"{where}.old")  # the first remedy, which the user can do
        assert moved.returncode == 0, moved.stderr
        assert statuses(reported(notebook)) == ALL_PASS
        notebook.root("mv", f"{where}.old", where)
        notebook.root("chown", "-R", "1000:100", where)
        assert statuses(reported(notebook)) == ALL_PASS


def test_what_nobody_writes_and_a_read_only_volume_of_data_are_quiet(bench, pod, pvc, tmp_path):
    put(pvc, "data/table.csv", mode=0o444)
    put(pvc, ".local/share/jupyter/kernels", folder=True, mode=0o755)
    put(pvc, ".config/pip", folder=True, mode=0o755)
    data = tmp_path / "data"
    data.mkdir()
    (pvc / "readonly").mkdir()
    with bench.run(home=pvc, pod=pod, mounts=[Mount(data, f"{HOME}/readonly", read_only=True)]) as notebook:
        assert statuses(reported(notebook)) == ALL_PASS


def test_a_folder_with_jupyters_own_mode_and_another_owner_is_no_taken_name(bench, pod, pvc):
    for name in (".local", ".jupyter", ".ipython"):
        put(pvc, name, owner=(2000, 2000), mode=0o700, folder=True)
    with bench.run(home=pvc, pod=pod) as notebook:
        document = reported(notebook)
        expect(
            document, "home.writable", "fail", ".local cannot be written, though HOME can: permission denied",
            remedy="chown", by="platform", errno="EACCES", owner="2000:2000", mode="0700",
            refused=[f"{HOME}/{name}" for name in (".local", ".jupyter", ".ipython")],
        )  # fmt: skip
        assert find(document, "home.writable")["duration_seconds"] < 1, "no turn was waited for"
        notebook.root("chown", "-R", "1000:100", *(f"{HOME}/{name}" for name in (".local", ".jupyter", ".ipython")))
        assert statuses(reported(notebook)) == ALL_PASS


def test_a_home_that_cannot_be_entered_says_whose_it_is(bench, pod, pvc):
    own(pvc, (2000, 2000), 0o700)
    with bench.run(home=pvc, pod=pod) as notebook:
        document = reported(notebook)
        expect(
            document, "home.path", "fail", f"{HOME} cannot be entered: permission denied", remedy="fsGroup",
            by="platform", owner="2000:2000", mode="0700", errno="EACCES",
        )  # fmt: skip
        expect(
            document, "home.writable", "fail", f"{HOME} cannot be written: permission denied", remedy="fsGroup",
            by="platform", owner="2000:2000", mode="0700", refused=[HOME],
        )  # fmt: skip
        assert find(document, "home.writable")["because"] == "home.path"
        notebook.root("chown", "root:100", HOME)
        notebook.root("chmod", "2775", HOME)
        assert statuses(reported(notebook)) == ALL_PASS


def test_a_home_whose_driver_is_gone_fails_in_words(bench, pod, tmp_path):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk") as disk:
        with bench.run(home=disk.folder, pod=pod) as notebook:
            assert statuses(reported(notebook)) == ALL_PASS
            disk.server.kill()
            disk.server.wait()
            document = reported(notebook)
        for name in ("home.path", "home.writable"):
            expect(
                document, name, "fail", f"{HOME} cannot be used: transport endpoint is not connected",
                remedy="Stop and start the notebook: the volume's driver has gone.", by="user", errno="ENOTCONN",
            )  # fmt: skip
        assert find(document, "home.writable")["because"] == "home.path"
        assert {find(document, name)["status"] for name in ("home.persistent", "home.space", "home.seed")} == {"skip"}
        assert document["container"]["home"] == HOME
        assert document["counts"]["error"] == 0
    with fuse.disk(tmp_path / "again") as disk, bench.run(home=disk.folder, pod=pod) as notebook:
        assert statuses(reported(notebook)) == ALL_PASS


def test_a_file_in_the_place_of_a_folder_is_the_users_to_move(bench, pod, pvc):
    put(pvc, ".jupyter", owner=(1000, 100), mode=0o644)
    with bench.run(home=pvc, pod=pod) as notebook:
        where = f"{HOME}/.jupyter"
        expect(
            reported(notebook), "home.writable", "fail", f"{where} cannot be written, though HOME can: not a directory",
            remedy=f"`mv {where} {where}.old`", by="user", errno="ENOTDIR",
        )  # fmt: skip
        assert notebook.ask("mv", where, f"{where}.old").returncode == 0
        assert statuses(reported(notebook)) == ALL_PASS


def test_a_config_map_on_a_folder_of_jupyters_is_shown_by_its_own_line(bench, pod, pvc):
    settings = pod.volume("configmap", "settings")
    settings.mkdir(parents=True)
    (pvc / ".jupyter").mkdir()
    own(pvc / ".jupyter", (1000, 100), 0o755)
    own(settings, (0, 0), 0o755)
    with bench.run(home=pvc, pod=pod, mounts=[Mount(settings, f"{HOME}/.jupyter", read_only=True)]) as notebook:
        document = reported(notebook)
        expect(
            document, "home.writable", "fail", f"{HOME}/.jupyter cannot be written, though HOME can: read-only",
            remedy="`subPath`", by="platform", errno="EROFS",
        )  # fmt: skip
        assert f" {HOME}/.jupyter " in find(document, "home.writable")["evidence"]["mount"]
    with bench.run(home=pvc, pod=pod, mounts=[Mount(settings, "/etc/jupyter", read_only=True)]) as notebook:
        assert statuses(reported(notebook)) == ALL_PASS


def test_the_images_own_home_of_root_is_the_images_to_open(bench, pod):
    with bench.run(pod=pod) as notebook:
        notebook.root("chown", "root:root", HOME)
        notebook.root("chmod", "755", HOME)
        document = reported(notebook)
        expect(
            document, "home.writable", "fail", f"{HOME} cannot be written: permission denied",
            remedy=f"`RUN chgrp -R 0 {HOME} && chmod -R g=u {HOME}`", by="image",
        )  # fmt: skip
        assert "fsGroup" not in str(find(document, "home.writable")["remedies"])
        notebook.root("sh", "-c", f"chgrp -R 0 {HOME} && chmod -R g=u {HOME}")
        assert find(reported(notebook), "home.writable")["status"] == "pass"


def test_a_link_that_root_has_made_to_a_scratch_volume_is_followed(bench, pod, pvc, tmp_path):
    with mounts.tmpfs(tmp_path / "scratch", owner=(1000, 100)) as scratch:
        (pvc / ".cache").symlink_to("/scratch")
        with bench.run(home=pvc, pod=pod, mounts=[Mount(scratch, "/scratch")]) as notebook:
            document = reported(notebook)
            assert statuses(document) == ALL_PASS
            assert f"{HOME}/.cache" in find(document, "home.writable")["evidence"]["tried"]
            run("mount", "-o", "remount,ro", str(scratch))
            # the bind mount in the container has flags of its own, its file system is read-only all the same
            expect(
                reported(notebook), "home.writable", "fail", f"{HOME}/.cache cannot be written, though HOME can",
                remedy="for writing", by="platform", errno="EROFS",
            )  # fmt: skip


def test_a_path_with_a_slash_at_its_end_is_the_same_home(bench, pod, pvc):
    with bench.run(home=pvc, pod=pod, env={"HOME": f"{HOME}/"}) as notebook:
        assert statuses(reported(notebook)) == ALL_PASS


def test_home_in_the_root_folder_has_a_name_in_every_sentence(bench, pod):
    with bench.run(user="1000650000:0", pod=pod, env={"HOME": "/"}) as notebook:
        document = reported(notebook)
        assert find(document, "home.path")["summary"] == f"HOME is /, not {HOME}"
        assert find(document, "home.writable")["summary"].startswith("/ cannot be written: permission denied")
        assert find(document, "home.seed")["status"] == "skip"


def test_a_baked_folder_is_found_before_and_after_something_was_made_in_it(bench, pod):
    with bench.run(pod=pod, user="0:0") as made:
        made.root("install", "-d", "-o", "1000", "-g", "0", f"{HOME}/.local", f"{HOME}/.local/share")
        made.root("touch", f"{HOME}/.local/share/kernel")
        image = bench.podman("commit", "--quiet", made.id)
    time.sleep(2)  # an image is older than its container
    try:
        other = type(bench)(bench.podman, image, bench.folder)
        with other.run(pod=pod) as notebook:
            for _ in range(2):
                baked = find(reported(notebook), "home.seed")
                assert (baked["status"], baked["evidence"]["baked"]) == ("warn", [".local"])
                notebook.ask("mkdir", f"{HOME}/.local/state")
    finally:
        bench.podman("rmi", "--force", image)


def test_what_cannot_be_read_is_not_there_and_what_cannot_be_written_takes_no_copy(bench, pod, pvc):
    with bench.run(home=pvc, pod=pod) as notebook:
        notebook.root("sh", "-c", "mkdir -p /tmp_home/jovyan/kept && touch /tmp_home/jovyan/kept/a /tmp_home/jovyan/b")
        notebook.root("chmod", "700", "/tmp_home/jovyan/kept")
        expect(
            reported(notebook), "home.seed", "warn", "/tmp_home/jovyan/kept cannot be read, so it is not copied",
            remedy="`RUN chmod -R a+rX /tmp_home/jovyan`", by="image", closed=["kept"],
        )  # fmt: skip
        notebook.root("chmod", "-R", "a+rX", "/tmp_home/jovyan")
        assert notebook.ask("cp", "-nrT", "/tmp_home/jovyan", HOME).returncode == 0
        assert find(reported(notebook), "home.seed")["status"] == "pass"
        notebook.root("sh", "-c", f"rm {HOME}/b; chown root:root {HOME}; chmod 755 {HOME}")
        said = find(reported(notebook), "home.seed")
        assert (said["status"], "cannot be written: permission denied" in said["summary"]) == ("skip", True)


def test_a_full_tmp_is_no_place_for_jupyters_keys_until_it_has_room(bench, pod, pvc, tmp_path):
    with (
        mounts.tmpfs(tmp_path / "tmp", size="64k", owner=(0, 0), mode=0o1777) as small,
        bench.run(home=pvc, pod=pod, mounts=[Mount(small, "/tmp")]) as notebook,
    ):
        asked = ("--only", "runtime.dir")
        notebook.ask("mkdir", "/tmp/jupyter_runtime")
        assert notebook.kfcheck(*asked)[1]["status"] == "pass"
        notebook.ask("sh", "-c", "cat /dev/zero > /tmp/ballast")
        document = notebook.kfcheck(*asked)[1]
        expect(
            document, "runtime.dir", "fail", "/tmp/jupyter_runtime cannot be written: no space left on device",
            remedy="du -xh --max-depth=1 /tmp", by="user", errno="ENOSPC", step="write",
        )  # fmt: skip
        assert notebook.ask("rm", "/tmp/ballast").returncode == 0
        assert notebook.kfcheck(*asked)[1]["status"] == "pass"


def test_a_runtime_folder_on_a_read_only_root_needs_a_volume_on_tmp(bench, pod, pvc):
    asked, env = ("--only", "runtime.dir"), {"JUPYTER_RUNTIME_DIR": "/tmp/jupyter_runtime"}
    with bench.run(home=pvc, pod=pod, env=env, options=["--read-only", "--read-only-tmpfs=false"]) as notebook:
        document = notebook.kfcheck(*asked)[1]
        expect(
            document, "runtime.dir", "fail", "/tmp/jupyter_runtime cannot be made: read-only file system",
            remedy="Mount an emptyDir on /tmp", by="platform", errno="EROFS",
        )  # fmt: skip
        assert "JUPYTER_RUNTIME_DIR" not in str(find(document, "runtime.dir")["remedies"])
    options = ["--read-only", "--read-only-tmpfs=false", "--tmpfs=/tmp:mode=1777"]
    with bench.run(home=pvc, pod=pod, env=env, options=options) as notebook:
        assert notebook.kfcheck(*asked)[1]["status"] == "pass"


def test_a_runtime_folder_of_roots_in_the_image_is_not_told_to_move_to_where_it_is(bench, pod, pvc):
    asked = ("--only", "runtime.dir")
    with bench.run(home=pvc, pod=pod) as notebook:
        notebook.root("install", "-d", "-m", "0700", "/tmp/jupyter_runtime")
        document = notebook.kfcheck(*asked)[1]
        expect(
            document, "runtime.dir", "fail", "/tmp/jupyter_runtime cannot be written: permission denied",
            remedy="`RUN rm -rf /tmp/jupyter_runtime`", by="image", errno="EACCES",
        )  # fmt: skip
        assert "JUPYTER_RUNTIME_DIR" not in str(find(document, "runtime.dir")["remedies"])
        notebook.root("rm", "-rf", "/tmp/jupyter_runtime")
        assert notebook.kfcheck(*asked)[1]["status"] == "pass"
        notebook.root("ln", "-s", "/nowhere", "/tmp/jupyter_runtime")  # under whose name no folder can be made
        expect(
            notebook.kfcheck(*asked)[1], "runtime.dir", "fail", "/tmp/jupyter_runtime cannot be made: file exists",
            remedy="`RUN rm -rf /tmp/jupyter_runtime`", by="image", errno="EEXIST",
        )  # fmt: skip
        notebook.root("rm", "-rf", "/tmp/jupyter_runtime")
        assert notebook.kfcheck(*asked)[1]["status"] == "pass"
