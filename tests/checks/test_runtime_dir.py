"""runtime.dir, judged on plain facts."""

from errno import EACCES, EROFS, ETIMEDOUT

import pytest

from jupyter_kfcheck.checks.runtime.dir import directory
from jupyter_kfcheck.facts.home import Trial
from jupyter_kfcheck.facts.mounts import Table
from jupyter_kfcheck.facts.runtime import Directory, PrivateFile
from jupyter_kfcheck.model import Status, Unknown
from tests.build import CONTRACT, HOSTS, ROOT, VOLUME, facts

IN_HOME = Directory("/home/jovyan/.local/share/jupyter/runtime", "/home/jovyan/.local", VOLUME.id)
LATE = Unknown("did not answer within 3 s", ETIMEDOUT)
BROKEN = {"trials": (Trial("/home/jovyan", 0, 0, 0o755, "create", EACCES),)}


def on(fs, where=IN_HOME, **parts):
    table = Table(VOLUME._replace(fs=fs), (), ROOT, HOSTS, "mnt_id", 0)
    return facts(mounts={"table": table}, runtime={"directory": where, **parts})


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        (facts(), "pass", "/tmp/jupyter_runtime keeps private files private"),
        (facts(runtime={"file": PrivateFile(0o700)}), "pass", "private"),
        (facts(runtime={"file": PrivateFile(0o755)}), "fail", "mode 0755, not 0600: kernels will not start"),
        (facts(runtime={"file": PrivateFile(0o777)}), "fail", "mode 0777"),
        (facts(runtime={"file": PrivateFile(0o777), "insecure_writes": True}), "warn", "JUPYTER_ALLOW_INSECURE_WRITES"),
        (facts(runtime={"file": PrivateFile(None, "create", EACCES)}), "fail", "cannot be made: permission denied"),
        (facts(runtime={"file": Unknown("crashed")}), "error", "crashed"),
        (facts(runtime={"file": LATE}), "error", "did not answer"),
        (facts(runtime={"directory": None, "file": None}), "skip", "no HOME"),
        (facts(container={"services": ("code-server",)}, server={"place": None}), "skip", "runs no Jupyter"),
        (on("ext4"), "warn", "is on the notebook's volume"),
        (on("nfs4"), "warn", "is on a network share (nfs4)"),
        (on("fuse.s3fs", IN_HOME._replace(mount=None)), "warn", "a network share"),
        (on("ext4", IN_HOME._replace(mount=99)), "pass", "private"),
        (on("ext4", file=LATE), "fail", "for it is on HOME's volume"),
        (on("ext4", IN_HOME._replace(tried=IN_HOME.path), file=PrivateFile(None, "create", EROFS)), "fail", "written"),
    ],
)
def test_runtime_dir(found, status, words):
    verdict = directory(found, CONTRACT)
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict
    if status in ("warn", "fail"):
        assert verdict.remedy == "set ENV JUPYTER_RUNTIME_DIR=/tmp/jupyter_runtime in the Dockerfile"


@pytest.mark.parametrize("home", [BROKEN, {"trials": ()}, {"trials": LATE}])
@pytest.mark.parametrize("file", [LATE, PrivateFile(None, "create", EACCES)])
def test_it_adds_nothing_where_home_itself_is_broken(home, file):
    found = facts(home=home, runtime={"directory": IN_HOME, "file": file})
    assert directory(found, CONTRACT).status is Status.SKIP
    assert directory(facts(home=home, runtime={"file": file}), CONTRACT).status is not Status.SKIP


def test_on_a_laptop_home_is_where_it_belongs():
    found = facts(container={"kubernetes": False, "nb_prefix": None, "traces": ()}, runtime={"directory": IN_HOME})
    table = Table(VOLUME, (), ROOT._replace(fs="ext4"), None, "path", 0)
    laptop = found._replace(mounts=found.mounts._replace(table=table))
    assert directory(laptop, CONTRACT).status is Status.PASS
