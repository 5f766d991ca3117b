"""``kfcheck list`` and ``kfcheck explain ID``: the checks, and what one means, from what ships and nothing else."""

import argparse

from jupyter_kfcheck.cli.common import OK, Commands, UsageError, names, write_stdout
from jupyter_kfcheck.cli.fold import page, rows, width
from jupyter_kfcheck.contract.values import Mistake, check_names
from jupyter_kfcheck.help import explanations


def add(commands: Commands) -> None:
    """Describe both commands."""
    listing = commands.add_parser("list", help="list the checks and the question each one answers", allow_abbrev=False)
    listing.set_defaults(command=list_checks)
    parser = commands.add_parser("explain", help="explain a check and how to fix what it finds", allow_abbrev=False)
    parser.add_argument("ids", metavar="ID", nargs="+", help="a check or a category (`kfcheck list` shows them)")
    parser.set_defaults(command=explain)


def list_checks(_options: argparse.Namespace) -> int:
    """Print a row for each check."""
    known = explanations.load()
    write_stdout(rows([(id_, known[id_].question) for id_ in explanations.ids()], width()))
    return OK


def explain(options: argparse.Namespace) -> int:
    """Print the explanations of checks, of what only a server or the panel shows, or of all in a category."""
    texts = {id_: known.text for id_, known in explanations.load().items()}
    wanted = names(options.ids)
    try:
        check_names(wanted, [*texts, *dict.fromkeys(id_.partition(".")[0] for id_ in texts)])
    except Mistake as mistake:
        raise UsageError(f"{mistake}\n`kfcheck list` shows all checks") from None
    chosen = [text for id_, text in texts.items() if {id_, id_.partition(".")[0]} & set(wanted)]
    write_stdout("\n".join(page(text, width()) for text in chosen))
    return OK
