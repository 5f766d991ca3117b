"""``kfcheck watch``, the s6 service. A report once the IDE answers, then a word whenever it dies, or answers."""

import argparse
import os
from importlib.util import find_spec

from jupyter_kfcheck import platforms
from jupyter_kfcheck.child import engine
from jupyter_kfcheck.cli import beside
from jupyter_kfcheck.cli.common import OK, Commands, configuration, say, write_stdout
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.contract.values import Mistake, positive_seconds
from jupyter_kfcheck.host import lifeline
from jupyter_kfcheck.probe import main as probe
from jupyter_kfcheck.render import log
from jupyter_kfcheck.render.safe import printable
from jupyter_kfcheck.startup import user
from jupyter_kfcheck.watch import loop
from jupyter_kfcheck.watch.moments import Moments


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "watch",
        help="report once the IDE answers, then tell whenever it dies, and when it stops or starts to answer",
        allow_abbrev=False,
    )
    option = parser.add_argument
    option("--within", metavar="SECONDS", type=_seconds, default=300.0,
           help="report without the IDE if it does not answer within SECONDS (default: 300)")  # fmt: skip
    option(
        "--every", metavar="SECONDS", type=_seconds, default=30.0, help="try the IDE's port every SECONDS (default: 30)"
    )
    option("--part", choices=("report", "loop", "ended", "serve"), help=argparse.SUPPRESS)  # for the small loop
    option("--lifeline", metavar="FD", type=int, help=argparse.SUPPRESS)  # a pipe: it ends with who holds its other end
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Go on for ever; return at once where ``KFCHECK_STARTUP=off``."""
    if options.lifeline is not None:
        lifeline.listen(options.lifeline)
    contract = configuration(tolerant=True, stays=True, said=options.part is not None)
    if options.part not in (None, "serve"):
        tell(options.part, contract.timeout)
        return OK
    port = platforms.port(contract.port, os.environ.get("JUPYTERHUB_SERVICE_URL"))
    if options.part:
        watched = _watched("jupyter", port, contract, options)
        watched.moments.look()  # the small loop has told what there was
        return beside.run(contract, watched, quiet=True)
    if contract.startup == "off":
        return OK
    if reason := user.follow(contract.user or platforms.USER):
        say(f"watching as root because {reason}")
    kind = contract.kind if contract.kind != "auto" else probe.ide()[0]
    missing = [name for name in ("tornado", "jinja2", "prometheus_client") if find_spec(name) is None]
    if kind != "jupyter" and not missing:  # no Jupyter shows the report here: serve it
        return beside.run(contract, _watched(kind, port, contract, options))
    if kind != "jupyter":  # an image may have the command alone, and keeps its words in the log
        say(f"does not serve the report, for {', '.join(missing)} cannot be imported; the log is told all the same")
    loop.become(port, options.within, options.every, contract.timeout, serves=kind == "jupyter" and not missing)
    return OK


def tell(part: str, seconds: float) -> None:
    """Run the checks in a child, which leaves the report, and tell it: the log, or the pod's status, or both."""
    report = engine.run(seconds).report
    if part != "ended":
        write_stdout(log.render(report))
    if part != "report":
        from jupyter_kfcheck.startup import termination  # noqa: PLC0415 - all checks, which a healthy notebook need not hold

        termination.leave(termination.message(report), over=True)


def _watched(kind: str, port: int, contract: Contract, options: argparse.Namespace) -> beside.Watched:
    moments = Moments(port, loop.answers, options.every, answered=True if options.part else None)

    def step() -> None:
        loop.step(
            moments,
            lambda line: write_stdout(f"kfcheck: {printable(line)}\n"),
            lambda part: tell(part, contract.timeout),
        )

    return beside.Watched(kind, port, moments, options.within, min(loop.PAUSE, options.every), step)


def _seconds(value: str) -> float:
    try:
        return positive_seconds(value)
    except Mistake as mistake:
        raise argparse.ArgumentTypeError(f"{value!r} {mistake}") from None
