"""Packages in HOME that every Python finds before the image's, and those that no Python finds any more."""

import re
from collections.abc import Iterable

from jupyter_kfcheck.facts.packages import distributions
from jupyter_kfcheck.facts.pythons import Python
from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Struct

LIMIT = 50  # names that are handed over of each kind


class Hidden(Struct):
    """A distribution in HOME with another version than the image's: ``version`` in HOME ``hides`` the image's."""

    name: str
    version: str
    hides: str
    folder: str


class Stranded(Struct):
    """A folder in HOME of a Python that the image does not have, and what is in no other: at most `LIMIT` names."""

    folder: str
    version: str
    names: tuple[str, ...]


def hidden(pythons: Iterable[Python]) -> tuple[Hidden, ...]:
    """What the folders in HOME hide from these Pythons, each once."""
    found: dict[tuple[str, str], Hidden] = {}
    for python in pythons:
        mine = {
            name: (version, folder)
            for folder in python.home_folders
            for name, version in distributions.of(folder).items()
        }
        image = _of_image(python) if mine else {}
        for name, (version, folder) in mine.items():
            if name in image and image[name] != version:
                found.setdefault((folder, name), Hidden(name, version, image[name], folder))
    return tuple(found.values())[:LIMIT]


def _of_image(python: Python) -> dict[str, str]:
    together: dict[str, str] = {}
    for folder in reversed([folder for folder in python.folders if folder not in python.home_folders]):
        together |= distributions.of(folder)  # the first folder that has it wins
    return together


def stranded(home: str, image: Iterable[Python]) -> tuple[Stranded, ...]:
    """The folders of other Pythons below ``~/.local/lib``, where they hold what no Python of the image has."""
    names = files.names_in(f"{home}/.local/lib")
    there = [name for name in names if re.fullmatch(r"python3\.\d+", name)] if isinstance(names, tuple) else []
    current = {
        version for python in image for folder in python.folders for version in re.findall(r"/(python3\.\d+)/", folder)
    }
    others = [name for name in there if name not in current] if current else []
    if not others:
        return ()
    usual = {name for python in image for name in _of_image(python)}
    for version in current:
        usual |= set(distributions.of(f"{home}/.local/lib/{version}/site-packages"))
    found = []
    for version in others:
        folder = f"{home}/.local/lib/{version}/site-packages"
        lost = sorted(set(distributions.of(folder)) - usual)
        if lost:
            found.append(Stranded(folder, version, tuple(lost[:LIMIT])))
    return tuple(found)
