"""How each IDE is told where to listen and whom to let in. By IDE, for their flags differ."""

from jupyter_kfcheck.checks.check import IMAGE, Remedy
from jupyter_kfcheck.checks.server.common import CODESERVER, JUPYTER, OTHER, RSTUDIO

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
