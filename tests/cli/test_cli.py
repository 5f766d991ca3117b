"""The command as people and scripts call it: a real process each time."""

import json
import os
import pty
import shlex
import subprocess
import sys

import jsonschema
import pytest
from junitparser import JUnitXml

from dev import schema
from jupyter_kfcheck.cli import main
from tests.faults.mounts import tmpfs
from tests.tools import need, run

KFCHECK = [sys.executable, "-I", "-m", "jupyter_kfcheck"]


def kfcheck(*args, stdin=None, home=None, **environ):
    env = {k: v for k, v in os.environ.items() if k not in ("NB_PREFIX", "NO_COLOR", "LC_ALL")}
    env |= {"HOME": str(home)} if home else {}
    return subprocess.run(
        [*KFCHECK, *args], input=stdin, env=env | environ, capture_output=True, text=True, check=False
    )


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_the_report_in_json_fits_its_schema(home):
    done = kfcheck("-f", "json", "--only", "home.writable", "home.space", home=home)
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema.shipped())
    assert [c["id"] for c in document["checks"]] == ["home.writable", "home.space"]
    assert document["container"]["home"] == str(home)
    assert done.returncode == (1 if document["status"] in ("fail", "error") else 0)


def test_exit_code_is_the_same_whatever_the_format(home):
    home.rmdir()
    for form in ("text", "json"):
        assert kfcheck("-f", form, "--only", "home.path", home=home).returncode == 1
    assert kfcheck("--only", "home.writable", home=home).returncode == 0  # skipped, because home.path failed


@pytest.mark.parametrize(
    ("free", "status", "codes"), [(50 << 30, "pass", (0, 0)), (50 << 20, "warn", (0, 1)), (0, "fail", (1, 1))]
)
def test_fail_on_decides_from_which_status_the_exit_code_is_1(home, free, status, codes):
    document = json.loads(kfcheck("facts", home=home).stdout)
    document["facts"]["home"]["space"] |= {"free_bytes": free, "total_bytes": 100 << 30}
    judge = ["--facts", "-", "--only", "home.space", "-f", "json"]
    for fail_on, code in zip(("fail", "warn"), codes, strict=True):
        done = kfcheck(*judge, "--fail-on", fail_on, stdin=json.dumps(document))
        assert (json.loads(done.stdout)["status"], done.returncode) == (status, code)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("run --only home.writeable", "there is no check or category 'home.writeable' (did you mean 'home.writable'?)"),
        ("run --skip usr", "did you mean 'user'?"),
        ("run --only user.uid --skip user", "no check is left to run"),
        ("run --format jsn", "invalid choice: 'jsn'"),
        ("run --timeout abc", "'abc' must be a number of seconds"),
        ("run --timeout -3", "must be more than 0"),
        ("run --wait 0", "must be more than 0"),
        ("run -o json", "has no path; write FORMAT=PATH"),
        ("run -o jsom=x", "there is no format 'jsom' (did you mean 'json'?)"),
        ("run -o json=/no/such/dir/x", "there is no directory '/no/such/dir'"),
        ("run -o json=/tmp/x -o text=/tmp/x", "/tmp/x is given twice"),
        ("run -o github=/tmp/x", "github is read from a job's log, not from a file; use --format github"),
        ("run -o sarif=/tmp/x", "there is no format 'sarif'"),
        ("run --facts - --wait 3", "--facts and --wait do not go together"),
        ("run --facts /no/such/file", "cannot read it: No such file or directory"),
        ("run --phase later", "invalid choice: 'later'"),
        ("rnu", "there is no command 'rnu' (did you mean 'run'?)"),
        ("--olny user", "unrecognized arguments: --olny"),
        ("explain home.writeable", "did you mean 'home.writable'?"),
        ("run --facts", "expected one argument"),
        ("run --only home,usr", "there is no check or category 'usr' (did you mean 'user'?)"),
        ("home", "to run it: kfcheck --only home"),
        ("home.writeable", "kfcheck explain home.writable"),
        ("RUN", "did you mean 'run'?"),
        ("version", "kfcheck --version"),
        ("explain user homr", "there is no check or category 'homr'"),
        ("explain HOME.WRITABLE", "did you mean 'home.writable'?"),
    ],
)
def test_wrong_usage_is_named(args, words, capsys):
    assert main(shlex.split(args)) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def test_several_mistakes_are_named_at_once(capsys):
    assert main(shlex.split("run --only usr --skip hom --facts x --wait 3")) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_wrong_variable_is_refused_without_a_traceback(home):
    done = kfcheck(home=home, KFCHECK_TIMEOUT="abc", KFCHECK_SKPI="x")
    assert done.returncode == 2
    assert "KFCHECK_TIMEOUT='abc'" in done.stderr
    assert "KFCHECK_SKPI is not known" in done.stderr
    assert "Traceback" not in done.stderr


def test_facts_travel_to_another_desk(home, tmp_path):
    facts = kfcheck("facts", home=home)
    assert facts.returncode == 0
    here = json.loads(kfcheck("-f", "json", "--phase", "startup", home=home).stdout)
    there = json.loads(
        kfcheck("-f", "json", "--phase", "startup", "--facts", "-", stdin=facts.stdout, home=tmp_path).stdout
    )
    assert {c["id"]: c["status"] for c in there["checks"]} == {c["id"]: c["status"] for c in here["checks"]}
    assert there["container"]["home"] == str(home)


def test_facts_hold_no_secret_of_the_environment(home):
    done = kfcheck("facts", home=home, AWS_SECRET_ACCESS_KEY="planted-1", JUPYTER_TOKEN="planted-2")
    assert "planted" not in done.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "not the output of `kfcheck facts`"),
        ('{"facts": {}}', "schema_version None is not 1"),
        ('{"facts": {}, "schema_version": 1}', "facts: field 'container' is missing"),
    ],
)
def test_damaged_facts_are_named(tmp_path, text, words):
    (tmp_path / "facts.json").write_text(text)
    done = kfcheck("run", "--facts", str(tmp_path / "facts.json"))
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_changed_fact_is_named_with_its_place(home):
    document = json.loads(kfcheck("facts", home=home).stdout)
    document["facts"]["user"]["ids"]["uid"] = "1000"
    done = kfcheck("run", "--facts", "-", stdin=json.dumps(document))
    assert done.returncode == 2
    assert "facts.user.ids" in done.stderr


def test_a_reader_that_went_away_changes_nothing(home):
    command = shlex.join([*KFCHECK, "--only", "home.writable"])
    done = subprocess.run(
        ["bash", "-c", f"{command} | true; exit ${{PIPESTATUS[0]}}"],
        env=os.environ | {"HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("target", [">&-", ">/dev/full"])
def test_a_report_that_cannot_be_delivered_is_exit_3(home, target):
    done = subprocess.run(
        ["bash", "-c", f"{shlex.join(KFCHECK)} {target}"],
        env=os.environ | {"HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "stdout" in done.stderr


def test_outputs_are_files_beside_the_one_document(home, tmp_path):
    done = kfcheck("--only", "home.path", "-o", f"json={tmp_path}/a.json", "-o", f"text={tmp_path}/a.txt", home=home)
    assert json.loads((tmp_path / "a.json").read_text())["checks"][0]["id"] == "home.path"
    assert (tmp_path / "a.txt").read_text() == done.stdout
    assert not [p for p in tmp_path.iterdir() if "tmp" in p.name]


def test_github_gets_annotations_in_the_log_and_a_summary_beside_it(home, tmp_path):
    home.rmdir()
    summary = tmp_path / "summary"
    summary.write_text("# of an earlier step\n")
    done = kfcheck("-f", "github", "--only", "home.path", home=home, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1
    assert done.stdout.startswith("::error title=home.path::")
    assert summary.read_text().startswith("# of an earlier step\n# Kubeflow notebook check\n")
    kfcheck("-f", "text", "--only", "home.path", home=home, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().count("# Kubeflow notebook check") == 1
    done = kfcheck("-f", "github", "--only", "home.path", home=home, GITHUB_STEP_SUMMARY=str(tmp_path))
    assert (done.returncode, "GITHUB_STEP_SUMMARY" in done.stderr) == (3, True)


def test_junit_in_any_locale_is_read_by_a_reader(home):
    done = kfcheck("-f", "junit", "--only", "home", home=home, LC_ALL="C")
    [suite] = JUnitXml.fromstring(done.stdout.encode())
    assert {case.classname for case in suite} == {"kfcheck.home"}


def test_an_output_that_cannot_be_written_is_exit_3_and_the_rest_is_delivered(home, tmp_path):
    done = kfcheck("--only", "home.path", "-o", "json=/dev/full", "-o", f"text={tmp_path}/b.txt", home=home)
    assert done.returncode == 3
    assert "/dev/full: No space left on device" in done.stderr
    assert (tmp_path / "b.txt").exists()
    assert done.stdout


@pytest.mark.root
def test_wait_ends_as_soon_as_nothing_fails(tmp_path):
    need("root")
    with tmpfs(tmp_path / "small", size="512k") as small:
        process = subprocess.Popen(
            [*KFCHECK, "--only", "home.space", "--wait", "60", "-f", "json"],
            env=os.environ | {"HOME": str(small)},
            stdout=subprocess.PIPE,
            text=True,
        )
        run("mount", "-o", "remount,size=1g", str(small))
        out, _ = process.communicate(timeout=50)
    document = json.loads(out)  # one document, however often it ran
    assert document["status"] == "pass"
    assert process.returncode == 0


def test_a_wait_in_vain_ends_and_reports(home):
    home.rmdir()
    done = kfcheck("--only", "home.path", "--wait", "0.6", "-f", "json", home=home)
    assert json.loads(done.stdout)["status"] == "fail"
    assert done.returncode == 1


def test_list_and_explain_need_nothing(capsys):
    assert main(["list"]) == 0
    assert "home.writable" in capsys.readouterr().out
    assert main(["explain", "home"]) == 0
    text = capsys.readouterr().out
    assert "# home.space" in text
    assert "KFCHECK_SKIP=home.space" in text


def test_a_terminal_gets_colours_and_symbols_and_a_pipe_does_not(home):
    def on_terminal(**environ):
        master, slave = pty.openpty()
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "LC_ALL")} | {"HOME": str(home)} | environ
        subprocess.run([*KFCHECK, "--only", "home.space"], env=env, stdout=slave, check=False)
        os.close(slave)
        said = os.read(master, 1 << 16).decode()
        os.close(master)
        return said

    said = on_terminal(LANG="C.UTF-8", TERM="xterm")
    assert "\x1b[32m√" in said
    plain = on_terminal(LANG="C.UTF-8", TERM="xterm", NO_COLOR="1")
    assert "\x1b" not in plain
    assert "√" in plain
    assert on_terminal(LANG="C", LC_CTYPE="C", TERM="xterm", NO_COLOR="1").isascii()
    piped = kfcheck("--only", "home.space", home=home, LANG="C.UTF-8").stdout
    assert "\x1b" not in piped
    assert "√" not in piped


def test_sigterm_ends_it_and_its_children():
    process = subprocess.Popen(
        [*KFCHECK, "--wait", "60", "--only", "home.path"], env=os.environ | {"HOME": "/nonexistent"}
    )
    process.terminate()
    assert process.wait(20) in (143, -15)


def test_facts_of_one_platform_are_judged_as_another(home):
    """Would this pod be well on Kubeflow v2?"""
    facts = kfcheck("facts", home=home, NB_PREFIX="/notebook/team-a/demo", KFCHECK_PLATFORM="kubeflow-v1").stdout
    changed = json.loads(facts)
    changed["facts"]["user"] |= {"ids": {"uid": 0, "gid": 0, "groups": [0]}, "serving": None, "first": None}
    for platform, said in (("kubeflow-v1", "not as UID 1000"), ("kubeflow-v2", "which Kubeflow v2 does not take")):
        judge = ["run", "--facts", "-", "--platform", platform, "--only", "user.uid", "-f", "json"]
        report = json.loads(kfcheck(*judge, stdin=json.dumps(changed)).stdout)
        assert (report["platform"], said in report["checks"][0]["summary"]) == (platform, True)
    judge = ["run", "--facts", "-", "--platform", "jupyterhub", "--only", "user.uid", "packages.required", "-f", "json"]
    report = json.loads(kfcheck(*judge, stdin=json.dumps(changed)).stdout)
    assert [check["status"] for check in report["checks"]] == ["pass", "fail"]
