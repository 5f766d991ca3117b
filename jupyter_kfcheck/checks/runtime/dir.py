"""Can Jupyter keep its secrets where it keeps them?"""

import errno

from jupyter_kfcheck.checks import scope, words
from jupyter_kfcheck.checks.registry import IMAGE, Verdict, check, failed, passed, skipped, unsure, warned
from jupyter_kfcheck.checks.storage import FUSE, NETWORK
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.facts.runtime import Directory, PrivateFile
from jupyter_kfcheck.model import Unknown, known

ELSEWHERE = "set ENV JUPYTER_RUNTIME_DIR=/tmp/jupyter_runtime in the Dockerfile"
WATCHED = 0o6677  # the bits that jupyter_core's secure_write compares with 0600


@check("runtime.dir", "Jupyter's runtime directory", reads="runtime.file", judges_unknown=True)
def directory(facts: Facts, contract: Contract) -> Verdict:
    """Can the Jupyter runtime directory hold a file for its owner alone, and is it off the notebook's volume?

    Jupyter keeps the keys of its kernels and its cookie secret there and refuses to start a kernel, or at all,
    where a file does not get mode 0600: "Permissions assignment failed for secure file … Got '0o677' instead of
    '0o0600'". Network shares (CIFS, azurefile, some NFS) and FAT give every file the same mode. On the volume these
    files also outlive the pod that they are about, and wait for its server.

    How it is judged: a file is created with mode 0600 and looked at, as Jupyter does; where the directory is not made
    yet, in the nearest one above. The wrong mode, or no file, is a failure; a warning where
    JUPYTER_ALLOW_INSECURE_WRITES lets Jupyter go on. A directory on HOME's volume is a warning under Kubeflow, and
    anywhere on a network share. Skipped for code-server and RStudio.

    Evidence: `path`, `tried`, `expected` and `observed` mode, `step` and `errno` of a refusal, `fs` of HOME's volume.

    Remedies:
    - All of them, image: `ENV JUPYTER_RUNTIME_DIR=/tmp/jupyter_runtime` in the Dockerfile, as Kubeflow's own images
      do since 1.9.
    - Where the image cannot be changed, platform: the same variable in the Notebook's `env` or a PodDefault, or mount
      options with `file_mode=0600` (CIFS).
    """
    kind = scope.kind(facts, contract)
    if kind in ("codeserver", "rstudio"):
        return skipped("this image runs no Jupyter")
    where, file = known(facts.runtime.directory), facts.runtime.file
    if where and not (isinstance(file, PrivateFile) and file.mode) and _home_is_broken(where, facts):
        return skipped("not asked, because home.writable failed", path=where.path)
    if isinstance(file, Unknown):
        return _unknown(file, where, facts)
    if where is None or file is None:
        return skipped("there is no HOME to keep it in, see home.path")
    evidence = {"path": where.path, "tried": where.tried}
    if file.mode is None:
        return _refused(file, where, evidence)
    evidence |= {"expected": "0600", "observed": words.mode(file.mode)}
    if file.mode & WATCHED != 0o600:
        summary = f"{where.path} gives a private file mode {words.mode(file.mode)}, not 0600"
        if facts.runtime.insecure_writes is True:
            summary += "; Jupyter goes on, since JUPYTER_ALLOW_INSECURE_WRITES is set"
            return warned(summary, ELSEWHERE, IMAGE, **evidence)
        return failed(f"{summary}: kernels will not start", ELSEWHERE, IMAGE, **evidence)
    volume = _home_volume(where, facts)
    if volume is None:
        return passed(f"{where.path} keeps private files private", **evidence)
    network = volume.fs in NETWORK or volume.fs in FUSE
    if network or not scope.not_under_kubeflow(facts, contract):
        what = f"a network share ({volume.fs})" if network else "the notebook's volume"
        return warned(f"{where.path} is on {what}", ELSEWHERE, IMAGE, **evidence, fs=volume.fs)
    return passed(f"{where.path} keeps private files private", **evidence, fs=volume.fs)


def _unknown(file: Unknown, where: Directory | None, facts: Facts) -> Verdict:
    home = known(facts.mounts.table)
    evidence = {"path": where.path if where else None}
    if where and home and home.home and file.errno == errno.ETIMEDOUT and _below(where.path, home.home.point):
        return failed(f"{where.path} {file.reason}, for it is on HOME's volume", ELSEWHERE, IMAGE, **evidence)
    return unsure(f"could not be judged: {file.reason}", **evidence)


def _refused(file: PrivateFile, where: Directory, evidence: dict[str, str]) -> Verdict:
    verb = "made" if where.tried != where.path else "written"
    summary = f"{where.path} cannot be {verb}: {words.error(file.errno)}"
    return failed(summary, ELSEWHERE, IMAGE, **evidence, step=file.step, errno=words.error_name(file.errno))


def _home_is_broken(where: Directory, facts: Facts) -> bool:
    """Whether the directory is in a HOME that can hold no file at all, which home.writable tells."""
    home, trials = known(facts.home.directory), facts.home.trials
    if home is None or home.env is None or not _below(where.path, home.env):
        return False
    if isinstance(trials, Unknown):
        return trials.errno == errno.ETIMEDOUT
    return not trials or any(trial.errno is not None for trial in trials)


def _home_volume(where: Directory, facts: Facts) -> Mount | None:
    """The mount of HOME, if that is a volume and the directory is on it."""
    table = known(facts.mounts.table)
    home = table.home if table else None
    if home is None or home.point == "/":
        return None
    same = _below(where.tried, home.point) if where.mount is None else where.mount == home.id
    return home if same else None


def _below(path: str, point: str) -> bool:
    return f"{path}/".startswith(f"{point.rstrip('/')}/")
