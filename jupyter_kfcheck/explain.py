"""What each check means, for people: its docstring and how to silence it, as Markdown."""

from jupyter_kfcheck.checks.registry import Check


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
