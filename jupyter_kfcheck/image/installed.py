"""What becomes of a package that a user installs: put in by pip in the run `first`, looked for in the run `second`."""

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.image import inside
from jupyter_kfcheck.image.inside import Place
from jupyter_kfcheck.image.wheel import FILE, NAME
from jupyter_kfcheck.image.workshop import PACKAGE
from jupyter_kfcheck.model import Result, Status, Struct

PIP = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index", "--no-deps", f"{PACKAGE}/{FILE}")
# The folder it is in, if it is anywhere. Without -I, which hides what is in HOME.
FIND = f"import importlib.util as u, os; s = u.find_spec({NAME!r}); print(os.path.dirname(s.origin) if s else '')"
CHECK = "packages.lost"


class Left(Struct):
    """A package that pip put into ``folder``; None where it could not, with the ``problem`` in its own words."""

    folder: str | None
    problem: str = ""


def leave(place: Place, container: str) -> Left:
    """Install a package of nothing as a user does, wherever pip likes to put it. Raises `EngineDiedError`."""
    python = place.tools.python or ""
    done = inside.ask(place, container, python, *PIP, seconds=inside.SLOW)
    folder = _find(place, container)
    errors = (line for line in done.err.splitlines() if line.lower().startswith("error: "))  # hints come after it
    return Left(folder) if folder else Left(None, next(errors, done.words))


def told(left: Left, place: Place, container: str) -> Result:
    """Whether it is still there in another container on the same volume. Raises `EngineDiedError`."""
    check = BY_ID[CHECK]
    if left.folder is None:
        summary = f"a user cannot install a package in this image, so none is lost: {left.problem[:200]}"
        return Result(check.id, check.category, check.title, Status.PASS, summary)
    kept = _find(place, container) is not None
    outcome = "is still there in the second" if kept else "is gone in the second: only what is in HOME lasts"
    summary = f"what `pip install` put into {left.folder} in the first run {outcome}"
    evidence = {"folder": left.folder, "kept": kept}
    return Result(check.id, check.category, check.title, Status.PASS, summary, evidence)


def _find(place: Place, container: str) -> str | None:
    done = inside.ask(place, container, place.tools.python or "", "-c", FIND, seconds=inside.SLOW)
    return done.out.strip() or None
