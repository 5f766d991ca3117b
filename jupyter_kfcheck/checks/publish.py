"""Every check's explanation as JSON data, which is what `explanations` reads and servers show."""

from jupyter_kfcheck import broken
from jupyter_kfcheck.checks import CHECKS
from jupyter_kfcheck.explain import explanation


def explanations() -> dict[str, dict[str, str]]:
    """Title and text of every check by its id, in the order of the report; kfcheck's own run last."""
    known = {check.id: {"title": check.title, "text": explanation(check)} for check in CHECKS.values()}
    return known | {broken.ID: {"title": broken.TITLE, "text": broken.EXPLANATION}}
