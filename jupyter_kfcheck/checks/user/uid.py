"""With which UID does the notebook run?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, Check, Remedy, Verdict, failed, passed, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.model import Unknown

ROOT_IMAGE = Remedy("Root, by the image", IMAGE, "End the Dockerfile with `USER {uid}`.")
ROOT_POD = Remedy("Root, by the pod", PLATFORM, "Set no `runAsUser: 0` in the pod's securityContext.")
OTHER_UID = Remedy(
    "Another UID",
    PLATFORM,
    "Set `runAsUser: {uid}` and `runAsGroup: 0` in the pod's securityContext, or keep the UID and give it group 0.",
)
GROUP_0 = Remedy("A UID without group 0", PLATFORM, "Set `runAsGroup: 0` in the pod's securityContext.")


def uid(_asking: Ids | Unknown, facts: Facts, contract: Contract) -> Verdict:
    """Does the notebook run with a UID that the platform takes?

    Files on a volume belong to a UID. Kubeflow v1's images, and the volumes that earlier notebooks filled, use
    1000. Another UID finds files that it may not change, unless it has group 0, which OpenShift gives. Kubeflow
    v2 and restricted namespaces refuse root. A later notebook cannot change files that root wrote.

    How it is judged: by the effective UID and all groups of the process that serves the IDE. Before it runs, by
    those of the container's first process. If that is root and a start script switches to another user, kfcheck
    waits until the IDE runs. Kubeflow v1: 1000, or any UID with group 0. Open Data Hub: any UID with group 0.
    Kubeflow v2: any but root. JupyterHub: any.

    Evidence: `expected` (null: any), `observed`, `gid`, `groups`.
    """
    row, ids = scope.platform(facts, contract), scope.whose(facts).ids
    if isinstance(ids, Unknown):
        return unsure(f"it is not known which user the notebook runs as: {ids.reason}")
    groups = list(ids.groups)
    evidence: dict[str, Any] = {"expected": row.uid, "observed": ids.uid, "gid": ids.gid, "groups": groups}
    if ids.uid == row.uid:
        return passed(f"has UID {ids.uid}", **evidence)
    if ids.uid == 0 and not row.root:
        advice = ROOT_IMAGE.fill(uid=row.uid or 1000), ROOT_POD.fill()
        instead = f", not as UID {row.uid}" if row.uid else f", which {row.title} does not take"
        return failed(f"runs as root{instead}", *advice, **evidence)
    if row.group_0 and 0 in ids.groups:
        remark = f", not {row.uid}; with group 0 {row.title}'s images work all the same" if row.uid else ", and group 0"
        return passed(f"has UID {ids.uid}{remark}", **evidence)
    if row.uid is not None:
        summary = f"has UID {ids.uid}, not {row.uid}" + (", and is not in group 0" if row.group_0 else "")
        return failed(summary, OTHER_UID.fill(uid=row.uid), **evidence)
    if row.group_0:
        summary = f"has UID {ids.uid} and is not in group 0, which {row.title}'s images need"
        return failed(summary, GROUP_0.fill(), **evidence)
    return passed(f"has UID {ids.uid}", **evidence)


CHECK = Check(
    id="user.uid",
    title="UID",
    judge=uid,
    reads=("user.ids", *scope.WHOSE_READS, *scope.PLATFORM_READS),
    remedies=(ROOT_IMAGE, ROOT_POD, OTHER_UID, GROUP_0),
    requires=(grounds.PLATFORM, grounds.RUNS),
    unknown=uid,
)
