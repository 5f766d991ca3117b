"""What each check means, for people: its docstring and how to silence it. The package carries it as JSON."""

import re
import textwrap

from jupyter_kfcheck.checks import CHECKS
from jupyter_kfcheck.checks.check import FROM_OUTSIDE, Check, Remedy
from jupyter_kfcheck.child import broken

WIDTH = 118


def explanation(check: Check) -> str:
    """The text of ``kfcheck explain ID``."""
    outside = check.phases == (FROM_OUTSIDE,)
    asked = "at start-up and while the IDE runs" if len(check.phases) > 1 else f"in the {check.phases[0]} phase only"
    asked = "by `kfcheck image` only" if outside else asked
    needs = "".join(f"; it needs {ground.needs}" for ground in check.requires)
    parts = [
        f"# {check.id}",
        check.explanation,
        "Remedies:\n" + "\n".join(_remedy(remedy) for remedy in check.remedies),
        textwrap.fill(f"Asked {asked}{needs}.", WIDTH),
        f"To silence it: `kfcheck image IMAGE --skip {check.id}`" if outside else _silence(check.id),
    ]
    return "\n\n".join(parts) + "\n"


def _silence(id_: str) -> str:
    return (
        "To silence it:\n"
        f'- in an image, with the reason: `[skip]` and `"{id_}" = "why"` in /etc/kfcheck.toml\n'
        f"- in a pod: `KFCHECK_SKIP={id_}`; once: `kfcheck run --skip {id_}`"
    )


def _remedy(remedy: Remedy) -> str:
    """A line of the list, with the words that a verdict fills in as capitals."""
    text = re.sub(r"\{([a-z_]+)\}", lambda word: word[1].upper(), remedy.text)
    return textwrap.fill(f"- {remedy.when}, {remedy.by}: {text}", WIDTH, subsequent_indent="  ", break_long_words=False,
                         break_on_hyphens=False)  # fmt: skip


def explanations() -> dict[str, dict[str, str]]:
    """Title and text of every check by its id, in the order of the report; kfcheck's own run last."""
    known = {check.id: {"title": check.title, "text": explanation(check)} for check in CHECKS}
    return known | {broken.ID: {"title": broken.TITLE, "text": broken.EXPLANATION}}
