"""``kfcheck run``: run the checks here, or on facts from elsewhere, and print the report."""

import argparse
import os
import sys
import time

from jupyter_kfcheck import address
from jupyter_kfcheck.checks import NAMES
from jupyter_kfcheck.checks.check import PHASES, RUNNING, Check
from jupyter_kfcheck.cli.common import (
    FOUND,
    OK,
    Commands,
    DeliveryError,
    Output,
    UsageError,
    configuration,
    write_stdout,
)  # fmt: skip
from jupyter_kfcheck.contract import KINDS, Contract, Mistake, check_names, positive_seconds, suggest
from jupyter_kfcheck.model import Report, Status
from jupyter_kfcheck.platforms import PLATFORMS
from jupyter_kfcheck.render import text
from jupyter_kfcheck.render.formats import COMMAND_FORMATS
from jupyter_kfcheck.run import runner

WAIT_STEP = 0.5  # seconds between two runs of --wait


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("run", help="run the checks here and print the report", allow_abbrev=False)
    add_options(parser)
    parser.set_defaults(command=command)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``run``."""
    option = parser.add_argument
    option("-f", "--format", choices=COMMAND_FORMATS, default="text", help="of what goes to stdout (default text)")
    option("-o", "--output", metavar="FORMAT=PATH", action="append", default=[], type=_output,
           help="write the report to a file as well; repeatable")  # fmt: skip
    option(
        "--only",
        metavar="ID",
        nargs="+",
        action="extend",
        default=[],
        help="ask these checks or categories only",
    )
    option("--skip", metavar="ID", nargs="+", action="extend", default=[], help="leave these out")
    option("--phase", choices=PHASES, default=RUNNING, help="before or after the IDE runs (default running)")
    option("--kind", choices=("auto", *KINDS), help="which IDE the image serves (default auto)")
    option("--platform", choices=("auto", *PLATFORMS), help="whose requirements to judge by (default auto)")
    option("--fail-on", choices=("warn", "fail"), default="fail", help="what makes exit code 1 (default fail)")
    option("--timeout", metavar="SECONDS", type=_seconds, help="for the whole run (default 10)")
    option("--wait", metavar="SECONDS", type=_seconds, help="run again until nothing is found, at most so long")
    option("--server-url", metavar="URL", type=_url, help="where the server says it is, else it is looked for")
    option("--server-pid", metavar="PID", type=int, help="process of the server, else it is looked for")
    option("--server-cafile", metavar="FILE", type=_file, help="verify the server's certificate by this one")
    option("--tolerant", action="store_true", help="say mistakes in the configuration and go on with defaults")
    option("--facts", metavar="FILE", help="judge facts from `kfcheck facts` elsewhere; - is stdin")


def command(options: argparse.Namespace) -> int:
    """Run, deliver, and turn the verdict into an exit code."""
    contract = _contract(options)
    checks = _selected(options)
    report = _judge_facts(options, contract, checks) if options.facts else _run(options, contract, checks)
    problems = _deliver(report, options)
    if problems:
        raise DeliveryError("; ".join(problems))
    return FOUND if _found(report, options.fail_on) else OK


def _output(value: str) -> Output:
    name, _, path = value.partition("=")
    if name not in COMMAND_FORMATS:
        raise argparse.ArgumentTypeError(
            f"no format {name!r}{suggest(name, list(COMMAND_FORMATS))}: {', '.join(COMMAND_FORMATS)}"
        )
    if not path:
        raise argparse.ArgumentTypeError(f"{value!r} lacks a path: FORMAT=PATH")
    if not os.path.isdir(os.path.dirname(path) or "."):
        raise argparse.ArgumentTypeError(f"no directory {os.path.dirname(path)!r} to write to")
    return Output(name, path)


def _seconds(value: str) -> float:
    try:
        return positive_seconds(value)
    except Mistake as mistake:
        raise argparse.ArgumentTypeError(f"{value!r} {mistake}") from None


def _url(value: str) -> str:
    try:
        address.parse(value)
    except Mistake as mistake:
        raise argparse.ArgumentTypeError(f"{value!r} {mistake}") from None
    return value


def _file(value: str) -> str:
    if not os.path.isfile(value):
        raise argparse.ArgumentTypeError(f"no file {value!r}")
    return value


def _contract(options: argparse.Namespace) -> Contract:
    contract = configuration(tolerant=options.tolerant)
    contract = contract._replace(
        server_url=options.server_url, server_pid=options.server_pid, server_cafile=options.server_cafile
    )
    if options.kind:
        contract = contract._replace(kind=options.kind)
    if options.platform:
        contract = contract._replace(platform=options.platform)
    return contract._replace(timeout=options.timeout) if options.timeout else contract


def _selected(options: argparse.Namespace) -> list[Check]:
    """The chosen checks; every contradiction at once as a `UsageError`."""
    problems = []
    for name in ("only", "skip"):
        try:
            check_names(getattr(options, name), NAMES)
        except Mistake as mistake:
            problems.append(f"--{name}: {mistake}; see `kfcheck list`")
    if options.facts and options.wait:
        problems.append("--facts and --wait contradict each other: facts do not change")
    if options.facts and options.timeout:
        problems.append("--facts and --timeout contradict each other: nothing is waited for")
    paths = [output.path for output in options.output]
    problems += [f"--output: {path} is named twice" for path in {p for p in paths if paths.count(p) > 1}]
    checks = runner.select(options.only, options.skip, options.phase)
    if not checks and not problems:
        wanted = f"--only {' '.join(options.only)}" if options.only else f"--skip {' '.join(options.skip)}"
        problems.append(f"nothing is left to check in the {options.phase} phase with {wanted}")
    if problems:
        raise UsageError("\n".join(problems))
    return checks


def _run(options: argparse.Namespace, contract: Contract, checks: list[Check]) -> Report:
    end = time.monotonic() + (options.wait or 0)
    while True:
        report = runner.run(contract, checks, options.phase)
        if not _found(report, options.fail_on) or time.monotonic() + WAIT_STEP > end:
            return report
        time.sleep(WAIT_STEP)


def _judge_facts(options: argparse.Namespace, contract: Contract, checks: list[Check]) -> Report:
    from jupyter_kfcheck.cli.facts import read_facts  # noqa: PLC0415 - calendar and all, only for those who ask

    facts, observed_at = read_facts(options.facts)
    return runner.judge(facts, contract, checks, options.phase, observed_at)


def _found(report: Report, fail_on: str) -> bool:
    found = {Status.FAIL, Status.ERROR} | ({Status.WARN} if fail_on == "warn" else set())
    return report.status in found


def _deliver(report: Report, options: argparse.Namespace) -> list[str]:
    """Write every document asked for, even where one of them cannot be; what could not be written."""
    problems = []
    for output in options.output:
        try:
            output.write(COMMAND_FORMATS[output.format].draw(report))
        except DeliveryError as problem:
            problems.append(str(problem))
    try:
        write_stdout(
            text.render(report, style()) if options.format == "text" else COMMAND_FORMATS[options.format].draw(report)
        )
    except DeliveryError as problem:
        problems.append(str(problem))
    return problems


def style() -> text.Style:
    """What the terminal behind stdout can show."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    width = 80
    if terminal:
        try:
            width = min(max(os.get_terminal_size(1).columns or 80, 40), 100)
        except OSError:
            width = 80
    utf8 = _utf8_locale()
    return text.Style(colour=terminal and not plain, symbols=terminal and utf8, ascii=not utf8, width=width)


def _utf8_locale() -> bool:
    """Whether the user's locale is UTF-8. Python itself turns an unset one into LC_CTYPE=C.UTF-8 (PEP 538)."""
    ctype, lang = os.environ.get("LC_CTYPE", ""), os.environ.get("LANG", "")
    if ctype == "C.UTF-8" and lang in ("", "C", "POSIX"):
        ctype = ""
    chosen = os.environ.get("LC_ALL") or ctype or lang
    return chosen.lower().replace("-", "").endswith("utf8")
