"""When a trial is made again in the background: each reason with plain facts, and what is really written."""

import os
import time

import pytest

from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import again, home, runtime
from jupyter_kfcheck.facts.again import Seen
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.host import disk

MIB, GIB = 1 << 20, 1 << 30
HOME = Trial("/h", 1000, 100, 0o755)
CACHE = Trial("/h/.cache", 1000, 100, 0o755)
SEEN = Seen(7, 40, 0, 1000, 100, 0o755, (5 * GIB, 10 * GIB, 1000, 2000), (HOME, CACHE))


def refused(place, errno=13):
    return place._replace(step="access", errno=errno)


@pytest.mark.parametrize(
    "now",
    [
        SEEN._replace(mount=8),
        SEEN._replace(device=41),
        SEEN._replace(flags=os.ST_RDONLY),
        SEEN._replace(uid=0),
        SEEN._replace(gid=0),
        SEEN._replace(mode=0o555),
        SEEN._replace(places=(refused(HOME), CACHE)),
        SEEN._replace(places=(HOME, refused(CACHE))),
        SEEN._replace(places=(HOME, CACHE._replace(uid=0))),
        SEEN._replace(places=(HOME, CACHE, refused(Trial("/h/.bash_history", 0, 0, 0o600)))),
        SEEN._replace(space=(1023 * MIB, 10 * GIB, 1000, 2000)),
        SEEN._replace(space=(99 * MIB, 10 * GIB, 1000, 2000)),
        SEEN._replace(space=(MIB - 1, 10 * GIB, 1000, 2000)),
        SEEN._replace(space=(5 * GIB, 100 * GIB + 1, 1000, 2000)),
        SEEN._replace(space=(5 * GIB, 10 * GIB, 0, 2000)),
        SEEN._replace(space=(5 * GIB, 10 * GIB, 99, 2000)),
    ],
    ids=lambda now: str([f for f in Seen._fields if getattr(now, f) != getattr(SEEN, f)]),
)
def test_what_a_trial_depends_on(now):
    assert again.changed(SEEN, now, Contract())
    assert again.changed(now, SEEN, Contract()) or now.places[2:]  # and back again; what is gone is no change


@pytest.mark.parametrize(
    "now",
    [
        SEEN,
        SEEN._replace(space=(4 * GIB, 10 * GIB, 900, 2000)),
        SEEN._replace(places=(HOME,)),
        SEEN._replace(places=(HOME, CACHE, Trial("/h/.bash_history", 1000, 100, 0o600))),
    ],
)
def test_what_changes_nothing(now):
    assert not again.changed(SEEN, now, Contract())


def test_a_trial_stands_for_a_quarter_of_an_hour_and_never_from_the_future():
    now = time.time()
    assert not again.old(now - 890)
    assert again.old(now - 910)
    assert again.old(now + 60)


@pytest.mark.parametrize("earlier", [None, {}, {"home": None}, {"home": {"trials": []}}, {"home": [1]}])
def test_what_was_written_otherwise_is_nothing(earlier):
    assert again.last(home.Last, earlier, "home") is None


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A HOME with two of the folders in it, and all folders that are really written to."""
    for name in (".cache", ".config"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    written = []
    real = disk.try_writing

    def write(directory):
        written.append(os.readlink(f"/proc/self/fd/{directory}"))
        real(directory)

    monkeypatch.setattr(disk, "try_writing", write)
    return tmp_path, written


def look(earlier, module=home):
    parts = dict(module.gather(Contract(earlier=earlier)))
    kind = {home: home.Home, runtime: runtime.Runtime}[module]
    return kind(**{name: parts.get(name) for name in kind._fields})


def kept(found, **changes):
    last = home.Last(found.trials, found.trials_at, found.seen)._replace(**changes)
    return {"home": encode(last)}


def test_everything_is_tried_where_no_word_is_said_of_earlier(place):
    folder, written = place
    found = look(None)
    assert written == [str(folder), f"{folder}/.cache", f"{folder}/.config"]
    assert [trial.path for trial in found.trials] == written


def test_in_the_background_home_alone_where_there_is_no_result_yet(place):
    folder, written = place
    found = look({})
    assert written == [str(folder)]
    assert [trial.path for trial in found.trials] == [str(folder), f"{folder}/.cache", f"{folder}/.config"]


def test_in_between_it_is_carried_over_with_its_time_and_nothing_is_written(place):
    _, written = place
    first = look(None)
    at = first.trials_at - 100
    written.clear()
    found = look(kept(first, trials_at=at))
    assert written == []
    assert (found.trials, found.trials_at) == (first.trials, at)


def test_it_is_made_again_in_home_alone_when_it_is_old_or_something_has_changed(place):
    folder, written = place
    first = look(None)
    written.clear()
    assert look(kept(first, trials_at=first.trials_at - 901)).trials_at >= first.trials_at
    (folder / ".cache").chmod(0o700)
    assert look(kept(first)).trials[1].mode == 0o700
    assert written == [str(folder)] * 2


def test_a_refusal_that_only_a_trial_shows_stays_until_its_folder_changes(place):
    folder, _ = place
    first = look(None)
    full = first.trials[2]._replace(step="write", errno=122)  # a quota of .config's own
    shown = kept(first, trials=(*first.trials[:2], full), trials_at=first.trials_at - 901)
    assert look(shown).trials[2] == full
    (folder / ".config").chmod(0o700)
    assert look(shown).trials[2].errno is None


def test_the_runtime_directory_is_tried_once(tmp_path, monkeypatch):
    made = []
    real = disk.try_private
    monkeypatch.setattr(disk, "try_private", lambda fd: made.append(fd) or real(fd))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "r").mkdir()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "r"))
    first = look(None, runtime)

    def again_with(**changes):
        last = runtime.Last(first.directory, first.file, first.file_at, first.seen)._replace(**changes)
        return look({"runtime": encode(last)}, runtime)

    assert again_with(file_at=first.file_at - 100).file_at == first.file_at - 100
    assert again_with(file_at=first.file_at - 2000).file == first.file  # on HOME's own mount age alone is no reason
    assert len(made) == 1
    monkeypatch.setenv("HOME", "/proc")
    again_with(file_at=first.file_at - 2000)
    assert len(made) == 2
    (tmp_path / "r").chmod(0o700)
    again_with()
    assert len(made) == 3
