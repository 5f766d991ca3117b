import pytest

from jupyter_kfcheck.facts.home import Directory
from jupyter_kfcheck.facts.seed import Entry, Seed
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.model import Status, Unknown
from tests.build import HEALTHY, ROOT, facts, judge_one, mounted

STARTED = HEALTHY.container.started_at
FOUND = HEALTHY.home.seed


def on_a_volume(**changes):
    return facts(home={"seed": FOUND._replace(**changes)})


def unwritable(*trials):
    return facts(home={"seed": FOUND._replace(missing=(".bashrc",)), "trials": trials})


def without_a_volume(*entries):
    return facts(home={"seed": FOUND._replace(entries=entries)}, mounts=mounted(ROOT))


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        (HEALTHY, "pass", "/home/jovyan has what the image brings in /tmp_home/jovyan"),
        (on_a_volume(total=0), "pass", "brings no files"),
        (on_a_volume(folder=None), "skip", "cannot see what the volume hides"),
        (on_a_volume(missing=(".bashrc",)), "warn", "/tmp_home/jovyan was not copied into /home/jovyan"),
        (
            on_a_volume(missing=(".bashrc",), seen_at=STARTED + 2),
            "pass",
            "1 file from /tmp_home/jovyan is not in /home/jovyan yet",
        ),
        (on_a_volume(missing=(".bashrc",), total=2), "pass", "has what the image brings"),
        (on_a_volume(outdated=(".condarc",)), "pass", ".condarc is older than the image's, and cp -n keeps it"),
        (without_a_volume(), "pass", "no files of its own"),
        (without_a_volume(Entry("work", STARTED + 60)), "pass", "no files of its own"),
        (without_a_volume(Entry("env", STARTED - 9e5), Entry("x", STARTED + 9)), "warn", "has 1 file from the image"),
        (on_a_volume(closed=("kept",)), "warn", "/tmp_home/jovyan/kept cannot be read"),
        (on_a_volume(closed=("",), total=0), "warn", "/tmp_home/jovyan cannot be read"),
        (unwritable(Trial("/home/jovyan", 0, 0, 0o755, "create", 13)), "skip", "cannot be written: permission denied"),
        (unwritable(), "skip", "cannot be written: no space left"),
        (facts(home={"directory": Directory("/", "/")}), "skip", "HOME is /"),
        (facts(home={"seed": Unknown("did not answer within 3 s", 110)}), "skip", "HOME did not answer"),
        (facts(home={"seed": Unknown("permission denied", 13)}), "error", "permission denied"),
    ],
)
def test_home_seed(found, status, words):
    verdict = judge_one("home.seed", found)
    assert verdict.status is Status(status)
    assert words in verdict.summary


def test_a_laptop_has_no_image():
    laptop = facts(
        home={"seed": Seed(None, 0, (), (), (Entry("work", 0.0),), 2e9)},
        mounts=mounted(ROOT._replace(fs="ext4"), hosts=None, root=ROOT._replace(fs="ext4")),
        container={"kubernetes": False, "traces": ()},
    )
    assert judge_one("home.seed", laptop).status is Status.SKIP


def test_without_a_platform_no_volume_is_expected_to_hide_the_images_files():
    container = facts(
        home={"seed": FOUND._replace(entries=(Entry("env", STARTED - 9e5),))},
        mounts=mounted(ROOT),
        container={"signals": {}, "nb_prefix": None, "services": (), "traces": ("/.dockerenv",)},
    )
    verdict = judge_one("home.seed", container)
    assert verdict.status is Status.SKIP
    assert "has 1 file from the image, and no volume is expected there" in verdict.summary
