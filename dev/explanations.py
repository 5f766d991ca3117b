"""What each check means, for people: its docstring and how to silence it. The package carries it as JSON."""

from jupyter_kfcheck.checks import CHECKS
from jupyter_kfcheck.checks.registry import Check
from jupyter_kfcheck.child import broken


def explanation(check: Check) -> str:
    """The text of ``kfcheck explain ID``."""
    asked = "at start-up and while the IDE runs" if len(check.phases) > 1 else f"in the {check.phases[0]} phase only"
    where = "inside a container or under Kubeflow" if check.kubeflow_only else "everywhere"
    return (
        f"# {check.id}\n\n{check.explanation}\n\n"
        f"Asked {asked}, {where}.\n\n"
        f"To silence it:\n"
        f'- in an image, with the reason: `[skip]` and `"{check.id}" = "why"` in /etc/kfcheck.toml\n'
        f"- in a pod: `KFCHECK_SKIP={check.id}`; once: `kfcheck run --skip {check.id}`\n"
    )


def explanations() -> dict[str, dict[str, str]]:
    """Title and text of every check by its id, in the order of the report; kfcheck's own run last."""
    known = {check.id: {"title": check.title, "text": explanation(check)} for check in CHECKS.values()}
    return known | {broken.ID: {"title": broken.TITLE, "text": broken.EXPLANATION}}
