"""How each IDE is told where to listen and whom to let in, by IDE, for their flags differ; and who can change that in
Jupyter, by what sets it: the command line, a file in HOME, the image, a variable.
"""

from typing import Any

from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, USER, Remedy
from jupyter_kfcheck.checks.server.common import CODESERVER, JUPYTER, OTHER, RSTUDIO
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server import sources
from jupyter_kfcheck.facts.server.sources import Source
from jupyter_kfcheck.model import Advice, known

BIND_ADDR = Remedy(
    "No server on the port, or on the loopback only (code-server)",
    IMAGE,
    "Start the server with `--bind-addr 0.0.0.0:{port}`.",
)
LISTEN = Remedy(
    "No server on the port, or on the loopback only (other servers)",
    IMAGE,
    "Let the server listen on port {port} of all addresses: 0.0.0.0.",
)
PORT = {
    JUPYTER: Remedy("No server on the port (Jupyter)", IMAGE, "Start the server with `--ServerApp.port={port}`."),
    CODESERVER: BIND_ADDR,
    RSTUDIO: Remedy("No server on the port (RStudio)", IMAGE, "Start the server with `--www-port={port}`."),
    OTHER: LISTEN,
}
ADDRESS = {
    JUPYTER: Remedy("On the loopback only (Jupyter)", IMAGE, "Start the server with `--ServerApp.ip=0.0.0.0`."),
    CODESERVER: BIND_ADDR,
    RSTUDIO: Remedy("On the loopback only (RStudio)", IMAGE, "Start the server with `--www-address=0.0.0.0`."),
    OTHER: LISTEN,
}
_IPV6 = "On the loopback only, in a cluster with IPv6 only"
ADDRESS_IPV6 = {
    JUPYTER: Remedy(f"{_IPV6} (Jupyter)", IMAGE, "Start the server with `--ServerApp.ip='::'`."),
    CODESERVER: Remedy(f"{_IPV6} (code-server)", IMAGE, "Start the server with `--bind-addr '[::]:{port}'`."),
    RSTUDIO: Remedy(f"{_IPV6} (RStudio)", IMAGE, "Start the server with `--www-address='::'`."),
    OTHER: Remedy(f"{_IPV6} (other servers)", IMAGE, "Let the server listen on port {port} of all addresses: `::`."),
}
BASE_URL = Remedy(
    "Jupyter serves another path",
    IMAGE,
    'Start the server with `--ServerApp.base_url="${{variable}}"`, through a shell. A CMD in JSON form does not '
    "fill in the variable.",
)
_LET_IN = "The platform has let the user in already."
NO_LOGIN = {
    JUPYTER: Remedy(
        "A login (Jupyter)",
        IMAGE,
        f"Start the server with `--ServerApp.token='' --ServerApp.password=''`. {_LET_IN}",
    ),
    CODESERVER: Remedy("A login (code-server)", IMAGE, f"Start the server with `--auth none`. {_LET_IN}"),
    RSTUDIO: Remedy(
        "A login (RStudio)",
        IMAGE,
        f"Start the server with `--auth-none=1`, and with USER set to the user that it runs as. {_LET_IN}",
    ),
    OTHER: Remedy("A login (other servers)", IMAGE, f"Switch the server's own login off. {_LET_IN}"),
}
ANY_ORIGIN = Remedy(
    "No such header, or a foreign Origin is refused (Jupyter)",
    IMAGE,
    "Start the server with `--ServerApp.allow_origin='*'`.",
)
ANY_HOST = Remedy(
    "A foreign Host is refused (Jupyter)", IMAGE, "Start the server with `--ServerApp.allow_remote_access=True`."
)
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
