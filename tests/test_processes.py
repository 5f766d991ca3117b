"""Who of a run is still there: also an orphan in its session, found without a look at every process."""

import os
import subprocess

import pytest

from jupyter_kfcheck.child import processes


@pytest.mark.parametrize("few", [processes.FEW, -1], ids=["by the kernel's count", "among all"])
def test_an_orphan_is_found_by_its_session(monkeypatch, few):
    monkeypatch.setattr(processes, "FEW", few)
    script = "sleep 60 >/dev/null & echo $!"
    leader = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, start_new_session=True)
    orphan = int(leader.stdout.readline())
    try:
        os.waitid(os.P_PID, leader.pid, os.WEXITED | os.WNOWAIT)  # ended, and its number still its own
        assert {found.pid for found in processes.family(leader.pid)} == {orphan}
    finally:
        os.kill(orphan, 9)
        leader.stdout.close()
        leader.wait()


def test_few_numbers_are_looked_at():
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as child:
        looked = processes._since(child.pid)
        child.kill()
    assert child.pid in looked
    assert isinstance(looked, range)
    assert len(looked) <= processes.FEW + 1
