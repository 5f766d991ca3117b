"""Traits that a typing error cannot break: what is wrong is logged, and the default is used instead."""

from typing import Any

from traitlets import Float, List, TraitError, Unicode
from traitlets.config import LoggingConfigurable

from jupyter_kfcheck.help import explanations


class Seconds(Float[float, float]):
    """A duration from ``min`` to a day."""

    def __init__(self, default: float, *, least: float, help: str) -> None:  # noqa: A002 - traitlets' own name
        """Take the default in seconds and the least that makes sense."""
        super().__init__(default, min=least, max=86400.0, help=help)

    def validate(self, obj: Any, value: Any) -> float:
        """Return ``value`` if it is good, else the default."""
        try:
            seconds = super().validate(obj, value)
        except TraitError:
            seconds = None
        if seconds is None or seconds != seconds:  # noqa: PLR0124 - not a number
            good = f"a number of seconds from {self.min:g} to {self.max:g}"
            _complain(obj, self.name, value, f"must be {good}; using the default, {self.default_value:g}")
            return float(self.default_value)
        return seconds


class Checks(List[str]):
    """A list of checks and categories."""

    def __init__(self, *, help: str) -> None:  # noqa: A002 - traitlets' own name
        """Start empty."""
        super().__init__(Unicode(), help=help)

    def validate(self, obj: Any, value: Any) -> list[str]:
        """Return those of ``value`` that exist."""
        try:
            names = super().validate(obj, value) or []
        except TraitError:
            _complain(obj, self.name, value, "must be a list of check ids or categories; using an empty list")
            return []
        known = explanations.names() if names else []
        for name in names:
            if name not in known:
                near = explanations.nearest(name, known)
                _complain(obj, self.name, name, f"there is no such check or category{near}")
        return [name for name in names if name in known]


def _complain(owner: LoggingConfigurable, trait: str | None, value: Any, what: str) -> None:
    owner.log.error("KFCheck.%s: %.200r: %s", trait, value, what)
