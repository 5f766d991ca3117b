from errno import (
    EACCES,
    EDQUOT,
    EINVAL,
    EIO,
    ELOOP,
    ENOENT,
    ENOSPC,
    ENOSYS,
    ENOTCONN,
    ENOTDIR,
    EPERM,
    EROFS,
    ESTALE,
    ETIMEDOUT,
)
from os import strerror

import pytest

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.home import Bulk, Directory, Space
from jupyter_kfcheck.facts.notebook import NONE_YET, Entry, Ids
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.model import Status, Unknown
from tests.build import EMPTY_DIR, GIB, HEALTHY, ROOT, VOLUME, facts, judge_one, mounted

HUNG = Unknown("did not answer within 3 s", ETIMEDOUT)
MIB = 1 << 20


def at(env, real=None, **more):
    return facts(home={"directory": Directory(env, real, **more)})


OWN_MOUNT = facts(home={"directory": Directory("/data", "/data")}, mounts=mounted(VOLUME._replace(point="/data")))


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        (HEALTHY, "pass", "/home/jovyan is HOME and a directory"),
        (at("/home/jovyan", "/pvc/me"), "pass", "a link to /pvc/me"),
        (at(None), "fail", "HOME is not set"),
        (at(""), "fail", "HOME is not set"),
        (at("data"), "fail", "'data', not an absolute path"),
        (at("/root", "/root"), "fail", "HOME is /root, not /home/jovyan"),
        (
            facts(home={"directory": Directory("/data", "/data")}, mounts=mounted(VOLUME._replace(point="/data"))),
            "warn",
            "user database says",
        ),
        (at("/home/jovyan", "/home/jovyan", errno=ENOENT), "fail", "no such file or directory"),
        (at("/home/jovyan", "/home/jovyan", errno=ENOTDIR), "fail", "not a directory"),
        (at("/home/jovyan", "/home/jovyan", errno=ELOOP), "fail", "too many levels of symbolic links"),
        (at("/home/jovyan", "/data/x", errno=ENOENT), "fail", "a link to /data/x, cannot be used: no such"),
        (at("/home/jovyan", "/home/jovyan", errno=EDQUOT), "fail", "cannot be used: disk quota exceeded"),
        (at("/home/jovyan", "/home/jovyan", listing=EIO), "fail", "/home/jovyan cannot be listed: input/output error"),
        (at("/home/jovyan", "/home/jovyan", errno=EACCES), "fail", "permission denied"),
        (facts(home={"directory": HUNG}), "fail", "HOME did not answer within 3 s"),
        (facts(home={"directory": Unknown("crashed")}), "error", "crashed"),
        (facts(user={"entry": Entry("jovyan", "/opt/home")}), "warn", "the user database says /opt/home"),
        (facts(user={"entry": None}), "pass", "is HOME"),
    ],
)
def test_home_path(found, status, words):
    verdict = judge_one("home.path", found)
    assert verdict.status is Status(status)
    assert words in verdict.summary


def refused(errno, where="/home/jovyan", step="create", owner=(0, 0, 0o755), **more):
    fine = [] if where == "/home/jovyan" else [Trial("/home/jovyan", 0, 100, 0o2775)]
    return facts(home={"trials": (*fine, Trial(where, *owner, step, errno))}, **more)


ASTRAY = facts(
    home={
        "trials": (
            Trial("/home/jovyan", 0, 100, 0o2775),
            Trial("/home/jovyan/.local", 1000, 100, 0o777, "open", ENOENT, leads="/data/x"),
        )
    }
)


def on_mount(errno, user=None, **home):
    return refused(errno, mounts=mounted(VOLUME._replace(**home)), user=user or {})


def on_config_map():
    root = "/var/lib/kubelet/pods/1/volumes/kubernetes.io~configmap/settings"
    return refused(
        EROFS,
        "/home/jovyan/.jupyter",
        mounts=mounted(VOLUME, VOLUME._replace(root=root, point="/home/jovyan/.jupyter", read_only=True)),
    )


@pytest.mark.parametrize(
    ("found", "words", "remedy", "by"),
    [
        (refused(EACCES), "/home/jovyan cannot be written: permission denied", "fsGroup: 100", "platform"),
        (refused(EROFS), "read-only file system", "Repair the volume", "platform"),
        (on_mount(EROFS, options="ro,relatime"), "read-only file system", "readOnly: true", "platform"),
        (on_mount(EACCES, point="/"), "permission denied", "chgrp -R 0 /home/jovyan", "image"),
        (
            on_mount(EACCES, point="/", user={"ids": Ids(1000, 100, (100,))}),
            "permission denied",
            "chown -R 1000 /home/jovyan",
            "image",
        ),
        (refused(EACCES, owner=(0, 100, 0o2755)), "permission denied", "chmod g+rwx /home/jovyan", "platform"),
        (refused(EACCES, owner=(0, 100, 0o2775)), "permission denied", "root squash", "platform"),
        (refused(EACCES, owner=(1000, 100, 0o2775)), "permission denied", "root squash", "platform"),
        (refused(EACCES, "/home/jovyan/.local", owner=(1000, 100, 0o755)), "denied", "root squash", "platform"),
        (refused(ENOTDIR, "/home/jovyan/.jupyter", "open"), "not a directory", "mv /home/jovyan/.jupyter", "user"),
        (refused(EACCES, owner=(1000, 100, 0o555)), "permission denied", "`chmod u+rwx /home/jovyan`", "user"),
        (refused(EPERM, owner=(1000, 100, 0o755)), "not permitted", "`chattr -i -a /home/jovyan`", "platform"),
        (
            refused(EACCES, "/home/jovyan/.local/share/jupyter/kernels", "list", owner=(0, 0, 0o700)),
            "kernels cannot be listed, though HOME can",
            "kernels.old`",
            "user",
        ),
        (ASTRAY, "/home/jovyan/.local is a link to /data/x, which is not there", "`rm /home/jovyan/.local`", "user"),
        (refused(ENOTCONN), "not connected", "the volume's driver has gone", "user"),
        (refused(EINVAL), "invalid argument", "Check the storage server", "platform"),
        (on_config_map(), "/home/jovyan/.jupyter cannot be written", "subPath", "platform"),
        (refused(ENOSPC, step="write"), "no space left on device", "Delete what you do not need", "user"),
        (refused(EDQUOT, step="fsync"), "disk quota exceeded", "Delete what you do not need", "user"),
        (refused(ESTALE), "stale file handle", "Stop and start", "user"),
        (refused(EIO), "input/output error", "Stop and start the notebook: the volume's driver has gone", "user"),
        (
            refused(EACCES, "/home/jovyan/.local"),
            ".local cannot be written, though HOME can",
            "mv /home/jovyan/.local /home/jovyan/.local.old",
            "user",
        ),
        (facts(home={"trials": HUNG}), "/home/jovyan did not answer within 3 s", "Stop and start", "user"),
    ],
)
def test_home_writable_names_cause_and_remedy(found, words, remedy, by):
    verdict = judge_one("home.writable", found)
    assert verdict.status is Status.FAIL
    assert words in verdict.summary
    assert remedy in verdict.advice[0].text
    assert verdict.advice[0].by == by
    assert verdict.evidence["errno"]


@pytest.mark.parametrize(
    ("uid", "point", "said"),
    [
        (1000, "/home/jovyan", ["mv", "`chown -R 1000:100"]),
        (1000650000, "/home/jovyan", ["mv", "`chgrp -R 0"]),
        (1000, "/", ["mv", "`chown -R 1000:100", "`COPY --chown"]),
    ],
)
def test_what_roots_file_below_home_needs_depends_on_who_and_where(uid, point, said):
    where = "/home/jovyan/.local/share/jupyter/notebook_secret"
    found = refused(EACCES, where, "access", (0, 0, 0o600), user={"ids": Ids(uid, 0, (0, 100))},
                    mounts=mounted(VOLUME._replace(point=point)))  # fmt: skip
    texts = [advice.text for advice in judge_one("home.writable", found).advice]
    assert len(texts) == len(said)
    assert all(words in text for words, text in zip(said, texts, strict=True)), texts


@pytest.mark.parametrize("errno", [EACCES, ENOTCONN, ESTALE, EIO])
def test_a_home_that_is_there_and_cannot_be_used_is_one_failure_with_its_errno(errno):
    closed = Directory("/home/jovyan", "/home/jovyan", 2000, 2000, 0o700, errno)
    gone = dict.fromkeys(("space", "trials", "mark", "seed"), Unknown("whatever", errno))
    found = facts(home={"directory": closed, **gone})
    for id_ in ("home.path", "home.writable"):
        verdict = judge_one(id_, found)
        assert verdict.status is Status.FAIL
        assert strerror(errno).lower() in verdict.summary
        assert ("driver has gone" in verdict.advice[0].text) == (errno != EACCES)
        assert id_ == "home.path" or verdict.because == ("home.path",)
    assert judge_one("home.persistent", found).status is Status.SKIP
    if errno == EACCES:
        assert judge_one("home.path", found).evidence["owner"] == "2000:2000"
        assert judge_one("home.writable", found).evidence["mode"] == "0700"


def test_a_configuration_mounted_in_home_is_shown_by_its_own_line():
    assert " /home/jovyan/.jupyter " in judge_one("home.writable", on_config_map()).evidence["mount"]


def test_a_slash_at_the_end_is_no_other_path():
    assert judge_one("home.path", at("/home/jovyan/", "/home/jovyan")).status is Status.PASS


def test_home_writable_shows_who_owns_what_and_who_asks():
    evidence = judge_one("home.writable", refused(EACCES)).evidence
    assert evidence["owner"] == "0:0"
    assert evidence["mode"] == "0755"
    assert evidence["runs_as"] == "1000:0, groups 0, 100"
    assert "/home/jovyan" in evidence["mount"]


def test_home_writable_passes_with_what_it_tried():
    verdict = judge_one("home.writable")
    assert verdict.status is Status.PASS
    assert verdict.evidence["tried"] == ["/home/jovyan", "/home/jovyan/.local"]


def test_a_full_home_is_not_written_to_and_fails_by_its_figures():
    full = facts(home={"trials": (), "space": Space(4096, GIB, 100, 1000)})
    verdict = judge_one("home.writable", full)
    assert verdict.status is Status.FAIL
    assert "4.0 KiB free" in verdict.summary


@pytest.mark.parametrize(
    ("room", "status", "words"),
    [
        (Space(5 * GIB, 10 * GIB, 300_000, 600_000), "pass", "has 5.0 GiB and 300,000 inodes free"),
        (Space(5 * GIB, 10 * GIB, 0, 0), "pass", "has 5.0 GiB free"),
        (Space(99 * MIB, GIB, 300_000, 600_000), "pass", "has 99.0 MiB"),
        (Space(50 * MIB, 54 * MIB, 300_000, 600_000), "pass", "has 50.0 MiB"),
        (Space(80 * GIB, 2048 * GIB, 300_000, 600_000), "pass", "has 80.0 GiB"),
        (Space(99 * MIB, 2 * GIB - MIB, 300_000, 600_000), "warn", "nearly full: 99.0 MiB free (5%) of 2.0 GiB"),
        (Space(GIB - 1, 100 * GIB, 300_000, 600_000), "warn", "nearly full"),
        (Space(GIB, 100 * GIB, 300_000, 600_000), "pass", "has 1.0 GiB"),
        (Space(MIB - 1, GIB, 300_000, 600_000), "fail", "is full"),
        (Space(0, GIB, 0, 600_000), "fail", "is full"),
        (Space(5 * GIB, 10 * GIB, 0, 600_000), "fail", "has no free inode of 600,000"),
        (Space(5 * GIB, 10 * GIB, 29_999, 600_000), "warn", "nearly out of inodes"),
        (Space(0, 0, 0, 0), "skip", "does not say how large"),
        (HUNG, "fail", "did not answer"),
        (Unknown("input/output error", 5), "fail", "input/output error"),
        (Unknown("function not implemented", ENOSYS), "error", "not implemented"),
    ],
)
def test_home_space(room, status, words):
    verdict = judge_one("home.space", facts(home={"space": room}))
    assert verdict.status is Status(status)
    assert words in verdict.summary


def test_what_is_big_is_named_and_is_what_is_to_be_emptied():
    bulk = (Bulk("/home/jovyan/.cache", 6 * GIB, False), Bulk("/home/jovyan/.local/share/Trash", 2 * GIB, True))
    full = Space(0, 10 * GIB, 9, 600_000)
    verdict = judge_one("home.space", facts(home={"space": full, "bulk": bulk}))
    assert verdict.evidence["detail"] == (
        "/home/jovyan/.cache holds more than 6.0 GiB, /home/jovyan/.local/share/Trash holds 2.0 GiB"
    )
    assert "`rm -rf /home/jovyan/.cache /home/jovyan/.local/share/Trash`" in verdict.advice[0].text
    assert "`du -xh" in judge_one("home.space", facts(home={"space": full})).advice[0].text


def test_before_the_ide_runs_nobody_is_told_to_delete_in_a_terminal():
    """The start-up check of a full HOME: the container may end before its user sees a page."""
    full = facts(home={"space": Space(0, 2 * GIB, 300_000, 600_000), "trials": ()})
    for id_ in ("home.space", "home.writable"):
        verdict = judge_one(id_, full, Contract(server_pid=NONE_YET))
        assert [advice.by for advice in verdict.advice] == ["platform", "user"]
        assert "raise its `resources.requests.storage`" in verdict.advice[0].text
        assert "attach its volume to another one" in verdict.advice[1].text
        on_root = facts(home={"space": full.home.space, "trials": ()}, mounts=mounted(ROOT))
        alone = judge_one(id_, on_root, Contract(server_pid=NONE_YET))
        assert [advice.by for advice in alone.advice] == ["platform"]
        assert "Free space on the node's disk" in alone.advice[0].text
        assert [advice.by for advice in judge_one(id_, full).advice] == ["user", "platform"]
    nearly = facts(home={"space": Space(50 * MIB, 2 * GIB, 300_000, 600_000)})
    assert [advice.by for advice in judge_one("home.space", nearly, Contract(server_pid=NONE_YET)).advice] == [
        "user", "platform",
    ]  # fmt: skip


def test_the_limits_of_home_space_are_the_images_to_set():
    room = facts(home={"space": Space(50 * MIB, 2 * GIB, 300_000, 600_000)})
    lax = Contract(home_low_bytes=10 * MIB, home_warn_share=0.01)
    assert judge_one("home.space", room, lax).status is Status.PASS
    assert judge_one("home.space", room, Contract(home_fail_bytes=60 * MIB)).status is Status.FAIL


def on(mount, *below, kubernetes=True, **more):
    return facts(mounts=mounted(mount, *below, **more), container={"kubernetes": kubernetes})


OUTSIDE = {"kubernetes": False, "root": None, "hosts": None}


@pytest.mark.parametrize(
    ("found", "status", "storage", "words"),
    [
        (HEALTHY, "pass", "persistent", "ext4 on a device of its own"),
        (on(EMPTY_DIR), "fail", "ephemeral", "lost with the pod: it is an emptyDir"),
        (on(ROOT), "fail", "ephemeral", "the container's own layer (overlay)"),
        (on(ROOT, **OUTSIDE), "warn", "ephemeral", "lost with the container"),
        (on(VOLUME, **OUTSIDE), "warn", "unknown", "cannot tell whether"),
        (on(VOLUME._replace(fs="tmpfs")), "fail", "ephemeral", "memory (tmpfs)"),
        (on(None), "warn", "unknown", "not known"),
        (on(ROOT, by="path", malformed=1), "warn", "unknown", "not known"),
        (facts(mounts={"table": Unknown("permission denied", EACCES)}), "warn", "unknown", "permission denied"),
    ],
)
def test_home_persistent(found, status, storage, words):
    verdict = judge_one("home.persistent", found)
    assert verdict.status is Status(status)
    assert verdict.evidence["storage"] == storage
    assert words in verdict.summary
    assert (verdict.advice == ()) == (status == "pass")


def test_volumes_inside_of_home_have_answers_of_their_own():
    work = VOLUME._replace(point="/home/jovyan/work")
    evidence = judge_one("home.persistent", on(ROOT, work)).evidence
    assert evidence["below"] == {"/home/jovyan/work": "persistent"}


@pytest.mark.parametrize("id_", ["home.writable", "home.persistent", "home.space", "home.seed"])
@pytest.mark.parametrize(
    ("gone", "fact"),
    [
        (Directory(None, None), "HOME is not set"),
        (Directory("x", None), "HOME is 'x', not an absolute path"),
        (Directory("/x", "/x", errno=ENOENT), "/x cannot be entered: no such file or directory"),
    ],
)
def test_without_a_home_its_dependants_are_skipped_and_say_the_fact(id_, gone, fact):
    verdict = judge_one(id_, facts(home={"directory": gone}))
    assert verdict.status is Status.SKIP
    assert verdict.summary == fact


def test_on_a_laptop_nobody_asks_whether_home_survives_a_pod():
    laptop = facts(
        mounts=mounted(ROOT._replace(fs="ext4"), hosts=None),
        container={"kubernetes": False, "signals": {}, "services": ()},
    )
    verdict = judge_one("home.persistent", laptop)
    assert (verdict.status, "this is no pod and no platform: /home/jovyan is" in verdict.summary) == (Status.SKIP, True)


def test_a_full_volume_below_home_is_not_homes_to_be_emptied():
    below = VOLUME._replace(id=9, point="/home/jovyan/.local")
    table = mounted(VOLUME)["table"]._replace(below=(below,))
    found = refused(ENOSPC, "/home/jovyan/.local", "write", mounts={"table": table})
    verdict = judge_one("home.writable", found)
    assert "`du -xh --max-depth=2 /home/jovyan/.local |" in verdict.advice[0].text
    assert verdict.advice[1].text == "Grow the volume on /home/jovyan/.local."
    assert not verdict.because
    inodes = refused(ENOSPC, step="create")
    inodes = inodes._replace(home=inodes.home._replace(space=Space(5 * GIB, 10 * GIB, 0, 600_000)))
    assert "many small files" in judge_one("home.writable", inodes).advice[0].text
