"""Notes which statuses and remedies the tests of the judgements reach, for `test_reached`."""

import sys
from functools import wraps

import jupyter_kfcheck.checks
from jupyter_kfcheck.checks.check import Remedy

VERBS = ("passed", "skipped", "unsure", "warned", "failed", "fail", "warn", "skip")
REACHED: set[tuple[str, str, str, int]] = set()
"""File, function, verb and line of each verdict that was given."""
FILLED: set[Remedy] = set()


def _noting(verb, made):
    @wraps(made)
    def note(*arguments, **more):
        caller = sys._getframe(1)
        REACHED.add((caller.f_code.co_filename, caller.f_code.co_name, verb, caller.f_lineno))
        return made(*arguments, **more)

    return note


def _fill(self, **values):
    FILLED.add(self)
    return _filled(self, **values)


_filled, Remedy.fill = Remedy.fill, _fill
for _name, _module in list(sys.modules.items()):
    if _name.startswith(f"{jupyter_kfcheck.checks.__name__}.") and not _name.endswith(".check"):
        for _verb in VERBS:
            if callable(_made := getattr(_module, _verb, None)) and not hasattr(_made, "__wrapped__"):
                setattr(_module, _verb, _noting(_verb, _made))


def pytest_collection_modifyitems(items):
    """Have the test of what was reached run after all others."""
    items.sort(key=lambda item: item.path.name == "test_reached.py")
