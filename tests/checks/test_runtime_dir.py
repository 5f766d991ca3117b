"""runtime.dir, judged on plain facts."""

from errno import EACCES, EEXIST, ENOSPC, EROFS, ETIMEDOUT

import pytest

from jupyter_kfcheck.facts.home import Trial
from jupyter_kfcheck.facts.mounts import Table
from jupyter_kfcheck.facts.runtime import Directory, PrivateFile
from jupyter_kfcheck.model import Status, Unknown
from jupyter_kfcheck.run import runner
from tests.build import CONTRACT, HOSTS, ROOT, VOLUME, facts, judge_one

IN_HOME = Directory("/home/jovyan/.local/share/jupyter/runtime", "/home/jovyan/.local", VOLUME.id)
LATE = Unknown("did not answer within 3 s", ETIMEDOUT)
BROKEN = {"trials": (Trial("/home/jovyan", 0, 0, 0o755, "create", EACCES),)}


def on(fs, where=IN_HOME, **parts):
    table = Table(VOLUME._replace(fs=fs), (), ROOT, HOSTS, "mnt_id", 0)
    return facts(mounts={"table": table}, runtime={"directory": where, **parts})


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        (facts(), "pass", "/tmp/jupyter_runtime creates files with mode 0600"),
        (facts(runtime={"file": PrivateFile(0o700)}), "pass", "mode 0600"),
        (facts(runtime={"file": PrivateFile(0o755)}), "fail", "mode 0755, not 0600: kernels will not start"),
        (facts(runtime={"file": PrivateFile(0o777)}), "fail", "mode 0777"),
        (facts(runtime={"file": PrivateFile(0o777), "insecure_writes": True}), "warn", "JUPYTER_ALLOW_INSECURE_WRITES"),
        (facts(runtime={"file": PrivateFile(None, "create", EACCES)}), "fail", "cannot be made: permission denied"),
        (facts(runtime={"file": Unknown("crashed")}), "error", "crashed"),
        (facts(runtime={"file": LATE}), "error", "did not answer"),
        (facts(runtime={"directory": None, "file": None}), "skip", "no HOME"),
        (facts(container={"services": ("code-server",)}, server={"place": None}), "skip", "runs no Jupyter"),
        (on("ext4"), "pass", "mode 0600; it is on HOME's volume"),
        (on("nfs4"), "warn", "is on a network file system (nfs4)"),
        (on("fuse.s3fs", IN_HOME._replace(mount=None)), "warn", "a network file system"),
        (on("ext4", IN_HOME._replace(mount=99)), "pass", "mode 0600"),
        (on("ext4", file=LATE), "fail", "it is on HOME's volume"),
        (on("ext4", IN_HOME._replace(tried=IN_HOME.path), file=PrivateFile(None, "create", EROFS)), "fail", "written"),
    ],
)
def test_runtime_dir(found, status, words):
    verdict = judge_one("runtime.dir", found)
    assert (verdict.status, words in verdict.summary) == (Status(status), True), verdict
    if status in ("warn", "fail"):
        assert verdict.advice[0].text
        named = any("`ENV JUPYTER_RUNTIME_DIR=/tmp/jupyter_runtime`" in advice.text for advice in verdict.advice)
        assert named == (verdict.evidence["path"] != "/tmp/jupyter_runtime"), "the remedy names what is in force"


OTHER = Directory("/srv/run", "/srv", 1)
MADE = Directory("/tmp/jupyter_runtime", "/tmp/jupyter_runtime", 1)


@pytest.mark.parametrize(
    ("where", "file", "said"),
    [
        (MADE, PrivateFile(None, "write", ENOSPC), ["du -xh --max-depth=1 /tmp", "Give /tmp more room"]),
        (MADE, PrivateFile(None, "create", EACCES), ["`RUN rm -rf /tmp/jupyter_runtime`", "an emptyDir on /tmp"]),
        (MADE, PrivateFile(None, "create", EROFS), ["an emptyDir on /tmp"]),
        (OTHER, PrivateFile(None, "create", EROFS), ["an emptyDir on /srv"]),
    ],
)
def test_what_helps_beside_home_depends_on_what_was_refused(where, file, said):
    verdict = judge_one("runtime.dir", facts(runtime={"directory": where, "file": file}))
    assert verdict.status is Status.FAIL
    assert len(verdict.advice) == len(said)
    assert all(words in advice.text for words, advice in zip(said, verdict.advice, strict=True)), verdict


@pytest.mark.parametrize("home", [BROKEN, {"trials": ()}, {"trials": LATE}])
@pytest.mark.parametrize("file", [LATE, PrivateFile(None, "create", EACCES)])
def test_it_is_a_consequence_where_home_itself_is_broken(home, file):
    found = facts(home=home, runtime={"directory": IN_HOME, "file": file})
    report = runner.judge(found, CONTRACT, runner.select(["home", "runtime.dir"], [], "running"), "running", 0.0)
    said = {result.id: result for result in report.checks}["runtime.dir"]
    assert (said.status, said.because) == (Status.FAIL, "home.writable")
    elsewhere = judge_one("runtime.dir", facts(home=home, runtime={"file": file}))
    assert not elsewhere.because
    assert judge_one("runtime.dir", found).status is said.status  # asked alone or not, it says the same


def test_on_a_laptop_home_is_where_it_belongs():
    found = facts(container={"kubernetes": False, "nb_prefix": None, "traces": ()}, runtime={"directory": IN_HOME})
    table = Table(VOLUME, (), ROOT._replace(fs="ext4"), None, "path", 0)
    laptop = found._replace(mounts=found.mounts._replace(table=table))
    assert judge_one("runtime.dir", laptop).status is Status.PASS


def test_a_link_in_its_place_that_leads_nowhere_is_removed():
    verdict = judge_one("runtime.dir", facts(runtime={"directory": MADE, "file": PrivateFile(None, "make", EEXIST)}))
    assert verdict.summary == "/tmp/jupyter_runtime cannot be made: file exists"
    assert [advice.by for advice in verdict.advice] == ["image", "platform"]
    assert "`RUN rm -rf /tmp/jupyter_runtime`" in verdict.advice[0].text
