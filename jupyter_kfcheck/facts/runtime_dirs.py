"""Where Jupyter keeps its runtime files: its servers' addresses, its kernels' ports and keys."""

import re

from jupyter_kfcheck.host import files
from jupyter_kfcheck.model import Unknown

SERVICES = "/etc/services.d"
OFFICIAL = "/tmp/jupyter_runtime"  # noqa: S108 - where Kubeflow's images keep it, readable by their user alone
_SET = re.compile(r"""^[ \t]*(?:export[ \t]+)?JUPYTER_RUNTIME_DIR=["']?(/[^"'\s$]+)""", re.MULTILINE)


def chosen() -> str | None:
    """The directory that a Jupyter with this environment uses, as jupyter_core's ``jupyter_runtime_dir`` says.

    A shell opened in a running container (kubectl exec) and a start-up script lack the variable that Kubeflow's
    images set for their server, in its service's script. None where there is no HOME either.
    """
    if named := files.env("JUPYTER_RUNTIME_DIR") or _in_service():
        return named
    if files.exists(OFFICIAL):
        return OFFICIAL
    return _in_home()


def candidates() -> list[str]:
    """Every place worth a look, those below HOME last: HOME may hang."""
    places = [files.env("JUPYTER_RUNTIME_DIR"), _in_service(), OFFICIAL, _in_home()]
    return [place for place in dict.fromkeys(places) if place]


def _in_service() -> str | None:
    """What a script of an s6 service sets, where it says so plainly."""
    names = files.names_in(SERVICES)
    for name in () if isinstance(names, Unknown) else names:
        script = files.read_text(f"{SERVICES}/{name}/run", 64 << 10)
        if isinstance(script, str) and (found := _SET.search(script)):
            return found[1]
    return None


def _in_home() -> str | None:
    if data := files.env("JUPYTER_DATA_DIR"):
        return f"{data}/runtime"
    if share := files.env("XDG_DATA_HOME"):
        return f"{share}/jupyter/runtime"
    home = files.env("HOME")
    return f"{home}/.local/share/jupyter/runtime" if home else None
