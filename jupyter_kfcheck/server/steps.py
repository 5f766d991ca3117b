"""One step of a server's start or stop: an exception of ours costs that step and nothing after it."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging


@contextlib.contextmanager
def alone(log: "logging.Logger | logging.LoggerAdapter[logging.Logger]", what: str) -> Iterator[None]:
    """Do a step; where it fails, one line in the log says so: ``what`` is what could not be done."""
    try:
        yield
    except Exception as wrong:  # noqa: BLE001 - whatever it is, the notebook goes on
        with contextlib.suppress(Exception):
            log.warning("kfcheck: cannot %s: %s: %s", what, type(wrong).__name__, wrong)
