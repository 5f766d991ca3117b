"""A HOME that stops answering: the report comes in time, says so, and leaves no process that could be ended."""

import pytest

from tests.container.bench import HOME, KFCHECK, KFCHECK_IN_VENV
from tests.container.reports import ALL_PASS, expect, find, reported, statuses
from tests.faults import fuse
from tests.tools import need

WHOLE_RUN = 10  # seconds, the contract's default


@pytest.fixture
def disk(tmp_path):
    need("root", "/dev/fuse")
    with fuse.disk(tmp_path / "disk") as disk:
        yield disk


def judged_while_hung(notebook, program):
    """The report, which says what the mount table and the other families know, and that HOME is silent."""
    document = reported(notebook, program=[program], timeout=WHOLE_RUN)
    for name in ("home.writable", "home.space"):
        expect(
            document, name, "fail", "did not answer", remedy="Stop and start the notebook", by="user",
            errno="ETIMEDOUT",
        )  # fmt: skip
    assert statuses(document)["user.name"] == statuses(document)["user.uid"] == "pass"
    persistent = find(document, "home.persistent")
    assert persistent["status"] == "pass"
    assert f" {HOME} " in persistent["evidence"]["mount"]
    assert "fuse.juicefs" in persistent["evidence"]["mount"]
    return document


@pytest.mark.parametrize("program", [KFCHECK, KFCHECK_IN_VENV])
def test_a_home_that_hangs_costs_its_own_checks_and_leaves_no_process(bench, pod, disk, program):
    with bench.run(home=disk.folder, pod=pod) as notebook:
        assert statuses(reported(notebook)) == ALL_PASS
        with disk.frozen():
            judged_while_hung(notebook, program)
            assert notebook.processes() == {"sleep infinity": "sleeping"}
        assert statuses(reported(notebook)) == ALL_PASS


@pytest.mark.parametrize("program", [KFCHECK, KFCHECK_IN_VENV])
def test_a_process_that_cannot_be_killed_does_not_hold_up_the_report(bench, pod, disk, program):
    with bench.run(home=disk.folder, pod=pod) as notebook:
        with disk.swallowing():
            judged_while_hung(notebook, program)
            left = notebook.processes()
            assert set(left.values()) == {"sleeping", "disk-sleep"}, left
        # It was killed as far as it could be: once the disk answers it is gone.
        for _ in range(50):
            if len(left := notebook.processes()) == 1:
                break
        assert left == {"sleep infinity": "sleeping"}
        assert statuses(reported(notebook)) == ALL_PASS
