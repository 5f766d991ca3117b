"""``kfcheck list`` and ``kfcheck explain ID``: the checks, and what one means, without a network."""

import argparse

from jupyter_kfcheck.cli.common import OK, Commands, UsageError, write_stdout
from jupyter_kfcheck.contract import Mistake, check_names
from jupyter_kfcheck.help import explanations


def add(commands: Commands) -> None:
    """Describe both commands."""
    listing = commands.add_parser("list", help="list the checks and the question each answers", allow_abbrev=False)
    listing.set_defaults(command=list_checks)
    parser = commands.add_parser("explain", help="explain a check and how to fix what it finds", allow_abbrev=False)
    parser.add_argument("id", metavar="ID", help="a check or a category, see `kfcheck list`")
    parser.set_defaults(command=explain)


def list_checks(_options: argparse.Namespace) -> int:
    """Print a line for each check."""
    known, ids = explanations.load(), explanations.ids()
    width = max(map(len, ids))
    write_stdout("".join(f"{id_:<{width}}  {known[id_].question}\n" for id_ in ids))
    return OK


def explain(options: argparse.Namespace) -> int:
    """Print the explanation of a check, of what only a server or the panel shows, or of all in a category."""
    texts = {id_: known.text for id_, known in explanations.load().items()}
    try:
        check_names([options.id], [*texts, *dict.fromkeys(id_.partition(".")[0] for id_ in texts)])
    except Mistake as mistake:
        raise UsageError(f"{mistake}; see `kfcheck list`") from None
    write_stdout("\n".join(text for id_, text in texts.items() if options.id in (id_, id_.partition(".")[0])))
    return OK
