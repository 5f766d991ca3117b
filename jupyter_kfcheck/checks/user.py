"""Which user runs the notebook."""

from jupyter_kfcheck.checks.registry import IMAGE, PLATFORM, Verdict, check, failed, passed, unsure, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import Unknown


@check("user.name", "user name", reads="user.entry", kubeflow_only=True)
def name(facts: Facts, contract: Contract) -> Verdict:
    """Does the notebook run as `jovyan`, a user that the user database knows?

    Kubeflow's images name their user jovyan. Programs ask the user database for it: without an entry
    a terminal says "I have no name!", ssh and git refuse, Python raises `KeyError: getpwuid(): uid
    not found`, and RStudio does not start.

    How it is judged: the entry of the effective UID is looked up (getpwuid), in whatever source the
    image is configured for. No entry is a warning where the group is 0 (OpenShift gives every
    namespace a UID of its own, and Kubeflow's images cope), else a failure. Another name is a warning.

    Evidence: `expected` and `observed` name, `uid`.

    Remedies:
    - No entry, image: let the image add one at start, `echo "jovyan:x:$(id -u):0::/home/jovyan:/bin/bash"
      >> /etc/passwd`, with `chmod g=u /etc/passwd` in the Dockerfile; Kubeflow's RStudio image does so.
    - Another name, image: `useradd --uid 1000 --gid 0 --groups 100 --home-dir /home/jovyan jovyan` and
      `USER jovyan` in the Dockerfile, or state the name you mean as `user` in /etc/kfcheck.toml.
    """
    ids, entry = facts.user.ids, facts.user.entry
    if isinstance(ids, Unknown) or isinstance(entry, Unknown):
        return unsure("the user database did not say who this is")
    evidence = {"expected": contract.user, "observed": entry and entry.name, "uid": ids.uid}
    if entry is None:
        add = f"{contract.user}:x:$(id -u):0::{contract.home}:/bin/bash"
        remedy = f'add an entry at start: echo "{add}" >> /etc/passwd, with chmod g=u /etc/passwd in the Dockerfile'
        summary = f"UID {ids.uid} has no entry in the user database"
        return (warned if 0 in ids.groups else failed)(summary, remedy, IMAGE, **evidence)
    if entry.name != contract.user:
        remedy = f"set USER {contract.user} (UID {contract.uid}) in the Dockerfile"
        if ids.uid != 0:
            remedy += f', or state user = "{entry.name}" in /etc/kfcheck.toml'
        return warned(f"runs as {entry.name}, not as {contract.user}", remedy, IMAGE, **evidence)
    return passed(f"runs as {entry.name}", **evidence)


@check("user.uid", "UID", reads="user.ids", kubeflow_only=True)
def uid(facts: Facts, contract: Contract) -> Verdict:
    """Does the notebook run with UID 1000?

    Files on a volume belong to a UID. Kubeflow's images, and the volumes that earlier notebooks
    filled, use 1000; another UID finds files it may not change. Since Kubeflow 1.9 the official images
    also run under any UID whose group is 0, which is what OpenShift gives. Root is refused by
    restricted namespaces, and what it writes no later notebook can change.

    How it is judged: the effective UID and all groups. UID 1000 passes. Another UID is a warning with
    group 0 and a failure without. Root is a failure.

    Evidence: `expected`, `observed`, `gid`, `groups`.

    Remedies:
    - Root, image: `USER 1000` as the last USER line of the Dockerfile.
    - Another UID, platform: `runAsUser: 1000` and `runAsGroup: 0` in the pod's securityContext; or keep the
      UID and give it group 0.
    """
    ids = facts.user.ids
    if isinstance(ids, Unknown):
        return unsure("the kernel did not say who this is")
    evidence = {"expected": contract.uid, "observed": ids.uid, "gid": ids.gid, "groups": list(ids.groups)}
    if ids.uid == contract.uid:
        return passed(f"has UID {ids.uid}", **evidence)
    if ids.uid == 0:
        remedy = f"end the Dockerfile with USER {contract.uid}, and set no runAsUser: 0 in the pod"
        return failed(f"runs as root, not as UID {contract.uid}", remedy, IMAGE, **evidence)
    if 0 in ids.groups:
        remedy = f"nothing, if this is OpenShift; else set runAsUser: {contract.uid} in the pod's securityContext"
        summary = f"has UID {ids.uid}, not {contract.uid}; group 0 makes Kubeflow's images cope"
        return warned(summary, remedy, PLATFORM, **evidence)
    remedy = f"set runAsUser: {contract.uid} and runAsGroup: 0 in the pod's securityContext"
    return failed(f"has UID {ids.uid}, not {contract.uid}, and is not in group 0", remedy, PLATFORM, **evidence)
