"""How the s6 scripts come to an end: whatever kfcheck does, the notebook starts, and nothing is tried for ever."""

import subprocess

import pytest

from tests.tools import ROOT

FINISH = ROOT / "s6/services.d/kfcheck/finish"
SCRIPT = ROOT / "s6/cont-init.d/00-kfcheck"


@pytest.mark.parametrize(
    ("ended", "codes"),
    [
        (["0", "0"], [125]),  # switched off
        (["127", "0"], [125]),  # no such command
        (["256", "11"], [125]),  # SIGSEGV
        (["256", "4"], [125]),  # SIGILL
        (["256", "31"], [125]),  # SIGSYS
        (["256", "15"], [0, 0, 0, 0, 0]),  # s6-svc -r
        (["143", "0"], [0, 0, 0, 0, 0]),  # the same, after cleaning up
        (["256", "9"], [0, 0, 0, 125, 125]),  # for want of memory
    ],
)
def test_the_service_ends_for_good_where_another_try_would_not_help(tmp_path, ended, codes):
    sleep = tmp_path / "sleep"
    sleep.write_text("#!/bin/sh\n")
    sleep.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    (tmp_path / "service").mkdir()
    for code in codes:
        done = subprocess.run(["sh", FINISH, *ended], cwd=tmp_path / "service", env=env, check=False)
        assert done.returncode == code


ENFORCED = {
    "version hangs": ("[ $1 = startup ] && exit 1; exec sleep 99", 0, "could not run (exit status 1)"),
    "broken": ("exit 1", 0, "could not run (exit status 1)"),
    "a verdict": ("[ $1 = startup ] && exit 1; exit 0", 1, ""),
    "check hangs": ("exec sleep 99", 0, "not done after 5 s"),
    "ends otherwise": ("exit 3", 0, "could not run (exit status 3)"),
}


@pytest.mark.slow
def test_the_start_goes_on_whatever_kfcheck_does(tmp_path):
    """All at once, for two of them take the script's five seconds."""
    running = {}
    for name, (program, _, _) in ENFORCED.items():
        kfcheck = tmp_path / name / "kfcheck"
        kfcheck.parent.mkdir()
        kfcheck.write_text(f"#!/bin/sh\n{program}\n")
        kfcheck.chmod(0o755)
        env = {"PATH": f"{kfcheck.parent}:/usr/bin:/bin", "KFCHECK_STARTUP": "enforce"}
        running[name] = subprocess.Popen(["sh", SCRIPT], env=env, stdout=subprocess.PIPE, text=True)
    for name, (_, code, said) in ENFORCED.items():
        out, _ = running[name].communicate(timeout=60)
        assert (running[name].returncode, said in out) == (code, True), (name, out)
