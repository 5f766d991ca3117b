from jupyter_kfcheck.model import Container, Status
from jupyter_kfcheck.render import log
from tests.reports import report, result

STORED = result("home.persistent", summary="/home/jovyan holds a file that an earlier pod left (3 pods so far): ext4")
HERE = Container(user="jovyan", uid=1000, gid=0, home="/home/jovyan", nb_prefix="/notebook/team-a/demo")


def test_a_healthy_start_is_one_line():
    text = log.render(report(STORED, result(status=Status.SKIP), container=HERE, duration_seconds=0.05))
    assert text == (
        "kfcheck: 1 check passed, 1 skipped (0.05 s): jovyan 1000:0, NB_PREFIX /notebook/team-a/demo,"
        " /home/jovyan holds a file that an earlier pod left (3 pods so far): ext4\n"
    )


def test_a_finding_leads_with_its_id_and_brings_cause_remedy_and_consequences():
    broken = result(status=Status.FAIL, summary="it cannot be written", evidence={"detail": "it belongs to root"})
    effect = result("runtime.dir", Status.FAIL, summary="no file can be made", because="home.writable")
    lines = log.render(report(broken, effect, container=HERE)).splitlines()
    assert lines[:4] == [
        "kfcheck: FAIL home.writable: it cannot be written",
        "kfcheck:      it belongs to root",
        "kfcheck:      platform: Grow the PVC.",
        "kfcheck:      so runtime.dir: no file can be made",
    ]
    assert lines[4].startswith("kfcheck: 1 problem (1 consequence) (0.25 s): jovyan 1000:0")


def test_what_is_not_known_is_not_said_to_be_absent():
    text = log.render(report(container=Container()))
    assert text.endswith("its user is not known yet, HOME not known\n")


def test_no_file_name_can_write_lines_of_its_own():
    text = log.render(report(result(status=Status.FAIL, summary="a\nkfcheck: all is well\x1b[2J")))
    assert text.count("\n") == 3
    assert "\x1b" not in text
