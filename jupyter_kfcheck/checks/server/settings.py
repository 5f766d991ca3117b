"""Who can change a setting of Jupyter's: by what sets it, the command line, a file in HOME, the image, a variable."""

from typing import Any

from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, USER, Remedy
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server import sources
from jupyter_kfcheck.facts.server.sources import Source
from jupyter_kfcheck.model import Advice, known

READS = ("server.configured",)
HASHED = "hashed_password"
LOGIN = ("token", "password", HASHED)
IN_HOME = Remedy("A file in HOME sets it", USER, "Take `{name}` out of {file}, then stop and start the notebook.")
IN_IMAGE = Remedy("A file of the image sets it", IMAGE, "Take `{name}` out of {file} in the image.")
ON_VOLUME = Remedy("A file on a volume sets it, a ConfigMap's", PLATFORM, "Take `{name}` out of {file}: it is mounted.")
NO_VARIABLE = Remedy("A variable of the pod sets a token", PLATFORM, "Take {name} out of the pod's `env`.")
NO_ENV = Remedy("A variable of the image sets a token", IMAGE, "If the Dockerfile sets `ENV {name}`, remove it there.")
WIN = Remedy(
    "A hashed password in a file, which `--ServerApp.password` does not switch off (Jupyter)",
    IMAGE,
    "Let the command line win over it: start the server with "
    "`--IdentityProvider.token='' --PasswordIdentityProvider.hashed_password=''`.",
)
REMEDIES = (IN_HOME, IN_IMAGE, ON_VOLUME)
LOGIN_REMEDIES = (*REMEDIES, NO_VARIABLE, NO_ENV, WIN)
_FILES = {sources.HOME: IN_HOME, sources.IMAGE: IN_IMAGE, sources.VOLUME: ON_VOLUME}


def advice(facts: Facts, flag: Advice, *names: str) -> list[Advice]:
    """How another value gets into the settings ``names``: ``flag`` would set them, and wins over every file."""
    found = _named(facts, names)
    flagged = {_bare(source) for source in found if source.by == sources.FLAG}
    return [*(_out(source) for source in found if source.at and _bare(source) not in flagged), flag]


def login(facts: Facts, flag: Advice) -> list[Advice]:
    """How a login is switched off. ``flag`` wins over a token in any file or variable, but not over a hashed password
    in a file, for it sets that one's older name (seen with jupyter_server 2).
    """
    found = _named(facts, LOGIN)
    settled = {_bare(source) for source in found if source.by == sources.FLAG}
    asking = [source for source in found if source.at and not source.empty and _bare(source) not in settled]
    advice = [_out(source) for source in asking]
    if not any(_bare(source) == "token" for source in found):
        for source in (source for source in found if source.by == sources.VARIABLE):
            advice += [NO_VARIABLE.fill(name=source.name), NO_ENV.fill(name=source.name)]
    return [*advice, WIN.fill() if any(_bare(source) == HASHED for source in asking) else flag]


def flag(facts: Facts, name: str) -> str | None:
    """What the command line sets it to; None where it does not, or it may be a secret."""
    return next((source.value for source in _named(facts, (name,)) if source.by == sources.FLAG), None)


def evidence(facts: Facts, *names: str) -> dict[str, Any]:
    """Where these settings are set, without their values."""
    found = [f"{source.at or source.by}: {source.name}" for source in _named(facts, names)]
    return {"set_by": found} if found else {}


def _named(facts: Facts, names: tuple[str, ...]) -> list[Source]:
    variables = names == LOGIN
    found = known(facts.server.configured) or ()
    return [s for s in found if _bare(s) in names or (variables and s.by == sources.VARIABLE)]


def _bare(source: Source) -> str:
    return source.name.rpartition(".")[2]


def _out(source: Source) -> Advice:
    return _FILES[source.by].fill(name=source.name, file=source.at)
