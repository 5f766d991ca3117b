"""Is HOME the directory that Kubeflow mounts the volume on?"""

import errno
from typing import Any

from jupyter_kfcheck.checks import scope, words
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.checks.registry import IMAGE, PLATFORM, Verdict, check, failed, passed, unsure, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.home import Directory
from jupyter_kfcheck.model import Unknown


@check("home.path", "HOME's path", reads="home.directory", judges_unknown=True)
def path(facts: Facts, contract: Contract) -> Verdict:
    """Is HOME set, the directory that Kubeflow mounts the volume on, and the one in the user database?

    Kubeflow mounts the notebook's volume on /home/jovyan. Where HOME is somewhere else, work is saved
    beside the volume and lost with the pod. Where HOME and the user database disagree, ssh and sudo
    write to one place and Jupyter to the other.

    How it is judged: `$HOME` must be an absolute path to a directory that can be entered. Under Kubeflow it
    must be /home/jovyan; a link that leads elsewhere is followed and reported. The user database's
    home must be the same, where there is an entry.

    Evidence: `expected`, `observed` ($HOME), `real` (links resolved), `passwd`, `errno`.

    Remedies:
    - Not set or not absolute, image: `ENV HOME=/home/jovyan` in the Dockerfile.
    - Missing, not a directory or not to be entered, image: create it in the Dockerfile, `mkdir -p
      /home/jovyan && chown 1000:0 /home/jovyan`; platform: mount the volume there.
    - Another path, image: `ENV HOME=/home/jovyan`, or state your own as `home` in /etc/kfcheck.toml.
    - The user database disagrees, image: `usermod --home "$HOME" jovyan`.
    """
    found = facts.home.directory
    if isinstance(found, Unknown):
        if common.silent(found):
            return failed(f"HOME {found.reason}", common.HUNG, PLATFORM, errno="ETIMEDOUT")
        return unsure(f"HOME could not be looked at: {found.reason}")
    entry = facts.user.entry
    passwd = None if entry is None or isinstance(entry, Unknown) else entry.home
    evidence: dict[str, Any] = {"expected": contract.home, "observed": found.env, "real": found.real, "passwd": passwd}
    set_home = f"set ENV HOME={contract.home} in the Dockerfile"
    if found.real is None:
        problem = f"HOME is {found.env!r}, which is no absolute path" if found.env else "HOME is not set"
        return failed(problem, set_home, IMAGE, **evidence)
    if found.errno is not None:
        evidence["errno"] = words.error_name(found.errno)
        return failed(f"{found.env} cannot be used: {words.error(found.errno)}", *_make_home(found), **evidence)
    if found.env != contract.home and not scope.not_under_kubeflow(facts, contract):
        return failed(f"HOME is {found.env}, not {contract.home}", set_home, IMAGE, **evidence)
    if passwd is not None and passwd != found.env:
        remedy = f"run usermod --home {found.env} for this user in the Dockerfile, or set HOME to {passwd}"
        return warned(f"HOME is {found.env}, but the user database says {passwd}", remedy, IMAGE, **evidence)
    leads = f", a link to {found.real}" if found.real != found.env else ""
    return passed(f"{found.env} is HOME and a directory{leads}", **evidence)


def _make_home(found: Directory) -> tuple[str, str]:
    if found.errno == errno.ENOENT:
        return f"mount the volume on {found.env}, or create the directory in the Dockerfile", IMAGE
    if found.errno == errno.ENOTDIR:
        return f"put a directory at {found.real}, not a file", IMAGE
    return f"let the pod's user enter every directory above {found.real} (chmod +x)", PLATFORM
