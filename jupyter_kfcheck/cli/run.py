"""``kfcheck run``: run the checks here, or on facts from elsewhere, and print the report."""

import argparse
import os
import time
from typing import Any

from jupyter_kfcheck import address
from jupyter_kfcheck.checks import NAMES
from jupyter_kfcheck.checks.check import PHASES, RUNNING, Check
from jupyter_kfcheck.cli.common import (
    FOUND,
    OK,
    Commands,
    UsageError,
    configuration,
    names,
    say,
)  # fmt: skip
from jupyter_kfcheck.cli.delivery import deliver, mistakes, output_type
from jupyter_kfcheck.contract import KINDS, Contract
from jupyter_kfcheck.contract.values import Mistake, check_names, positive_seconds
from jupyter_kfcheck.host import lifeline
from jupyter_kfcheck.model import Report, Status
from jupyter_kfcheck.platforms import PLATFORMS
from jupyter_kfcheck.render import json, text
from jupyter_kfcheck.render.formats import COMMAND_FORMATS
from jupyter_kfcheck.run import runner, trials
from jupyter_kfcheck.state import documents, presence

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
    option("-o", "--output", metavar="FORMAT=PATH", action="append", default=[], type=output_type(COMMAND_FORMATS),
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
    option("--lifeline", metavar="FD", type=int, help=argparse.SUPPRESS)  # a pipe: it ends with who holds its other end
    option("--ready-checks", metavar="ID", nargs="*", help=argparse.SUPPRESS)  # a server's, for kfcheck probe
    option("--tolerant", action="store_true", help="report configuration mistakes, and use defaults instead")
    option("--open-editor", action="store_true",
           help="ask code-server for more than its health; it opens an editor and counts as use")  # fmt: skip
    option("--waited", action="store_true", help=argparse.SUPPRESS)  # a server that is silent still is no busy one
    option("--patience", metavar="FACTOR", type=float, default=1.0, help=argparse.SUPPRESS)
    option("--remember", action="store_true", help="leave the results of the write tests in the state directory")
    option("--background", action="store_true",
           help="as --remember; keep the last results while what they depend on stays the same")  # fmt: skip
    option("--facts", metavar="FILE",
           help="judge the output of `kfcheck facts` from another machine; - reads stdin")  # fmt: skip


def command(options: argparse.Namespace) -> int:
    """Run, deliver, and turn the verdict into an exit code."""
    if options.lifeline is not None:
        lifeline.listen(options.lifeline)
    contract = _contract(options)
    checks = _selected(options)
    report = _judge_facts(options, contract, checks) if options.facts else _run(options, contract, checks)
    deliver(
        options.output,
        options.format,
        lambda name: COMMAND_FORMATS[name].draw(report),
        lambda style: text.render(report, style),
    )
    return FOUND if _found(report, options.fail_on) else OK


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
        server_url=options.server_url,
        server_pid=options.server_pid,
        server_cafile=options.server_cafile,
        open_editor=options.open_editor,
        waited=options.waited,
        patience=options.patience,
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
    problems += mistakes(options.output, options.format)
    checks = runner.select(options.only, options.skip, options.phase)
    if not checks and not problems:
        wanted = f"--only {' '.join(options.only)}" if options.only else f"--skip {' '.join(options.skip)}"
        problems.append(f"no check is left to run in the {options.phase} phase with {wanted}")
    if problems:
        raise UsageError("\n".join(problems))
    return checks


def _run(options: argparse.Namespace, contract: Contract, checks: list[Check]) -> Report:
    end = time.monotonic() + (options.wait or 0)
    told, keeps = False, options.remember or options.background
    while True:
        report = _look(options, contract, checks) if keeps else runner.run(contract, checks, options.phase)
        if not _found(report, options.fail_on) or time.monotonic() + WAIT_STEP > end:
            return report
        if not told:
            say(_waits_for(report, options))
            told = True
        time.sleep(WAIT_STEP)


def _look(options: argparse.Namespace, contract: Contract, checks: list[Check]) -> Report:
    """A run for a server, which leaves its trials for the next; in the background it starts from the last one's."""
    if options.background:
        contract = contract._replace(earlier=trials.recall(documents.load(trials.DOCUMENT)))
    pid = options.server_pid
    if options.server_url and pid:
        presence.announce(options.server_url, options.ready_checks or [], pid)
    facts, report = runner.observe_and_judge(contract, checks, options.phase)
    documents.save(trials.DOCUMENT, trials.remember(facts))
    told = presence.find()
    if told is None or told.pid == pid:  # a server that has announced itself keeps its own report there, and fresh
        documents.save(documents.REPORT, json.render(report).encode())
    return report


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
