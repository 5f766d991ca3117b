"""Are the user's keys in HOME closed to the group?"""

import posixpath
from typing import Any

from jupyter_kfcheck.checks import grounds, scope, words
from jupyter_kfcheck.checks.check import PLATFORM, USER, Check, Remedy, Verdict, passed, skipped, warned
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.modes import Private
from jupyter_kfcheck.model import Unknown, known

SETGID = 0o2000
CLOSE = Remedy("Open to others than their owner", USER, "Close them: `chmod go= {paths}`.")
ON_MISMATCH = Remedy(
    "fsGroup opens them at each start",
    PLATFORM,
    "Set `fsGroupChangePolicy: OnRootMismatch` in the pod's securityContext: without it the kubelet gives the group "
    "its rights on every file at each start.",
)


def modes(found: tuple[Private, ...], facts: Facts, _contract: Contract) -> Verdict:
    """Are `~/.ssh`, `~/.kube/config` and `~/.pgpass` closed to everyone but their owner?

    ssh and git refuse a key that others may read: "Permissions 0660 for '/home/jovyan/.ssh/id_rsa' are too open".
    psql ignores such a password file, kubectl and helm complain. With fsGroup, which Kubeflow sets, the kubelet gives
    the group these rights anew at each start of the pod, whatever the user has changed.

    How it is judged: by owner and permission bits of the private keys in ~/.ssh (`id_*`, `*.pem`), of ~/.kube/config
    and ~/.pgpass; ~/.ssh/config must not be writable to others. Only files of the notebook's own user count, as
    programs judge them, too. An open one is a warning.

    Evidence: `open` (each such file with its mode), `closed` (how many are well), `fs_group` (the group of HOME where
    it looks as fsGroup leaves it, else null).
    """
    if not found:
        return skipped(f"there is no key and no password file in {common.name(facts)} that others must not read")
    ids = known(scope.whose(facts).ids)
    own = [file for file in found if ids is None or file.uid == ids.uid]
    wide = [file for file in own if file.mode & (0o022 if file.path.endswith(".ssh/config") else 0o077)]
    group = _fs_group(facts)
    evidence: dict[str, Any] = {
        "open": {file.path: words.mode(file.mode) for file in wide},
        "closed": len(found) - len(wide),
        "fs_group": group,
    }
    if not wide:
        return passed(_closed(found, facts), **evidence)
    first, home = wide[0], common.name(facts)
    more = f", and {len(wide) - 1} more" if len(wide) > 1 else ""
    by = f": fsGroup {group} opens it at each start" if group == first.gid else ""
    paths = tuple(posixpath.join(home, file.path) for file in wide)
    advice = [CLOSE.fill(paths=paths), *([ON_MISMATCH.fill()] if group == first.gid else [])]
    return warned(f"{paths[0]} has mode {words.mode(first.mode)}, open to others{more}{by}", *advice, **evidence)


def _closed(found: tuple[Private, ...], facts: Facts) -> str:
    names = ", ".join(f"{common.name(facts)}/{file.path}" for file in found[:2])
    more = f" and {len(found) - 2} more" if len(found) > 2 else ""
    return f"{names}{more} {'is' if len(found) == 1 else 'are'} closed to others than the owner"


def _fs_group(facts: Facts) -> int | None:
    """The kubelet leaves the setgid bit and its group on a volume's root."""
    directory = facts.home.directory
    if isinstance(directory, Unknown) or directory.mode is None or not directory.mode & SETGID:
        return None
    return directory.gid


CHECK = Check(
    id="home.modes",
    title="keys in HOME",
    judge=modes,
    reads=("home.modes", "home.directory", "home.env", *scope.WHOSE_READS),
    remedies=(CLOSE, ON_MISMATCH, *common.HUNG, *common.LOST),
    requires=(grounds.HOME,),
    unknown=lambda fact, facts, _: common.not_read(fact, facts, "home.path", "home.writable"),
)
