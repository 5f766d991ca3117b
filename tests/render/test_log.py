from jupyter_kfcheck.model import Container, Status
from jupyter_kfcheck.render import log
from tests.reports import report, result

STORED = result("home.persistent", evidence={"storage": "persistent", "basis": "proven", "pods": 3,
                                             "mount": "259:7 / /home/jovyan rw - ext4 /dev/nvme2n1"})  # fmt: skip
HERE = Container(user="jovyan", uid=1000, gid=0, home="/home/jovyan", nb_prefix="/notebook/team-a/demo")


def test_a_healthy_start_is_one_line():
    text = log.render(report(STORED, result(status=Status.SKIP), container=HERE, duration_seconds=0.05))
    assert text == (
        "kfcheck: 1 check passed, 1 skipped (0.05 s): jovyan 1000:0, HOME /home/jovyan ext4 persistent"
        " (proven over 3 pods), NB_PREFIX /notebook/team-a/demo\n"
    )


def test_a_finding_leads_with_its_id_and_brings_cause_and_remedy():
    broken = result(status=Status.FAIL, summary="it cannot be written", evidence={"owner": "0:0", "mode": "0755"})
    lines = log.render(report(broken, container=HERE)).splitlines()
    assert lines[:3] == [
        "kfcheck: FAIL home.writable: it cannot be written",
        "kfcheck:      it belongs to root:root (mode 0755)",
        "kfcheck:      platform: grow the PVC",
    ]
    assert lines[3].startswith("kfcheck: 1 failed (0.25 s): jovyan 1000:0")


def test_the_termination_message_is_the_first_failure_and_its_remedy():
    warned = result("user.name", Status.WARN)
    broken = result(status=Status.FAIL, summary="it cannot be written")
    assert log.termination(report(warned, broken)) == ("home.writable: it cannot be written. Platform: grow the PVC.")
    assert log.termination(report(warned)) == ""


def test_no_file_name_can_write_lines_of_its_own():
    text = log.render(report(result(status=Status.FAIL, summary="a\nkfcheck: all is well\x1b[2J")))
    assert text.count("\n") == 3
    assert "\x1b" not in text
