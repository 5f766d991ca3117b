"""What one run leaves of its trials for the next: a refresh in the background makes them again only where it has to."""

import json
from typing import Any

from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.facts import Facts, home, locks, runtime
from jupyter_kfcheck.model import Unknown

DOCUMENT = "trials.json"
"""Its name in the state directory."""
FAMILIES: dict[str, Any] = {"home": home.Last, "runtime": runtime.Last, "locks": locks.Last}


def remember(facts: Facts) -> bytes:
    """The document of what is known; a family whose trial was not made, or did not come back, is left out."""
    families = {}
    for name, kind in FAMILIES.items():
        values = {field: getattr(getattr(facts, name), field) for field in kind._fields}
        if not any(value is None or isinstance(value, Unknown) for value in values.values()):
            families[name] = encode(kind(**values))
    return json.dumps(families).encode()


def recall(document: bytes | None) -> dict[str, Any]:
    """The families in such a document, {} where there is none that can be read. Never raises for what it says."""
    try:
        families = json.loads(document or b"{}")
    except (ValueError, RecursionError):
        return {}
    return families if isinstance(families, dict) else {}
