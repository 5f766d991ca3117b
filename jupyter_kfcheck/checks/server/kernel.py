"""Does a kernel run a cell?"""

from typing import Any

from jupyter_kfcheck.checks.check import FROM_OUTSIDE, IMAGE, Check, Ground, Remedy, Verdict, failed, passed, skipped
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.outside import Kernel

CELL, RESULT = "1+1", "2"
SPEC = Remedy(
    "It does not start, or dies",
    IMAGE,
    "Fix the kernel {name} in the image. `jupyter kernelspec list` shows its folder: the program in its kernel.json "
    "must be there, and `ipykernel` must be installed for it.",
)
FRAMEWORK = Remedy(
    "A framework that cannot be imported", IMAGE, "Install {name} anew in the Dockerfile: `import {name}` fails there."
)


def kernel(ran: Kernel, _facts: Facts, _contract: Contract) -> Verdict:
    """Does a kernel run a cell?

    A server that answers has not yet started a kernel. Where the kernel's program is missing, or a library that it
    loads is broken, the notebook opens and every cell waits for ever: "Kernel died", "Connecting".

    How it is judged: `kfcheck image` asks the server for its default kernel, as the notebook's page does, has it run
    `1+1`, and waits for `2`. Where torch, tensorflow or jax is installed, a second cell imports it: one that cannot
    be imported fails. The kernel is shut down afterwards.

    Evidence: `kernel`, `result`, `frameworks` (each with its version), `broken`.
    """
    evidence: dict[str, Any] = {"kernel": ran.name, "result": ran.result, "frameworks": ran.frameworks}
    named = ran.name or "that is the default"
    if ran.problem:
        return failed("no kernel runs a cell", SPEC.fill(name=named), detail=ran.problem, **evidence)
    if (ran.result or "").split()[-1:] != [RESULT]:  # R says "[1] 2"
        summary = f"the kernel {named} says that {CELL} is {ran.result}"
        return failed(summary, SPEC.fill(name=named), **evidence)
    if ran.broken:
        name, line = next(iter(ran.broken.items()))
        evidence |= {"broken": ran.broken, "detail": line}
        return failed(f"the kernel {named} cannot import {name}", FRAMEWORK.fill(name=name), **evidence)
    imports = "".join(f", imports {name} {version}" for name, version in ran.frameworks.items())
    return passed(f"the kernel {named} runs {CELL}{imports}", **evidence)


def _asked(facts: Facts, _contract: Contract) -> Verdict | None:
    ran = facts.outside.kernel
    if ran is None:
        return skipped("no Jupyter Server answered that could start a kernel")
    if isinstance(ran, Kernel) and ran.login:
        return skipped("the server asks for credentials, so no kernel was started")
    return None


CHECK = Check(
    id="server.kernel",
    title="a kernel runs",
    judge=kernel,
    reads=("outside.kernel",),
    remedies=(SPEC, FRAMEWORK),
    requires=(Ground("a Jupyter Server that lets one in", ("outside.kernel",), _asked),),
    phases=(FROM_OUTSIDE,),
)
