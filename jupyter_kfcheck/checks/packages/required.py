"""Is what the platform needs in the image?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, scope
from jupyter_kfcheck.checks.check import IMAGE, Check, Ground, Remedy, Verdict, failed, passed, skipped
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts

INSTALL = Remedy(
    "The package is missing",
    IMAGE,
    "Install it in the Dockerfile, in the hub's own version: `RUN pip install {name}==VERSION`.",
)


def required(found: str | None, facts: Facts, contract: Contract) -> Verdict:
    """Is the package that the platform starts the notebook with in the image?

    JupyterHub starts `jupyterhub-singleuser`, which comes with the package jupyterhub. Without it the spawn fails, or
    the browser shows "404 : Not Found" after it, because a plain Jupyter does not know the hub's paths and logins.

    How it is judged: the program must be on the PATH, or beside the Python that runs kfcheck. Other platforms need
    no package.

    Evidence: `package`, `program` (where it is).
    """
    name = scope.platform(facts, contract).needs
    evidence: dict[str, Any] = {"package": name, "program": found}
    if found:
        return passed(f"{name} is installed: {found}", **evidence)
    return failed(f"{name} is not installed: there is no jupyterhub-singleuser", INSTALL.fill(name=name), **evidence)


def _needs(facts: Facts, contract: Contract) -> Verdict | None:
    row = scope.platform(facts, contract)
    return None if row.needs else skipped(f"{row.title} needs no package in the image")


CHECK = Check(
    id="packages.required",
    title="the platform's packages",
    judge=required,
    reads=("platform.singleuser", *scope.PLATFORM_READS),
    remedies=(INSTALL,),
    requires=(grounds.PLATFORM, Ground("a platform that needs one", scope.PLATFORM_READS, _needs)),
    ends_container=True,
)
