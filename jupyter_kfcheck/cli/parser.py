"""The command's arguments. Only the module asked for is imported: a kubelet runs `probe` every few seconds."""

import argparse
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.cli.common import COMMANDS, UsageError
from jupyter_kfcheck.cli.fold import width


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        # With a width given, argparse does not load shutil and four compression libraries to ask for it.
        super().__init__(**{"formatter_class": partial(argparse.HelpFormatter, width=width())} | settings)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\nfor help: {self.prog} --help")


def parser(name: str) -> argparse.ArgumentParser:
    """The parser for the command ``name``; where there is none such, for all of them."""
    whole = _Parser(
        prog="kfcheck",
        description="Checks whether this notebook meets Kubeflow's requirements, and says how to fix what does not. "
        "Without a COMMAND it runs the checks (see `kfcheck run --help`).",
        epilog="exit codes: 0 no problem found, 1 a problem found, 2 wrong usage or configuration, "
        "3 kfcheck itself failed",
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"kfcheck {__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    modules = [COMMANDS[name]] if name in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(f"jupyter_kfcheck.cli.{module}").add(commands)
    return whole
