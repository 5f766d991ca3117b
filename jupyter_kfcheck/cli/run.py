"""``kfcheck run``: run the checks here, or on facts from elsewhere, and print the report."""

import argparse
import os
import sys
import time
from typing import Any

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
    names,
    say,
    write_stdout,
)  # fmt: skip
from jupyter_kfcheck.cli.fold import width
from jupyter_kfcheck.contract import KINDS, Contract, Mistake, check_names, positive_seconds, suggest
from jupyter_kfcheck.model import Report, Status
from jupyter_kfcheck.platforms import PLATFORMS
from jupyter_kfcheck.render import text
from jupyter_kfcheck.render.formats import COMMAND_FORMATS
from jupyter_kfcheck.run import runner

WAIT_STEP = 0.5  # seconds between two runs of --wait
Group = Any  # argparse has no public name for what add_argument_group returns


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("run", help="run the checks here and print the report", allow_abbrev=False)
    add_options(parser)
    parser.set_defaults(command=command)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of ``run``, in the groups that --help shows."""
    _what(parser.add_argument_group("what to check"))
    _output_options(parser.add_argument_group("output"))
    _where(parser.add_argument_group("where and how long"))


def _listed(*words: str) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _what(group: Group) -> None:
    option = group.add_argument
    several: dict[str, Any] = {"metavar": "ID", "nargs": "+", "action": "extend", "default": []}
    option("--only", **several, help="run only these checks or categories")
    option("--skip", **several, help="leave out these checks or categories")
    option("--phase", metavar="PHASE", choices=PHASES, default=RUNNING,
           help="startup (before the IDE runs) or running (default: running)")  # fmt: skip
    option("--kind", metavar="KIND", choices=("auto", *KINDS),
           help=f"the IDE in this image: {_listed('auto', *KINDS)} (default: auto)")  # fmt: skip
    option("--platform", metavar="PLATFORM", choices=("auto", *PLATFORMS),
           help=f"the platform to check for: {_listed('auto', *PLATFORMS)} (default: auto)")  # fmt: skip


def _output_options(group: Group) -> None:
    option = group.add_argument
    option("-f", "--format", metavar="FORMAT", choices=COMMAND_FORMATS, default="text",
           help=f"format of the report on stdout: {_listed(*COMMAND_FORMATS)} (default: text)")  # fmt: skip
    option("-o", "--output", metavar="FORMAT=PATH", action="append", default=[], type=_output,
           help="also write the report to this file; may be given several times")  # fmt: skip
    option("--fail-on", metavar="STATUS", choices=("warn", "fail"), default="fail",
           help="exit with code 1 if a check has this status or a worse one: warn or fail (default: fail)")  # fmt: skip


def _where(group: Group) -> None:
    option = group.add_argument
    option("--timeout", metavar="SECONDS", type=_seconds, help="stop the whole run after SECONDS (default: 10)")
    option("--wait", metavar="SECONDS", type=_seconds, help="repeat until nothing fails, for at most SECONDS")
    option("--server-url", metavar="URL", type=_url, help="URL of the notebook's server (default: find it)")
    option("--server-pid", metavar="PID", type=int, help="process id of that server (default: find it)")
    option("--server-cafile", metavar="FILE", type=_file, help="certificate file to verify that server with")
    option("--tolerant", action="store_true", help="report configuration mistakes, and use defaults instead")
    option("--facts", metavar="FILE",
           help="judge the output of `kfcheck facts` from another machine; - reads stdin")  # fmt: skip


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
            f"there is no format {name!r}{suggest(name, list(COMMAND_FORMATS))}; formats: {', '.join(COMMAND_FORMATS)}"
        )
    if not path:
        raise argparse.ArgumentTypeError(f"{value!r} has no path; write FORMAT=PATH, such as json=/tmp/report.json")
    if not os.path.isdir(os.path.dirname(path) or "."):
        raise argparse.ArgumentTypeError(f"there is no directory {os.path.dirname(path)!r}")
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
        raise argparse.ArgumentTypeError(f"there is no file {value!r}")
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
    options.only, options.skip = names(options.only), names(options.skip)
    for name in ("only", "skip"):
        try:
            check_names(getattr(options, name), NAMES)
        except Mistake as mistake:
            problems.append(f"--{name}: {mistake}; `kfcheck list` shows all")
    if options.facts and options.wait:
        problems.append("--facts and --wait do not go together: facts in a file do not change")
    if options.facts and options.timeout:
        problems.append("--facts and --timeout do not go together: facts in a file are there at once")
    paths = [output.path for output in options.output]
    problems += [f"--output: {path} is given twice" for path in {p for p in paths if paths.count(p) > 1}]
    checks = runner.select(options.only, options.skip, options.phase)
    if not checks and not problems:
        wanted = f"--only {' '.join(options.only)}" if options.only else f"--skip {' '.join(options.skip)}"
        problems.append(f"no check is left to run in the {options.phase} phase with {wanted}")
    if problems:
        raise UsageError("\n".join(problems))
    return checks


def _run(options: argparse.Namespace, contract: Contract, checks: list[Check]) -> Report:
    end = time.monotonic() + (options.wait or 0)
    told = False
    while True:
        report = runner.run(contract, checks, options.phase)
        if not _found(report, options.fail_on) or time.monotonic() + WAIT_STEP > end:
            return report
        if not told:
            say(_waits_for(report, options))
            told = True
        time.sleep(WAIT_STEP)


def _waits_for(report: Report, options: argparse.Namespace) -> str:
    """What --wait waits for, in one line."""
    found = ", ".join(r.id for r in report.checks if r.status in _statuses(options.fail_on))
    verb = "fails or warns" if options.fail_on == "warn" else "fails"
    return f"waiting until nothing {verb}, for at most {options.wait:g} s; now: {found}"


def _judge_facts(options: argparse.Namespace, contract: Contract, checks: list[Check]) -> Report:
    from jupyter_kfcheck.cli.facts import read_facts  # noqa: PLC0415 - calendar and all, only for those who ask

    facts, observed_at = read_facts(options.facts)
    return runner.judge(facts, contract, checks, options.phase, observed_at)


def _found(report: Report, fail_on: str) -> bool:
    return report.status in _statuses(fail_on)


def _statuses(fail_on: str) -> set[Status]:
    """The statuses that make exit code 1."""
    return {Status.FAIL, Status.ERROR} | ({Status.WARN} if fail_on == "warn" else set())


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
    utf8 = _utf8_locale()
    return text.Style(colour=terminal and not plain, symbols=terminal and utf8, ascii=not utf8, width=min(width(), 100))


def _utf8_locale() -> bool:
    """Whether the user's locale is UTF-8. Python itself turns an unset one into LC_CTYPE=C.UTF-8 (PEP 538)."""
    ctype, lang = os.environ.get("LC_CTYPE", ""), os.environ.get("LANG", "")
    if ctype == "C.UTF-8" and lang in ("", "C", "POSIX"):
        ctype = ""
    chosen = os.environ.get("LC_ALL") or ctype or lang
    return chosen.lower().replace("-", "").endswith("utf8")
