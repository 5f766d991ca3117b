"""Is HOME the directory that Kubeflow mounts the volume on?"""

import errno
from typing import Any

from jupyter_kfcheck.checks import grounds, scope, words
from jupyter_kfcheck.checks.check import IMAGE, PLATFORM, Check, Remedy, Verdict, Written, failed, passed, warned
from jupyter_kfcheck.checks.home import common, owners
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.home import Directory
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.model import Advice, Unknown, known

SET = Remedy("Not set, not an absolute path, or another path", IMAGE, "Set `ENV HOME={home}` in the Dockerfile.")
STATE = Remedy("Another path, on purpose", IMAGE, "Set `home` under [expect] in /etc/kfcheck.toml.")
WHERE = Remedy("On no volume, and there is one elsewhere", PLATFORM, "Mount the home volume on HOME: {mounts}.")
THERE = Remedy("On no volume, and there is one elsewhere", IMAGE, "Or set `ENV HOME={point}` in the Dockerfile.")
MOUNT = Remedy("Missing", PLATFORM, "Mount the volume on {path}.")
CREATE = Remedy("Missing", IMAGE, "Create the directory in the Dockerfile: `RUN install -d -o 1000 -g 0 {path}`.")
NO_FILE = Remedy("Not a directory", IMAGE, "Put a directory at {path}, not a file.")
NO_LOOP = Remedy("A link that leads back to itself", IMAGE, "Put a directory at {path}, not a link.")
ENTER = Remedy(
    "Cannot be entered", PLATFORM, "Let the notebook's user enter every directory above {path} (`chmod +x`)."
)
PASSWD = Remedy(
    "The user database disagrees",
    IMAGE,
    "Run `usermod --home {observed} {user}` in the Dockerfile.",
)
AS_PASSWD = Remedy("The user database disagrees, and HOME is on no volume", IMAGE, "Or set `ENV HOME={passwd}`.")


def path(found: Directory, facts: Facts, contract: Contract) -> Verdict:
    """Is HOME set, is it the directory that the platform mounts the volume on, and the one in the user database?

    Kubeflow v1 mounts the notebook's volume on /home/jovyan, Open Data Hub on /opt/app-root/src. Where HOME is
    somewhere else, work is saved beside the volume and lost with the pod. Where HOME and the user database disagree,
    ssh and sudo write to one place and Jupyter to the other.

    How it is judged: `$HOME` must be an absolute path to a directory that can be entered and listed. It must be the
    platform's, where that has one of its own, unless HOME is a mount of its own: then the work is on a volume already.
    Where the platform's admin chooses the path (Kubeflow v2, JupyterHub), a HOME on no volume beside a volume is a
    warning. A link that leads elsewhere is followed and reported. The home in the user database must be the same,
    where there is an entry.

    Evidence: `expected`, `observed` ($HOME), `real` (links resolved), `passwd`, `errno`.
    """
    (ids, whose, _), row = scope.whose(facts), scope.platform(facts, contract)
    entry = known(whose)
    passwd = entry.home if entry else None
    evidence: dict[str, Any] = {"expected": row.home, "observed": found.env, "real": found.real, "passwd": passwd}
    if found.real is None:
        problem = f"HOME is {found.env!r}, not an absolute path" if found.env else "HOME is not set"
        return failed(problem, SET.fill(home=row.home or "/home/jovyan"), **evidence)
    if found.errno is not None:
        evidence["errno"] = words.error_name(found.errno)
        if found.errno in common.GONE:
            lost = common.gone(found.errno, facts)
            return lost._replace(evidence=lost.evidence | evidence)
        return _closed(found, evidence, _make_home(found, facts, contract))
    if found.listing is not None:
        evidence["errno"] = words.error_name(found.listing)
        advice = _make_home(found._replace(errno=found.listing), facts, contract)
        return failed(f"{found.env} cannot be listed: {words.error(found.listing)}", *advice, **evidence)
    if row.home and not _same(found.env, row.home) and not _on_its_own_mount(found, facts):
        there = SET.fill(home=row.home), STATE.fill()
        return failed(f"HOME is {found.env}, not {row.home}", *there, **evidence)
    if row.mounts and (elsewhere := _volume_elsewhere(facts)):
        evidence["volume"] = elsewhere
        summary = f"HOME is {found.env}, on no volume, while a volume is mounted on {elsewhere}"
        mounts = Written(row.mounts.format(home=found.env))
        return warned(summary, WHERE.fill(mounts=mounts), THERE.fill(point=elsewhere), **evidence)
    if entry and not _same(passwd, found.env):
        said = f"the user database says {passwd}"
        if isinstance(ids, Ids) and ids.uid == 0:  # whose entry is nobody's to change
            return passed(f"{found.env} is HOME and a directory; {said} for {entry.name}", **evidence)
        advice_ = [PASSWD.fill(observed=found.env, user=entry.name)]
        advice_ += [] if _on_its_own_mount(found, facts) else [AS_PASSWD.fill(passwd=passwd)]
        return warned(f"HOME is {found.env}, but {said}", *advice_, **evidence)
    leads = "" if _same(found.real, found.env) else f", a link to {found.real}"
    return passed(f"{found.env} is HOME and a directory{leads}", **evidence)


def _volume_elsewhere(facts: Facts) -> str | None:
    """Where a volume is mounted, writable and outside of HOME, while HOME is on the container's own layer."""
    table = known(facts.mounts.table)
    if not table or not table.home or table.home.point != "/" or table.below:
        return None
    others = known(facts.volumes.others) or ()
    return next((volume.point for volume in others if volume.writable), None)


def _on_its_own_mount(found: Directory, facts: Facts) -> bool:
    """A HOME that is a volume of its own is never told to move: the work is there."""
    table = known(facts.mounts.table)
    return bool(table and table.home and table.home.point in (found.env, found.real) and table.home.point != "/")


def _same(path: str | None, other: str | None) -> bool:
    """Whether two paths are spelled alike but for a slash at the end."""
    return path == other or (path or "/").rstrip("/") == (other or "/").rstrip("/")


def _closed(found: Directory, evidence: dict[str, Any], advice: list[Advice]) -> Verdict:
    verb = "entered" if found.errno in (errno.EACCES, errno.EPERM) else "used"
    if found.uid is not None and found.gid is not None:
        evidence |= {"owner": f"{found.uid}:{found.gid}", "mode": words.mode(found.mode)}
        evidence["detail"] = f"it belongs to {words.owner(found.uid, found.gid)}, mode {words.mode(found.mode)}"
    link = "" if _same(found.env, found.real) else f", a link to {found.real},"
    return failed(f"{found.env}{link} cannot be {verb}: {words.error(found.errno)}", *advice, **evidence)


def _make_home(found: Directory, facts: Facts, contract: Contract) -> list[Advice]:
    if found.errno == errno.ENOENT:
        return [MOUNT.fill(path=found.real), CREATE.fill(path=found.real)]
    if found.errno == errno.ENOTDIR:
        return [NO_FILE.fill(path=found.real)]
    if found.errno == errno.ELOOP:
        return [NO_LOOP.fill(path=found.real)]
    if found.errno not in (errno.EACCES, errno.EPERM):
        return [remedy.fill() for remedy in common.LOST]
    if found.uid is None:
        return [ENTER.fill(path=found.real)]
    at = found.real or ""
    return owners.of_home(Trial(at, found.uid, found.gid, found.mode, "open", found.errno), facts, contract)


def _unknown(fact: Unknown, facts: Facts, _contract: Contract) -> Verdict:
    return common.not_read(fact, facts)


CHECK = Check(
    id="home.path",
    title="HOME's path",
    judge=path,
    reads=("home.directory", "home.env", "user.looks", "volumes.others", *scope.WHOSE_READS, *scope.PLATFORM_READS),
    remedies=(
        SET,
        STATE,
        MOUNT,
        CREATE,
        NO_FILE,
        NO_LOOP,
        ENTER,
        PASSWD,
        AS_PASSWD,
        WHERE,
        THERE,
        *owners.OF_HOME,
        *common.HUNG,
        *common.LOST,
    ),
    requires=(grounds.WHOSE_HOME,),
    unknown=_unknown,
    ends_container=True,
)
