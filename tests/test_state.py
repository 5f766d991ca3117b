"""The state directory keeps documents, and nobody's tricks with links get anything out of it."""

import os
import posix
import stat

import pytest

from jupyter_kfcheck.state import documents


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("KFCHECK_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def test_default_places(monkeypatch):
    monkeypatch.delenv("KFCHECK_STATE_DIR", raising=False)
    assert documents.places() == ["/run/kfcheck", f"/tmp/kfcheck-{os.geteuid()}"]


def test_a_document_comes_back_and_only_we_can_read_it(place):
    assert documents.save(documents.REPORT, b"one") == f"{place}/report.json"
    assert documents.save(documents.REPORT, b"two") == f"{place}/report.json"
    assert documents.load(documents.REPORT) == b"two"
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE((place / "report.json").stat().st_mode) == 0o600
    assert os.listdir(place) == ["report.json"]
    documents.remove(documents.REPORT)
    assert documents.load(documents.REPORT) is None


def test_without_a_directory_nothing_is_read_and_nothing_made(place):
    assert documents.load(documents.REPORT) is None
    assert not place.exists()


def test_the_next_place_is_taken_when_the_first_cannot_be(place, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(documents, "places", lambda: [f"{tmp_path}/file/x", str(place)])
    assert documents.save(documents.STARTUP, b"x") == f"{place}/startup.json"
    assert documents.load(documents.STARTUP) == b"x"


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_directory_that_others_can_enter_is_not_used(place, mode):
    place.mkdir()
    place.chmod(mode)
    assert documents.save(documents.REPORT, b"x") is None
    assert os.listdir(place) == []


def test_a_directory_of_another_owner_is_not_used(place, monkeypatch):
    place.mkdir(0o700)
    (place / "report.json").write_bytes(b"planted")
    owner = place.stat().st_uid
    monkeypatch.setattr(posix, "geteuid", lambda: owner + 1)
    assert documents.load(documents.REPORT) is None
    assert documents.save(documents.REPORT, b"x") is None


def test_a_link_in_place_of_the_directory_is_not_followed(place, tmp_path):
    (tmp_path / "victim").mkdir(0o700)
    place.symlink_to(tmp_path / "victim")
    assert documents.save(documents.REPORT, b"x") is None
    assert os.listdir(tmp_path / "victim") == []


def test_a_planted_link_is_replaced_not_followed(place, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    place.mkdir(0o700)
    (place / "report.json").symlink_to(victim)
    assert documents.load(documents.REPORT) is None
    documents.save(documents.REPORT, b"x")
    assert victim.read_text() == "precious"
    assert documents.load(documents.REPORT) == b"x"


def test_a_planted_link_for_the_draft_is_not_followed(place, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    place.mkdir(0o700)
    (place / f".report.json.{os.getpid()}").symlink_to(victim)
    assert documents.save(documents.REPORT, b"x")
    assert victim.read_text() == "precious"


def test_a_pipe_does_not_block_and_a_huge_file_is_not_read(place):
    place.mkdir(0o700)
    os.mkfifo(place / "report.json")
    assert documents.load(documents.REPORT) is None
    with open(place / "server.json", "wb") as file:
        file.truncate(documents.LIMIT + 1)
    assert documents.load(documents.SERVER) is None
