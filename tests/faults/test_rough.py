"""Rough surroundings: kfcheck gives its report and an exit code that it documents, whatever is missing or refused."""

import errno
import json
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.container.bench import HOME, KFCHECK
from tests.container.reports import find
from tests.faults import fuse
from tests.faults.mounts import many, tmpfs
from tests.tools import ROOT, need

RUN = (sys.executable, "-I", "-m", "jupyter_kfcheck", "run", "--format", "json", "--only", "user", "home", "volumes",
       "gpu", "s6", "runtime", "packages")  # fmt: skip


def ran(*before, home, env=(), command=RUN, **options):
    """kfcheck on this machine: its exit code and report. The code has to go with the report."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), **dict(env)}
    done = subprocess.run(
        [*before, *command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **options,
    )
    document = json.loads(done.stdout)
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if document["status"] in ("fail", "error") else 0), done.stderr
    return done.returncode, document


@pytest.mark.parametrize(
    "number", [errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EDQUOT, errno.ENOSPC, errno.EREMOTEIO, errno.ETIMEDOUT]
)
def test_each_errno_of_a_disk_is_a_failure_in_its_own_words(bench, pod, tmp_path, number):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk", sync_errno=number) as disk, bench.run(home=disk.folder, pod=pod) as notebook:
        code, document = notebook.kfcheck("--only", "home")
        said = find(document, "home.writable")
        assert (code, said["status"], said["evidence"]["errno"]) == (1, "fail", errno.errorcode[number])
        assert said["evidence"]["step"] == "fsync"
        assert document["counts"]["error"] == 0
        assert [path.name for path in disk.folder.iterdir()] == []


@pytest.mark.parametrize(("limit", "status"), [(1, "error"), (2, "pass"), (4, "pass")])  # one child gathers all
def test_where_no_more_processes_may_be_started_there_is_a_report(tmp_path, limit, status):
    need("root")
    one, two = Path("/sys/fs/cgroup/pids"), Path("/sys/fs/cgroup")
    group = (one if one.exists() else two) / f"kfcheck-test-{os.getpid()}"
    group.mkdir()
    try:
        if not (group / "pids.max").exists():
            pytest.skip("the processes of no cgroup can be counted here")
        (group / "pids.max").write_text(str(limit))
        enter = ("sh", "-c", f'echo $$ > {group}/cgroup.procs; exec "$0" "$@"')
        code, document = ran(*enter, home=tmp_path)
    finally:
        group.rmdir()
    assert (code, document["status"]) == (int(status == "error"), status)
    assert ("no process can be started for it" in str(document["checks"])) == (status == "error")


def test_with_64_descriptors(bench, pod, pvc):
    few = ("sh", "-c", 'ulimit -n 64; exec "$0" "$@"', KFCHECK)
    with bench.run(home=pvc, pod=pod) as notebook:
        code, document = notebook.kfcheck("--skip", "server", "--fail-on", "warn", program=few)
    assert (code, document["counts"]["error"]) == (0, 0)


def in_namespace(script):
    return ("unshare", "--mount", "--pid", "--fork", "--propagation=private", "sh", "-ec", f'{script}; exec "$0" "$@"')


@pytest.mark.parametrize(
    "script",
    [
        "mount -t proc -o hidepid=2 proc /proc",
        "mount -t proc proc /proc",
        "mount -t tmpfs none /proc",
        "mount -t tmpfs none /sys",
        "mount --bind /dev/null /etc/passwd",
        "mount -t tmpfs none /tmp",
    ],
    ids=["hidepid", "another /proc", "no /proc", "no /sys", "no /etc/passwd", "empty /tmp"],
)
def test_what_the_kernel_shows_may_be_missing(tmp_path, script):
    need("root", "unshare")
    home = tmp_path if "/tmp" not in script.split() else "/root"
    _, document = ran(*in_namespace(script), home=home)
    assert document["checks"]
    for check in document["checks"]:
        assert "kfcheck itself failed" not in check["summary"], check


@pytest.mark.parametrize("value", [None, "", "relative", "/nowhere/at/all", "/dev/null", "/proc/self/mem"])
def test_home_may_be_anything(value):
    environment = {} if value is None else {"HOME": value}
    done = subprocess.run([*RUN], env={"PATH": os.environ["PATH"], **environment}, cwd=ROOT, capture_output=True,
                          text=True, check=False, timeout=60)  # fmt: skip
    document = json.loads(done.stdout)
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if document["status"] in ("fail", "error") else 0)
    assert "kfcheck itself failed" not in done.stdout


@pytest.mark.parametrize("place", ["first", "last"])
def test_10_000_mounts_with_home_first_or_last(tmp_path, place):
    need("root", "unshare", "nsenter")
    with many(10_000, tmp_path / "tree") as enter:
        home = tmp_path / "tree" / ("0" if place == "first" else "9998")
        _, document = ran(*enter, home=home)
    assert find(document, "home.writable")["status"] == "pass"
    assert str(home) in find(document, "home.persistent")["evidence"]["mount"]


HOLD = """
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for one in held:
    one.bind(("127.0.0.1", 0))
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def sockets(count, each=500):
    """So many bound sockets, held by children: a process may often have no more than 1,024 descriptors."""
    with ExitStack() as stack:
        for _ in range(count // each):
            child = subprocess.Popen(
                [sys.executable, "-ISc", HOLD, str(each)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            stack.enter_context(child)  # its end closes the child's stdin, and so the sockets
            assert child.stdout.readline() == b"held\n"
        yield


def test_5_000_sockets_and_200_000_files(tmp_path):
    need("root")
    with sockets(5000), tmpfs(tmp_path / "home", size="512m", owner=(0, 0), mode=0o700) as home:
        (home / "many").mkdir()
        for number in range(200_000):
            os.close(os.open(home / "many" / str(number), os.O_CREAT | os.O_WRONLY))
        _, document = ran(home=home)
    assert find(document, "home.writable")["status"] == "pass"
    assert document["counts"]["error"] == 0


def test_2_000_distributions_and_50_kernels_of_their_own(tmp_path):
    site = tmp_path / ".local/lib/python3.9/site-packages"
    for number in range(2000):
        (site / f"package_{number}-1.0.dist-info").mkdir(parents=True)
    for number in range(50):
        folder = tmp_path / f".local/share/jupyter/kernels/k{number}"
        folder.mkdir(parents=True)
        (folder / "kernel.json").write_text(json.dumps({"argv": [f"/opt/k{number}/bin/python"]}))
    _, document = ran(home=tmp_path)
    said = find(document, "packages.shadowed")
    assert said["status"] == "warn"
    assert len(said["evidence"]["broken"]) == 50
    assert f"{HOME}" not in said["summary"]
