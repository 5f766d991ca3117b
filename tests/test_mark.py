"""Leaving the mark on real files: what it says of itself, how it grows, and that nothing leads it astray."""

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from jupyter_kfcheck.checks.home.proof import in_place, prove
from jupyter_kfcheck.facts import mark as facts_mark
from jupyter_kfcheck.facts.home import Directory
from jupyter_kfcheck.facts.mark import Mark
from jupyter_kfcheck.host import disk
from jupyter_kfcheck.host import mark as file
from jupyter_kfcheck.model import Unknown
from jupyter_kfcheck.startup.mark import KEEP, leave
from tests.build import HOSTS, VOLUME, facts, mounted
from tests.faults.mounts import tmpfs
from tests.tools import need

SECONDS = 5.0


def read(home):
    return facts_mark.read(disk.open_directory(str(home)))


def start(home, pod):
    """One start of `pod` on `home`; returns what it found there."""
    found = read(home)
    hosts = HOSTS._replace(root=f"/pods/{pod}/etc-hosts")
    seen = facts(
        home={"mark": found, "directory": Directory(str(home), str(home))}, mounts=mounted(VOLUME, hosts=hosts)
    )
    assert leave(seen, SECONDS) is None
    return found


def proven(home, pod):
    return prove(read(home), VOLUME, pod, None).pods


def path(home):
    return home / ".local/state/kfcheck/starts.jsonl"


def test_the_mark_proves_over_pods_and_not_over_restarts(tmp_path):
    assert start(tmp_path, "a") is None
    assert proven(tmp_path, "a") == 0
    start(tmp_path, "a")
    assert proven(tmp_path, "a") == 0
    start(tmp_path, "b")
    assert proven(tmp_path, "b") == 1
    start(tmp_path, "c")
    assert proven(tmp_path, "c") == 2


def test_it_stays_small_and_goes_on_counting(tmp_path):
    for number in range(KEEP + 9):
        start(tmp_path, f"pod-{number}")
    records = read(tmp_path).records
    assert [record.life for record in records] == ["pod-0", *(f"pod-{n}" for n in range(9, KEEP + 9))]
    assert proven(tmp_path, "new") == KEEP + 9
    assert os.listdir(path(tmp_path).parent) == ["starts.jsonl"]


def test_a_copy_proves_nothing_and_starts_anew(tmp_path):
    start(tmp_path, "a")
    copied = path(tmp_path).read_bytes()
    path(tmp_path).unlink()
    path(tmp_path).write_bytes(copied)
    assert not in_place(read(tmp_path), VOLUME)
    start(tmp_path, "b")
    assert [record.life for record in read(tmp_path).records] == ["b"]


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 99, b"{}\n[]\n", b"[" * 99_999, b'{"time": NaN}\n'])
def test_a_damaged_mark_is_replaced(tmp_path, content):
    start(tmp_path, "a")
    path(tmp_path).write_bytes(content)
    assert read(tmp_path).records == ()
    start(tmp_path, "b")
    assert [record.life for record in read(tmp_path).records] == ["b"]


@pytest.mark.parametrize("time", ["NaN", "1e300", "-1", "Infinity"])
def test_a_record_of_no_possible_time_is_damage(tmp_path, time):
    start(tmp_path, "a")
    text = path(tmp_path).read_text()
    path(tmp_path).write_text(re.sub(r'"time": [\d.]+', f'"time": {time}', text))
    assert (read(tmp_path).records, read(tmp_path).damaged) == ((), 1)


@pytest.mark.parametrize("planted", [".local", ".local/state", ".local/state/kfcheck"])
def test_a_link_in_its_way_is_not_followed(tmp_path, planted):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (home / planted).parent.mkdir(parents=True)
    (home / planted).symlink_to(elsewhere)
    assert isinstance(read(home), Unknown)
    assert leave(facts(home={"directory": Directory(str(home), str(home))}), SECONDS) == "not a directory"
    assert os.listdir(elsewhere) == []


def test_a_link_in_its_place_is_replaced_and_its_target_untouched(tmp_path):
    target = tmp_path / "precious"
    target.write_text("precious")
    path(tmp_path).parent.mkdir(parents=True)
    path(tmp_path).symlink_to(target)
    assert leave(facts(home={"directory": Directory(str(tmp_path), str(tmp_path))}), SECONDS) is None
    assert target.read_text() == "precious"
    assert isinstance(read(tmp_path), Mark)


def test_many_who_start_at_once_leave_it_all_and_no_draft(tmp_path):
    left = path(tmp_path).with_name(".starts.jsonl.1.old")
    left.parent.mkdir(parents=True)
    left.touch()
    os.utime(left, (time.time() - 120,) * 2)  # of a start that was killed
    folder = os.open(left.parent, os.O_RDONLY)
    with ThreadPoolExecutor(20) as starts:
        list(starts.map(lambda n: file.replace(folder, lambda _: f"{n}\n"), range(40)))
    os.close(folder)
    assert os.listdir(left.parent) == ["starts.jsonl"]


def test_a_fifo_in_its_place_is_no_mark(tmp_path):
    path(tmp_path).parent.mkdir(parents=True)
    os.mkfifo(path(tmp_path))
    assert read(tmp_path) is None


@pytest.mark.root
def test_another_volume_below_home_does_not_speak_for_home(tmp_path):
    need("root")
    with tmpfs(tmp_path / ".local"):
        assert leave(facts(home={"directory": Directory(str(tmp_path), str(tmp_path))}), SECONDS)
        assert isinstance(read(tmp_path), Unknown)
