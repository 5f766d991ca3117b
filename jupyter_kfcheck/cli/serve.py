"""``kfcheck serve``: the report, the probes and the metrics for an IDE that has no Jupyter Server."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable

from jupyter_kfcheck.cli.common import OK, Commands, configuration, say
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.model import Report
from jupyter_kfcheck.probe import main as probe

TOKEN_LIMIT = 4096


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "serve",
        help="serve the report, probes and metrics without Jupyter (code-server, RStudio, others)",
        description="Serves the report at http://127.0.0.1:9889/kfcheck. KFCHECK_LISTEN names another HOST:PORT. "
        "KFCHECK_TOKEN or KFCHECK_TOKEN_FILE sets the token that opens the report where it does not listen on the "
        "loopback address alone. KFCHECK_READY_CHECKS names the checks that readyz looks at, KFCHECK_MAX_AGE the age "
        "in seconds from which the report is refreshed. Ends on SIGTERM, a second after readyz has said no.",
        allow_abbrev=False,
    )
    parser.set_defaults(command=command)


def command(_options: argparse.Namespace) -> int:
    """Serve until told to end."""
    return run(configuration(tolerant=True, stays=True), *probe.ide())


def run(
    contract: Contract,
    kind: str,
    port: int,
    ready: Callable[[], Awaitable[None]] | None = None,
    tell: Callable[[Report | None], Awaitable[None]] | None = None,
) -> int:
    """Serve beside the IDE of this ``kind`` on ``port``.

    The first report waits for ``ready``; ``tell`` gets it, and may go on until the server ends.
    """
    from jupyter_kfcheck.server import standalone  # noqa: PLC0415 - tornado, which no other command needs
    from jupyter_kfcheck.server.reports import Settings  # noqa: PLC0415 - see above

    host, own_port = contract.listen
    settings = Settings(contract.max_age, contract.timeout, frozenset(contract.ready_checks))
    place = standalone.Place(host, own_port, kind, port, token(contract), settings)
    asyncio.run(standalone.serve(place, _log(), ready, tell))
    return OK


def token(contract: Contract) -> str:
    """The token from KFCHECK_TOKEN, else from the file; "" where there is none. It is taken out of the environment."""
    if given := os.environ.pop("KFCHECK_TOKEN", ""):
        return given
    if contract.token_file is None:
        return ""
    try:
        with open(contract.token_file, encoding="utf-8") as file:
            return file.read(TOKEN_LIMIT).strip()
    except (OSError, UnicodeDecodeError) as problem:
        said = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8"
        say(f"cannot read the token in {contract.token_file}: {said}; the report stays closed to other addresses")
        return ""


def _log() -> logging.Logger:
    """The container's log, in the words of all of kfcheck."""
    log = logging.getLogger("kfcheck")
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
    return log
