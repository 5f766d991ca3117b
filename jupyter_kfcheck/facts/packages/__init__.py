"""Installed packages, kernels and Jupyter's configuration, by the names of files and folders; nothing is imported."""

import posixpath
from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import pythons
from jupyter_kfcheck.facts.packages import environments, fresh, settings, shadows
from jupyter_kfcheck.facts.packages.environments import Broken
from jupyter_kfcheck.facts.packages.fresh import Fresh
from jupyter_kfcheck.facts.packages.settings import Setting
from jupyter_kfcheck.facts.packages.shadows import Hidden, Stranded
from jupyter_kfcheck.host import disk, files, owner
from jupyter_kfcheck.model import Struct, Unknown


class InHome(Struct):
    """What HOME has of its own: packages in front of the image's, packages of another Python, kernels and environments
    that cannot start, settings of Jupyter. ``user_site`` is False where PYTHONNOUSERSITE keeps packages in HOME out.
    """

    hidden: tuple[Hidden, ...] = ()
    stranded: tuple[Stranded, ...] = ()
    broken: tuple[Broken, ...] = ()
    settings: tuple[Setting, ...] = ()
    user_site: bool = True


class Packages(Struct):
    """``fresh`` was installed into the container since the IDE runs; ``flags`` are the settings that its command has.

    A child of root becomes HOME's owner before it looks into HOME.
    """

    fresh: Fresh | Unknown
    home: InHome | Unknown
    flags: tuple[str, ...] | Unknown = ()


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `Packages`, HOME's last: it may hang."""
    image = pythons.of_image()
    yield "fresh", files.told(lambda: fresh.look(contract, image))
    yield "flags", files.told(lambda: settings.flags(contract))
    env = files.env("HOME")
    if not env or not env.startswith("/"):
        yield "home", Unknown("HOME is not set" if not env else "HOME is not an absolute path")
        return
    yield "home", files.told(lambda: _in_home(posixpath.realpath(env), image))


def _in_home(home: str, image: tuple[pythons.Python, ...]) -> InHome:
    fd = disk.open_directory(home)
    owner.become(fd)
    disk.enter(fd)
    disk.close(fd)
    mine = pythons.of_home(home, image)
    return InHome(
        hidden=shadows.hidden(mine),
        stranded=shadows.stranded(home, image),
        broken=environments.broken(home),
        settings=settings.found(home),
        user_site=not files.env("PYTHONNOUSERSITE"),
    )
