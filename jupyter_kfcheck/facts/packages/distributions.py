"""The distributions in a folder of packages, by the names of their metadata."""

import re

from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Unknown

LIMIT = 5000  # names of a folder that are looked at
# Not compiled here: most HOMEs have no packages, and every start would pay.
_METADATA = r"([A-Za-z0-9][\w.+!]*?)-(\d[^-]*)(?:-.*)?\.(?:dist|egg)-info"


def named(entry: str) -> tuple[str, str] | None:
    """Name, spelled as pip compares names, and version: ``("ruamel-yaml", "0.18")`` of ruamel.yaml-0.18.dist-info."""
    if not entry.endswith("-info"):  # there may be thousands
        return None
    found = re.fullmatch(_METADATA, entry)
    return (re.sub(r"[-_.]+", "-", found[1]).lower(), found[2]) if found else None


def of(folder: str) -> dict[str, str]:
    """Name to version of what is installed in a folder; nothing where it cannot be read."""
    names = files.remembered(folder)
    if isinstance(names, Unknown):
        return {}
    return dict(found for entry in names[:LIMIT] if (found := named(entry)))


def older(version: str, other: str) -> bool:
    """Whether a version's numbers come before those of another."""
    return _numbers(version) < _numbers(other)


def _numbers(version: str) -> list[int]:
    release = re.match(r"(?:\d+!)?(\d+(?:\.\d+)*)", version)
    return [int(number) for number in release[1].split(".")] if release else []
