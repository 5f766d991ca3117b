"""A disk that fails one operation, with each errno and at several moments: the report says which, and never a yes."""

import errno
import json
import os
import subprocess

import pytest

from tests import rules
from tests.container.bench import HOME
from tests.faults import fuse
from tests.tools import need

# Gathers and judges without children, so that an exception of ours would end it, and many times, since it is quick.
PROGRAM = """
import json, sys
from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import home, runtime, volumes
from jupyter_kfcheck.run import observe, runner
contract = Contract(platform="kubeflow-v1")
checks = runner.select(["home", "runtime.dir"], [], "running")
first = observe.observe(contract, runner.families(checks, "running"), 30)
for _ in sys.stdin:
    found = first._replace(**{m.__name__.rpartition(".")[2]: kind(**dict(m.gather(contract)))
                              for m, kind in ((home, home.Home), (runtime, runtime.Runtime))})
    print(json.dumps(encode(runner.judge(found, contract, checks, "running", 0.0))), flush=True)
"""
ERRNOS = ("EACCES", "EIO", "ENOTCONN", "ESTALE", "ENOENT", "EDQUOT")
MOMENTS = {
    "lookup": (0, 1, 3, 9),
    "getattr": (0, 1, 2, 3, 5, 8, 16),
    "opendir": (0, 1),
    "statfs": (0,),
}  # others: the first, the third
# Who must see it: one of these fails, and none of them passes on what it could not see. Opening what is there, and
# reading it, concerns the mark alone: without it nothing is proven.
SEEN_BY = {
    "lookup": ("home.writable",),
    "getattr": ("home.path", "home.writable"),
    "opendir": ("home.path", "home.seed"),
    "readdir": ("home.path", "home.seed"),
    "statfs": ("home.space",),
    "create": ("home.writable",),
    "write": ("home.writable",),
    "fsync": ("home.writable",),
    "flush": ("home.writable",),
    "rename": ("home.writable",),
    "unlink": ("home.writable",),
    "access": ("home.writable",),
}
FOLDERS = (
    ".local",
    ".local/share",
    ".local/share/jupyter",
    ".jupyter",
    ".ipython",
    ".ipython/profile_default",
    ".cache",
)
FILES = (".bash_history", ".local/share/jupyter/notebook_secret")


class Judge:
    """The program above in a container whose HOME is the disk, asked again and again."""

    def __init__(self, notebook):
        options = ["exec", "--interactive", notebook.id, "python3", "-I", "-c", PROGRAM]
        self.process = subprocess.Popen(
            [*notebook.podman.prefix, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=notebook.podman.env
        )

    def ask(self):
        self.process.stdin.write(b"go\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "an exception of ours got through"
        checks = json.loads(answer)["checks"]
        for said in checks:
            assert "crash" not in said["evidence"], said
            assert not rules.check(said["summary"], said["evidence"], [a["text"] for a in said["remedies"]]), said
        return {said["id"]: said for said in checks}


def failed(judge, disk, operation, name):
    """What was said of each moment at which the operation really failed, by how often it was spared before."""
    found = {}
    for spared in MOMENTS.get(operation, (0, 2)):
        with disk.failing(operation, getattr(errno, name), spared) as hits:
            said = judge.ask()
        if hits[0]:
            found[spared] = said
        for left in disk.folder.rglob(".kfcheck-probe-*"):  # what could not be removed would be waited for
            left.unlink()
    return found


@pytest.fixture(scope="module")
def staged(request, bench, tmp_path_factory):
    """The judge and its disk, where the kernel knows who may do what, and where it has to ask."""
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path_factory.mktemp("errno") / "disk", kernel_permissions=request.param) as disk:
        for name in FOLDERS:
            (disk.folder / name).mkdir()
            os.chown(disk.folder / name, 1000, 100)
        for name in FILES:
            (disk.folder / name).write_text("x")
            os.chown(disk.folder / name, 1000, 100)
        with bench.run(home=disk.folder, pod=bench.pod()) as notebook:
            judge = Judge(notebook)
            try:
                yield judge, disk
            finally:
                judge.process.stdin.close()
                judge.process.wait()


@pytest.mark.parametrize("name", ERRNOS)
@pytest.mark.parametrize(
    ("staged", "operation"),
    [(operation != "access", operation) for operation in SEEN_BY],  # access(2) of its own kernel asks no server
    indirect=["staged"],
    scope="module",
)
def test_each_refusal_is_told_in_words_by_who_must_see_it(staged, operation, name):
    judge, disk = staged
    well = judge.ask()
    found = failed(judge, disk, operation, name)
    # A name that is not there may be missing, and readdir(3) takes ENOENT for the end of the folder.
    absent = name == "ENOENT" and operation in ("lookup", "access", "readdir")
    assert found or absent, "it was never hit"
    words = os.strerror(getattr(errno, name)).lower()
    for spared, said in found.items():
        # Without statfs nothing is wrong with HOME but that its space is not known.
        statuses = ("fail", "error") if operation == "statfs" else ("fail",)
        seen = [
            said[id_] for id_ in SEEN_BY[operation] if said[id_]["status"] in statuses and words in said[id_]["summary"]
        ]
        others = {id_: (s["status"], s["summary"]) for id_, s in said.items() if s["status"] != well[id_]["status"]}
        late = spared and operation in ("getattr", "opendir", "readdir") and "error" in str(others)
        assert seen or absent or late, f"after {spared}: {others}"
        for id_, result in said.items():
            better = result["status"] == "pass" != well[id_]["status"]
            assert not better, f"after {spared}: {id_} passes now: {result['summary']}"
            hidden = result["status"] == "skip" != well[id_]["status"] and words not in result["summary"]
            assert not hidden, f"after {spared}: {id_} is skipped: {result['summary']}"
    assert {id_: s["status"] for id_, s in judge.ask().items()} == {id_: s["status"] for id_, s in well.items()}


@pytest.mark.parametrize("name", ERRNOS)
@pytest.mark.parametrize("operation", ["open", "read", "mkdir"])
@pytest.mark.parametrize("staged", [True], ids=["kernel"], indirect=True, scope="module")
def test_a_mark_that_cannot_be_left_or_read_proves_nothing_and_costs_nothing_else(staged, operation, name):
    judge, disk = staged
    mark = disk.folder / ".local/state/kfcheck/starts.jsonl"
    if not mark.exists():
        mark.parent.mkdir(parents=True)
        mark.write_text("{}\n")
    for said in failed(judge, disk, operation, name).values():
        assert {id_: s["status"] for id_, s in said.items() if s["status"] in ("fail", "error")} == {}
        assert said["home.persistent"]["evidence"]["basis"] == "likely", said["home.persistent"]
        if operation != "mkdir" and name != "ENOENT":
            assert os.strerror(getattr(errno, name)).lower() in said["home.persistent"]["evidence"]["mark"]


@pytest.mark.parametrize("operation", ["mkdir", "create", "write", "rename", "open", "statfs", "getattr"])
@pytest.mark.parametrize("staged", [True], ids=["kernel"], indirect=True, scope="module")
def test_a_start_on_a_disk_that_fails_ends_well_and_says_so(bench, staged, operation):
    _, disk = staged
    with bench.run(home=disk.folder, pod=bench.pod()) as notebook, disk.failing(operation, errno.EIO):
        done = notebook.ask("kfcheck", "startup")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert HOME in done.stdout
