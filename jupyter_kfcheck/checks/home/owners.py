"""Permission denied in HOME: who can change that, by whose the place is and what it is on."""

import errno

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, USER, Remedy
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.model import Advice, known

FSGROUP = Remedy(
    "Permission denied on HOME, a volume",
    PLATFORM,
    "Set `fsGroup: 100` in the pod's securityContext. The notebook controller does so unless ADD_FSGROUP=false.",
)
CHOWN_VOLUME = Remedy(
    "Permission denied on HOME, a volume where fsGroup has no effect (NFS, CIFS)",
    PLATFORM,
    "Change the volume as root, once: `chown root:100 {path}` and `chmod 2775 {path}`. With root squash do it on the "
    "storage server.",
)
OPEN_GROUP = Remedy(
    "Permission denied on HOME, whose group is right but may not write",
    PLATFORM,
    "Open it to its group, as root, once: `chmod g+rwx {path}`.",
)
YOURS = Remedy(
    "Permission denied, and the place is the notebook's own user's", USER, "Allow yourself to: `chmod {bits} {path}`."
)
FLAG = Remedy(
    "Operation not permitted, though owner and mode allow it",
    PLATFORM,
    "Take the flag off that forbids changes, as root: `chattr -i -a {path}` (`lsattr -d {path}` shows it).",
)
SERVER_SAYS_NO = Remedy(
    "Permission denied, though owner and mode allow it",
    PLATFORM,
    "Check for another block: root squash or access lists on the storage server, or an SELinux label on the volume.",
)
OPEN_IMAGE = Remedy(
    "Permission denied on HOME, a folder of the image",
    IMAGE,
    "Open it to group 0 in the Dockerfile: `RUN chgrp -R 0 {path} && chmod -R g=u {path}`.",
)
CHOWN_IMAGE = Remedy(
    "Permission denied on HOME, a folder of the image, for a user without group 0",
    IMAGE,
    "Give it to the notebook's user in the Dockerfile: `RUN chown -R {uid} {path}`.",
)
CHOOSE = Remedy("Permission denied on HOME, a folder of the image", USER, "If you cannot change the image, {volume}.")
MOVE = Remedy(
    "Permission denied below HOME, where the folder around it is yours",
    USER,
    "Move it out of the way: `mv {path} {path}.old`.",
)
CHOWN_BELOW = Remedy(
    "Permission denied below HOME, left by a pod that ran as root",
    PLATFORM,
    "Change its owner as root, once: `chown -R {uid}:100 {path}`.",
)
CHGRP_BELOW = Remedy(
    "Permission denied below HOME, left by a pod with another UID of group 0",
    PLATFORM,
    "Open it to group 0 as root, once: `chgrp -R 0 {path}` and `chmod -R g+rwX {path}`.",
)
COPY_CHOWN = Remedy(
    "Permission denied below HOME, copied there by the image",
    IMAGE,
    "Copy it with `COPY --chown=1000:0` in the Dockerfile.",
)
OF_HOME = (FSGROUP, CHOWN_VOLUME, OPEN_GROUP, YOURS, FLAG, SERVER_SAYS_NO, OPEN_IMAGE, CHOWN_IMAGE, CHOOSE)
BELOW = (MOVE, CHOWN_BELOW, CHGRP_BELOW, COPY_CHOWN)


def of_home(found: Trial, facts: Facts, contract: Contract) -> list[Advice]:
    """How HOME itself is opened."""
    ids, mount = known(scope.looks(facts)), common.mount_of(facts, "")
    path = found.path
    if mount and mount.point == "/":
        group_0 = ids is None or 0 in ids.groups
        image = OPEN_IMAGE.fill(path=path) if group_0 else CHOWN_IMAGE.fill(path=path, uid=ids.uid if ids else 1000)
        return [image, CHOOSE.fill(volume=common.volume(facts, contract))]
    if ids and (said := _not_by_owner(found, ids)):
        return said
    if ids and found.gid and found.gid in ids.groups:  # fsGroup is in force, or was
        return [OPEN_GROUP.fill(path=path)]
    return [FSGROUP.fill(), CHOWN_VOLUME.fill(path=path)]


def below(found: Trial, facts: Facts) -> list[Advice]:
    """How a place in HOME is opened. HOME itself can be written, so its user can put a thing in it out of the way."""
    ids, path = known(scope.looks(facts)), found.path
    if ids and (said := _not_by_owner(found, ids)):
        return said
    uid = ids.uid if ids else 1000
    mount = common.mount_of(facts, path)
    advice = [] if mount and mount.point == path else [MOVE.fill(path=path)]
    group = ids is not None and uid != 1000 and 0 in ids.groups
    advice.append(CHGRP_BELOW.fill(path=path) if group else CHOWN_BELOW.fill(uid=uid, path=path))
    return [*advice, COPY_CHOWN.fill()] if mount and mount.point == "/" else advice


def _not_by_owner(found: Trial, ids: Ids) -> list[Advice]:
    """What to do where another owner would change nothing: it is this user's, or owner and mode allow it already."""
    if found.mode is None:
        return []
    if _allowed(found, ids):
        flag = [FLAG.fill(path=found.path)] if found.errno == errno.EPERM else []
        return [*flag, SERVER_SAYS_NO.fill()]
    bits = "u+rw" if found.file else "u+rwx"
    return [YOURS.fill(bits=bits, path=found.path)] if found.uid == ids.uid else []


def _allowed(found: Trial, ids: Ids) -> bool:
    """Whether owner, group and mode alone would let this user write there: enter a folder, read a file."""
    need, mode = 0o6 if found.file else 0o5 if found.step == "list" else 0o3, found.mode or 0
    shift = 6 if ids.uid == found.uid else 3 if found.gid in ids.groups else 0
    return mode >> shift & need == need
