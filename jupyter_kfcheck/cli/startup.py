"""``kfcheck startup``: what s6 runs before the IDE starts. Never a reason for the container to end, unless asked."""

import os

from jupyter_kfcheck.checks.check import STARTUP
from jupyter_kfcheck.cli.common import FOUND, OK, Commands, configuration, say, write_stdout
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import NONE_YET
from jupyter_kfcheck.model import Report, Status, known
from jupyter_kfcheck.platforms import USER
from jupyter_kfcheck.render import json, log
from jupyter_kfcheck.run import runner, trials
from jupyter_kfcheck.startup import mark, termination, user
from jupyter_kfcheck.state import documents

SECONDS = 4.0
"""For the whole run: the script that waits for it gives up after 5 s."""
MARK_SECONDS = 1.0


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "startup", help="run the start-up check, as s6 does before the IDE starts", allow_abbrev=False
    )
    parser.set_defaults(command=command)


def command(_options: object) -> int:
    """Run `check`, which takes no options."""
    return check()


def check() -> int:
    """Check, tell everyone who listens, leave the mark; 1 only where ``KFCHECK_STARTUP=enforce`` and a check fails."""
    if os.environ.get("KFCHECK_STARTUP") == "off":
        return OK
    try:
        return _start()
    except Exception as crash:  # noqa: BLE001 - kfcheck's own failure never keeps a notebook from starting
        say(f"the start-up check itself failed: {type(crash).__name__}: {crash}")
        return OK


def _start() -> int:
    contract = configuration(tolerant=True)
    if reason := user.follow(contract.user or USER):
        say(f"running as root because {reason}; not writing the marker file in HOME")
    contract = contract._replace(timeout=min(contract.timeout, SECONDS), server_pid=NONE_YET)
    facts, report = runner.observe_and_judge(contract, runner.select([], [], STARTUP), STARTUP)
    write_stdout(log.render(report))
    documents.save(documents.STARTUP, json.compact(report))
    documents.save(trials.DOCUMENT, trials.remember(facts))
    termination.leave(termination.message(report))
    if not os.geteuid() and not reason:
        # Root's own notebook. The mark is to outlive it, and root's file would be in the way of whoever comes next.
        user.become(os.environ.get("NB_USER") or contract.user or USER)
    if _takes_files(facts) and os.geteuid() and not _lost(report) and not _on_root(facts):
        problem = mark.leave(facts, MARK_SECONDS)
        if problem:
            say(f"cannot write the marker file in HOME, which shows whether HOME survives a restart: {problem}")
    return FOUND if contract.startup == "enforce" and report.status is Status.FAIL else OK


def _takes_files(facts: Facts) -> bool:
    """Whether a file could be written into HOME itself, whatever is the matter below it."""
    trials = known(facts.home.trials)
    return bool(trials and trials[0].step is None)


def _on_root(facts: Facts) -> bool:
    """Whether HOME is in the container's own root, where a mark would only end up in an image."""
    table = known(facts.mounts.table)
    return bool(table and table.home and table.home.point == "/")


def _lost(report: Report) -> bool:
    """Whether HOME is certain to be gone with the pod: a mark there would tell nobody anything."""
    found = next((r.evidence for r in report.checks if r.id == "home.persistent"), {})
    return found.get("storage") == "ephemeral" and found.get("basis") == "certain"
