"""What RStudio Server needs before it starts, and what it makes of the path that a gateway has taken away."""

import posixpath
import re
from typing import TYPE_CHECKING

from jupyter_kfcheck.facts import stated
from jupyter_kfcheck.host import devices, files
from jupyter_kfcheck.model import Struct, Unknown

if TYPE_CHECKING:
    from jupyter_kfcheck.address import Address
    from jupyter_kfcheck.facts.server.exchange import Asker

ROOT_PATH = "X-RStudio-Root-Path"
HOPS = 5
DATABASE, DATA = "/var/lib/rstudio-server", "/var/run/rstudio-server"
FILE = "rstudio.sqlite"


class Folder(Struct):
    """A directory that RStudio writes: its ``what`` is ``database`` or ``data``.

    ``tried`` is that, its database's file, or, until it is made, what it is made in. ``errno`` says why it cannot be
    written, None where it can. ``owner`` and ``mode`` are those of ``tried``.
    """

    what: str
    path: str
    tried: str
    errno: int | None = None
    owner: tuple[int, int] | None = None
    mode: int | None = None


class Hop(Struct):
    """One answer on the way to the first page: the path that its Location leads to, and the paths of its cookies."""

    location: str | None
    cookies: tuple[str, ...] = ()


def rooted(asker: "Asker", to: "Address", prefix: str) -> tuple[Hop, ...]:
    """The way from / as a visitor takes it whose gateway has taken ``prefix`` away and says so in a header.

    RStudio leads to whole URLs. What lies below ``prefix`` is asked for without it, as the gateway would.
    """
    hops: list[Hop] = []
    target, jar = "/", ""
    while len(hops) < HOPS:
        answer = asker.visit(to, target, {ROOT_PATH: prefix} | ({"Cookie": jar} if jar else {}))
        if answer is None or not (answer.location or answer.cookies):
            break
        path = re.sub(r"^https?://[^/?#]*", "", answer.location) if answer.location else None
        hops.append(Hop(path.partition("?")[0] if path is not None else None, tuple(map(_path, answer.cookies))))
        if not path:
            break
        jar = "; ".join(filter(None, [jar, *(cookie.partition(";")[0] for cookie in answer.cookies)]))
        target = f"/{path.removeprefix(prefix).lstrip('/')}"
    return tuple(hops)


def _path(cookie: str) -> str:
    found = re.search(r";\s*path=([^;]*)", cookie, re.IGNORECASE)
    return found[1].strip() if found else ""


def folders(pid: int | None) -> tuple[Folder, ...]:
    """The directories as its configuration names them; ``pid`` is RStudio's, where it runs."""
    told = stated.look("rstudio", pid)
    settings = told.settings if isinstance(told, stated.Stated) else {}
    database = stated.conf(settings.get("database-config-file", f"{stated.RSTUDIO}/database.conf"))
    wanted = {"data": settings.get("server-data-dir", DATA)}
    if database.get("provider", "sqlite") == "sqlite":
        wanted = {"database": database.get("directory", DATABASE)} | wanted
    return tuple(_folder(what, path) for what, path in wanted.items() if path.startswith("/"))


def _folder(what: str, path: str) -> Folder:
    tried = f"{path}/{FILE}" if what == "database" and files.exists(f"{path}/{FILE}") else path
    while not files.exists(tried) and tried != "/":
        tried = posixpath.dirname(tried)
    about = files.about(tried)
    if isinstance(about, Unknown):
        return Folder(what, path, tried, about.errno)
    return Folder(what, path, tried, devices.try_access(tried) or None, (about.uid, about.gid), about.mode)
