"""As which user does the notebook run?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import IMAGE, Check, Remedy, Verdict, failed, passed, unsure, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.model import Unknown

NO_ENTRY = Remedy(
    "The UID has no entry",
    IMAGE,
    'Add an entry when the container starts: `echo "{user}:x:$(id -u):0::{home}:/bin/bash" >> /etc/passwd`, with '
    "`RUN chmod g=u /etc/passwd` in the Dockerfile. Kubeflow's RStudio image does this.",
)
OTHER_NAME = Remedy(
    "Another name", IMAGE, "Create the user {user} with UID {uid}, and end the Dockerfile with `USER {uid}`."
)
STATE_NAME = Remedy("Another name, on purpose", IMAGE, "Set `user` under [expect] in /etc/kfcheck.toml.")


def name(_asking: Ids | Unknown, facts: Facts, contract: Contract) -> Verdict:
    """Does the notebook run as the platform's user, with an entry in the user database?

    Kubeflow's images name their user jovyan. Programs look the name up in the user database. Without an entry a
    terminal says "I have no name!", ssh and git refuse to work, Python raises `KeyError: getpwuid(): uid not
    found`, and RStudio does not start.

    How it is judged: the effective UID is looked up (getpwuid), in whatever source the image is configured for. No
    entry is a failure, unless the platform takes any UID and this one has group 0: OpenShift gives every namespace a
    UID of its own. Kubeflow v1 expects the name jovyan; another one is a warning. Other platforms take any name.

    Evidence: `expected` and `observed` name, `uid`.
    """
    row, (ids, entry, _) = scope.platform(facts, contract), scope.whose(facts)
    for fact in (ids, entry):
        if isinstance(fact, Unknown):
            return unsure(f"it is not known which user the notebook runs as: {fact.reason}")
    assert isinstance(ids, Ids)  # noqa: S101 - the loop has seen to it, which mypy does not see
    assert not isinstance(entry, Unknown)  # noqa: S101 - likewise
    evidence: dict[str, Any] = {"expected": row.user, "observed": entry and entry.name, "uid": ids.uid}
    if entry is None:
        summary = f"UID {ids.uid} has no entry in the user database"
        if (row.group_0 or row.uid is None) and 0 in ids.groups:
            return passed(f"{summary}; with group 0 {row.title}'s images work all the same", **evidence)
        advice = NO_ENTRY.fill(user=row.user or "notebook", home=row.home or "$HOME")
        return failed(summary, advice, **evidence)
    if row.user in (None, entry.name):
        return passed(f"runs as {entry.name}", **evidence)
    advice = OTHER_NAME.fill(user=row.user, uid=1000 if row.uid is None else row.uid)
    if ids.uid == 0:
        return warned(f"runs as {entry.name}, not as {row.user}", advice, because=("user.uid",), **evidence)
    return warned(f"runs as {entry.name}, not as {row.user}", advice, STATE_NAME.fill(), **evidence)


CHECK = Check(
    id="user.name",
    title="user name",
    judge=name,
    reads=("user.ids", *scope.WHOSE_READS, *scope.PLATFORM_READS),
    remedies=(NO_ENTRY, OTHER_NAME, STATE_NAME),
    requires=(grounds.PLATFORM, grounds.RUNS),
    unknown=name,
)
