"""With which UID does the notebook run?"""

from typing import Any

from jupyter_kfcheck.checks import grounds
from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, Check, Remedy, Verdict, failed, passed, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.user import Ids

ROOT_IMAGE = Remedy("Root, by the image", IMAGE, "End the Dockerfile with `USER {uid}`.")
ROOT_POD = Remedy("Root, by the pod", PLATFORM, "Set no `runAsUser: 0` in the pod's securityContext.")
OTHER_UID = Remedy(
    "Another UID",
    PLATFORM,
    "Set `runAsUser: {uid}` and `runAsGroup: 0` in the pod's securityContext, or keep the UID and give it group 0.",
)
GROUP_0 = Remedy(
    "Another UID with group 0",
    PLATFORM,
    "On OpenShift do nothing. Elsewhere set `runAsUser: {uid}` in the pod's securityContext.",
)


def uid(ids: Ids, _facts: Facts, contract: Contract) -> Verdict:
    """Does the notebook run with UID 1000?

    Files on a volume belong to a UID. Kubeflow's images, and the volumes that earlier notebooks filled, use 1000.
    Another UID finds files that it may not change. Since Kubeflow 1.9 the official images also run under any UID
    with group 0, which is what OpenShift gives. Namespaces with restrictions refuse root, and what root writes no
    later notebook can change.

    How it is judged: by the effective UID and all groups. UID 1000 passes. Another UID is a warning with group 0 and
    a failure without it. Root is a failure.

    Evidence: `expected`, `observed`, `gid`, `groups`.
    """
    evidence: dict[str, Any] = {
        "expected": contract.uid,
        "observed": ids.uid,
        "gid": ids.gid,
        "groups": list(ids.groups),
    }
    if ids.uid == contract.uid:
        return passed(f"has UID {ids.uid}", **evidence)
    if ids.uid == 0:
        advice = ROOT_IMAGE.fill(uid=contract.uid), ROOT_POD.fill()
        return failed(f"runs as root, not as UID {contract.uid}", *advice, **evidence)
    if 0 in ids.groups:
        summary = f"has UID {ids.uid}, not {contract.uid}; with group 0 Kubeflow's images work all the same"
        return warned(summary, GROUP_0.fill(uid=contract.uid), **evidence)
    summary = f"has UID {ids.uid}, not {contract.uid}, and is not in group 0"
    return failed(summary, OTHER_UID.fill(uid=contract.uid), **evidence)


CHECK = Check(
    id="user.uid",
    title="UID",
    judge=uid,
    reads=("user.ids",),
    remedies=(ROOT_IMAGE, ROOT_POD, OTHER_UID, GROUP_0),
    requires=(grounds.KUBEFLOW,),
)
