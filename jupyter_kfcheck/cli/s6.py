"""``kfcheck s6 install``: put the start-up check and the watching service where s6-overlay looks for them."""

import argparse
import os

from jupyter_kfcheck.cli.common import OK, Commands, DeliveryError, UsageError, say, write_stdout
from jupyter_kfcheck.facts.s6.init import overlay
from jupyter_kfcheck.startup import bytecode, install


def add(commands: Commands) -> None:
    """Describe the command."""
    group = commands.add_parser("s6", help="install the s6 scripts into an image", allow_abbrev=False)
    parser = group.add_subparsers(metavar="COMMAND", required=True).add_parser(
        "install", help="install the s6 scripts into the image, for s6-overlay v2 and v3", allow_abbrev=False
    )
    parser.add_argument("--root", metavar="DIR", default="/", help="root folder of the image (default: /)")
    parser.add_argument("--dry-run", action="store_true", help="only print what would be done")
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Install, and say which s6-overlay was found and what became of each file."""
    try:
        scripts = install.scripts()
        steps = install.plan(scripts, options.root)
        if not options.dry_run:
            install.carry_out(steps)
    except install.ImpossibleError as problem:
        raise UsageError(str(problem)) from None
    except OSError as problem:
        raise DeliveryError(f"cannot write {problem.filename}: {problem.strerror}") from None
    found = overlay(options.root)
    write_stdout(f"s6-overlay {found} in {options.root}\n" if found else "")
    if not found:
        say(f"there is no s6-overlay in {options.root}: these scripts run only once it is installed")
    write_stdout("".join(f"{_word(step, dry=options.dry_run)} {step.path}\n" for step in steps))
    if os.path.realpath(options.root) == "/" and bytecode.installed():
        write_stdout(_compiled(dry=options.dry_run))
    return OK


def _compiled(*, dry: bool) -> str:
    """What became of the bytecode, without which every start takes longer."""
    if dry:
        return f"would compile {bytecode.PACKAGE}\n"
    if bytecode.compiles():
        return f"compiled    {bytecode.PACKAGE}\n"
    say(f"cannot compile {bytecode.PACKAGE}, so every start takes longer: run this as the user who installed it")
    return ""


def _word(step: install.Step, *, dry: bool) -> str:
    if not step.needed:
        return "unchanged "
    return "would write" if dry else "written   "
