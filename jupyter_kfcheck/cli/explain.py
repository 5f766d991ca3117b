"""``kfcheck list`` and ``kfcheck explain ID``: the checks, and what one means, without a network."""

import argparse

from jupyter_kfcheck import broken, browser
from jupyter_kfcheck.checks import CHECKS, NAMES
from jupyter_kfcheck.cli.common import OK, Commands, UsageError, write_stdout
from jupyter_kfcheck.contract import Mistake, check_names
from jupyter_kfcheck.explain import explanation


def add(commands: Commands) -> None:
    """Describe both commands."""
    listing = commands.add_parser("list", help="the checks and the question each answers", allow_abbrev=False)
    listing.set_defaults(command=list_checks)
    parser = commands.add_parser("explain", help="what a check means and how to mend it", allow_abbrev=False)
    parser.add_argument("id", metavar="ID", help="a check or a category, see `kfcheck list`")
    parser.set_defaults(command=explain)


def list_checks(_options: argparse.Namespace) -> int:
    """Print a line for each check."""
    width = max(map(len, CHECKS))
    lines = [f"{check.id:<{width}}  {check.explanation.splitlines()[0]}" for check in CHECKS.values()]
    write_stdout("\n".join(lines) + "\n")
    return OK


def explain(options: argparse.Namespace) -> int:
    """Print the explanation of a check, of what only a server or the panel shows, or of all in a category."""
    texts = {check.id: explanation(check) for check in CHECKS.values()}
    texts |= {id_: text for id_, (_, text) in browser.EXPLANATIONS.items()} | {broken.ID: broken.EXPLANATION}
    try:
        check_names([options.id], [*NAMES, *texts, *(id_.partition(".")[0] for id_ in texts)])
    except Mistake as mistake:
        raise UsageError(f"{mistake}; see `kfcheck list`") from None
    write_stdout("\n".join(text for id_, text in texts.items() if options.id in (id_, id_.partition(".")[0])))
    return OK
