import os

import pytest

from jupyter_kfcheck.facts.seed import LIMIT, look


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """The image's folder and HOME, both empty."""
    image, home = tmp_path / "image", tmp_path / "home"
    image.mkdir()
    home.mkdir()
    monkeypatch.setenv("HOME_TMP", str(image))
    return image, home


def put(folder, name, text, age=0.0):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (1e9 - age, 1e9 - age))


def test_what_is_missing_and_what_is_outdated(folders):
    image, home = folders
    for name in (".missing", ".config/deep", ".same", ".changed", ".newer", ".longer"):
        put(image, name, "new")
    put(home, ".same", "new", age=60)
    put(home, ".changed", "old", age=60)
    put(home, ".newer", "own", age=-60)
    put(home, ".longer", "another", age=60)
    found = look(str(home))
    assert (found.folder, found.total) == (str(image), 6)
    assert set(found.missing) == {".missing", ".config/deep"}
    assert set(found.outdated) == {".changed", ".longer"}


def test_names_in_home_but_not_those_that_any_home_has(folders):
    _, home = folders
    for name in (".bashrc", "env"):
        put(home, name, "x")
    assert [entry.name for entry in look(str(home)).entries] == ["env"]


def test_a_link_is_not_followed(folders):
    image, home = folders
    put(image, "file", "new")
    (home / "file").symlink_to("/nowhere")
    found = look(str(home))
    assert (found.missing, found.outdated) == ((), ())


def test_a_large_folder_is_not_walked_to_its_end(folders):
    image, home = folders
    for number in range(LIMIT + 9):
        put(image, f"d{number // 20}/{number}", "x")
    assert look(str(home)).total == LIMIT


def test_an_image_without_the_folder(folders, monkeypatch):
    monkeypatch.setenv("HOME_TMP", "/nowhere")
    assert look(str(folders[1])).folder is None
