"""A stand-in for RStudio Server under s6, as Kubeflow runs the real one: it is well, and each fault is named."""

import json

import pytest

from tests import rules
from tests.container.bench import Mount
from tests.container.codeserver import BROWSER, SERVE, get, serving
from tests.container.reports import find
from tests.container.test_start import ours, said, until
from tests.faults import volumes
from tests.tools import need

CONF = "/etc/rstudio/database.conf"
LIVE, SERVICE = "/run/s6/legacy-services/rstudio/run", "/run/service/rstudio"
PROGRAM = "/usr/lib/rstudio-server/bin/rserver"
HEEDS = 'self.headers.get("X-RStudio-Root-Path") or '
UNWELL = ("warn", "fail", "error")


@pytest.fixture(scope="module")
def container(rstudios, tmp_path_factory):
    need("root", "mkfs.ext4", "/dev/loop-control")
    with (
        volumes.ext4(tmp_path_factory.mktemp("pvc") / "pvc") as pvc,
        rstudios.run(home=pvc, pod=rstudios.pod()) as container,
    ):
        serving(container)
        yield container


def findings(container, *only):
    """The report, and the checks that have a finding of their own."""
    _, report = container.kfcheck(*(("--only", *only) if only else ()))
    for check in report["checks"]:
        assert not rules.check(check["summary"], check["evidence"], [each["text"] for each in check["remedies"]])
    return report, [c["id"] for c in report["checks"] if c["status"] in UNWELL and c["because"] is None]


def change(container, was, now):
    """Start the stand-in with one flag changed."""
    script = container.root("cat", LIVE)
    assert was in script
    begin(container, LIVE, script.replace(was, now))


def begin(container, path, text):
    """Start the stand-in anew, with this text in that file."""
    container.root("sh", "-c", 'printf %s "$1" >"$0"', path, text)
    container.root("/command/s6-svc", "-r", SERVICE)


def test_nothing_is_found(container):
    code, report = container.kfcheck("--fail-on", "warn")
    found = {check["id"]: check["summary"] for check in report["checks"] if check["status"] in UNWELL}
    assert (code, found, report["kind"]) == (0, {}, "rstudio")
    prefix = find(report, "server.prefix")
    assert prefix["summary"].endswith("can rewrite the path, and leads below /notebook/team-a/demo")
    root = "/notebook/team-a/demo/"
    assert set(prefix["evidence"]["leads_to"]) == {f"{root}auth-sign-in", root}
    state = find(report, "runtime.state")["summary"]
    assert state == "RStudio can write its database in /tmp/rstudio_db and its keys and sockets in /tmp/rstudio-server"
    assert "checks passed" in ours(container.logs())[0]


def test_probes_page_and_activity_work_without_jupyter(container):
    for which, word in (("livez", "live"), ("readyz", "ready"), ("startupz", "started")):
        done = container.ask("kfcheck", "probe", which)
        assert (done.returncode, done.stdout) == (0, f"{word}: RStudio accepts connections on port 8888\n")
    assert "server.prefix" in get(container, f"{SERVE}/kfcheck", Accept=BROWSER).body
    assert json.loads(container.ask("kfcheck", "activity").stdout) == {"has_activity": False}


@pytest.mark.parametrize(
    ("was", "now", "check", "remedy"),
    [
        ("--auth-none=1", "--auth-none=0", "server.auth", "--auth-none=1"),
        ("--www-frame-origin=same", "--www-frame-origin=none", "server.frame", "www-frame-origin=same"),
        ("--www-address=0.0.0.0", "--www-address=127.0.0.1", "server.port", "--www-address=0.0.0.0"),
        ("--www-port=8888", "--www-port=8787", "server.port", "--www-port=8888"),
    ],
)
def test_a_wrong_flag_is_named_and_its_remedy_mends_it(container, was, now, check, remedy):
    change(container, was, now)

    def named():  # while it starts anew, nothing listens yet, and the remedy is to wait
        report, found = findings(container, "server")
        return found == [check] and remedy in " ".join(each["text"] for each in find(report, check)["remedies"])

    until(named)
    change(container, now, f"--{remedy.removeprefix('--')}")
    until(lambda: findings(container, "server")[1] == [])


def test_one_that_does_not_know_the_gateways_header_is_named_until_a_newer_one_is_installed(container):
    """F14 of the catalogue: RStudio before 1.4 leads to /auth-sign-in of the dashboard."""
    newer = container.root("cat", PROGRAM)
    assert HEEDS in newer
    begin(container, PROGRAM, newer.replace(HEEDS, ""))
    report, _ = until(lambda: (seen := findings(container, "server"))[1] == ["server.prefix"] and seen)
    told = find(report, "server.prefix")
    assert told["summary"].startswith("RStudio leads to /auth-sign-in, out of /notebook/team-a/demo")
    assert "RStudio Server 1.4 or newer" in told["remedy"]
    begin(container, PROGRAM, newer)
    until(lambda: findings(container, "server")[1] == [])


@pytest.mark.parametrize("what", ["database", "data"])
def test_a_directory_that_it_may_not_write_keeps_it_from_starting_and_is_named_from_the_start(rstudios, pvc, what):
    """F29 of the catalogue: what RStudio keeps below /var, where the notebook's user may not write."""
    with rstudios.run("sleep", "600", home=pvc, pod=rstudios.pod(), options=["--entrypoint="]) as fresh:
        script = fresh.root("cat", "/etc/services.d/rstudio/run")
    folder = pvc.parent / "etc"
    folder.mkdir()
    (folder / "database.conf").write_text("directory=/var/lib/rstudio-server\n" if what == "database" else
                                          "directory=/tmp/rstudio_db\n")  # fmt: skip
    (folder / "run").write_text(script if what == "database" else script.replace("=/tmp/rstudio-server", "=/var/lib/x"))
    (folder / "run").chmod(0o755)
    mounts = [Mount(folder / "database.conf", CONF), Mount(folder / "run", "/etc/services.d/rstudio/run")]
    with rstudios.run(home=pvc, pod=rstudios.pod(), mounts=mounts) as broken:
        log = said(broken, "kfcheck: FAIL runtime.state: RStudio cannot write ")
        assert "permission denied" in log
        report, found = until(lambda: (seen := findings(broken))[1] == ["runtime.state"] and seen)
        assert found == ["runtime.state"]
        assert find(report, "server.port")["because"] is not None
        advice = find(report, "runtime.state")["remedies"][0]["text"]
        if what == "database":
            command = advice.partition("`RUN ")[2].partition("`")[0]
            (folder / "database.conf").write_text(broken.root("sh", "-c", command.partition(" >")[0]))
        else:
            flag = advice.partition("`")[2].partition("`")[0]
            broken.root("sh", "-c", 'sed -i "s|--server-data-dir=/var/lib/x|$0|" "$1"', flag, LIVE)
        until(lambda: findings(broken, "server", "runtime")[1] == [])  # s6 remembers the deaths for ten minutes
