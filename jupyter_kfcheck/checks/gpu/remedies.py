"""What mends each cause, and who can do it: by the slug of the cause, the best first."""

from jupyter_kfcheck.checks.check import Remedy
from jupyter_kfcheck.checks.gpu.remedies_absent import ABSENT, LIBRARIES
from jupyter_kfcheck.checks.gpu.remedies_fit import DRIVER_FIT, FRAMEWORK
from jupyter_kfcheck.checks.gpu.remedies_refused import ACCESS, ANSWERS, LIMITS

__all__ = ["DRIVER", "FRAMEWORK", "MISMATCH", "REMEDIES", "VISIBLE", "listed"]

Table = dict[str, tuple[Remedy, ...]]

VISIBLE: Table = ABSENT | LIBRARIES | ACCESS | ANSWERS | LIMITS
MISMATCH = "driver-library-mismatch"
DRIVER: Table = {MISMATCH: ANSWERS[MISMATCH]} | DRIVER_FIT
REMEDIES: Table = VISIBLE | DRIVER | FRAMEWORK


def listed(table: Table) -> tuple[Remedy, ...]:
    """All remedies of a table, in its order, each once."""
    return tuple(dict.fromkeys(remedy for remedies in table.values() for remedy in remedies))
