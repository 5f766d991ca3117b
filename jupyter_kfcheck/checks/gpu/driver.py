"""Is the node's driver new enough?"""

from typing import Any

from jupyter_kfcheck.checks.check import Check, Verdict, passed, unsure
from jupyter_kfcheck.checks.gpu import decision, evidence, grounds, libraries, remedies, versions, view
from jupyter_kfcheck.checks.gpu.finding import Finding, fail, warn
from jupyter_kfcheck.checks.gpu.versions import Required
from jupyter_kfcheck.checks.gpu.view import View
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.gpu import Kernel


def driver(kernel: Kernel, facts: Facts, contract: Contract) -> Verdict:
    """Is the node's driver new enough for the CUDA that the image was built for?

    The driver belongs to the node, CUDA to the image. An older driver refuses a newer CUDA: "CUDA driver version is
    insufficient for CUDA runtime version" (35), "system has unsupported display driver / cuda driver combination"
    (803), "forward compatibility was attempted on non supported HW" (804). NVIDIA's older hook then does not even
    start the container ("unsatisfied condition: cuda>=13.0" in its events); with CDI, and on GKE, nothing checks it
    before programs fail. A library that does not fit the driver gives "Driver/library version mismatch".

    How it is judged: the driver's version comes from NVIDIA's management library, else from
    /proc/driver/nvidia/version. The CUDA version is the highest that torch, tensorflow or jax were built for, by
    their files; without one, that of the toolkit, CUDA_VERSION or NVIDIA_REQUIRE_CUDA. By NVIDIA's table CUDA 13
    needs driver 580 or newer, 12 needs 525, 11 needs 450, 10.2 needs 440.33; a newer driver is never too new. The
    same major with a higher minor than the driver's own is a warning: prebuilt code runs, just-in-time compilers
    may not.

    Evidence: `cause`, `kernel_version`, `driver`, `driver_cuda`, `required`, `source`, `all_sources`, `minimum`.
    """
    found = decision.decide(facts, contract)
    here = found.view
    version = (here.talk.version if here.talk else None) or kernel.version
    claims = versions.all_required(facts)
    judged = _judge(here, version, claims[0]) if version and claims else None
    said = _evidence(here, version, claims)
    if broken := libraries.mismatch(here) or (judged if judged and not judged.usable else None):
        return broken.verdict(**said)
    if stopped := grounds.troubled(found, **said):
        return stopped
    if version is None:
        return unsure("the driver does not say its version", **said)
    if judged:
        return judged.verdict(**said)
    if not claims:
        return passed(f"driver {version} is loaded; nothing says which CUDA the image needs", **said)
    return passed(f"driver {version} is new enough for CUDA {claims[0]} ({claims[0].source})", **said)


def _judge(here: View, version: str, required: Required) -> Finding | None:
    """The driver against the CUDA that is asked of it."""
    installed = versions.numbers(version)
    wanted = f"CUDA {required} ({required.source})"
    least = versions.minimum(required.version)
    if least is None:
        if required.version[0] <= versions.NEWEST:
            return None  # older than the table, and every driver of today serves it
        said = f"{wanted} is newer than what kfcheck knows, so driver {version} is not judged"
        return warn("unknown-cuda", said, usable=True)
    needs = ".".join(map(str, least))
    if installed < least:
        compat = here.libraries.cuda is not None and libraries.is_compat(here.libraries.cuda)
        if compat:
            said = f"driver {version} is older than {needs}, and {wanted} depends on the image's compatibility library"
            return warn("forward-compat", said, usable=True, minimum=needs)
        newest = versions.newest_for(installed)
        serves = f"; it serves CUDA {newest} and older" if newest else ""
        return fail(
            "driver-too-old",
            f"driver {version} is too old for {wanted}: {needs} or newer is needed{serves}",
            minimum=needs,
        )
    return _minor(here, version, required)


def _minor(here: View, version: str, required: Required) -> Finding | None:
    own = versions.parse(evidence.cuda_text(here.talk.cuda) if here.talk and here.talk.cuda else None)
    major, minor = required.version
    if own is None or minor is None or own[0] != major or (own[1] or 0) >= minor:
        return None
    said = f"driver {version} brings CUDA {versions.text(own)}, the image needs {required} ({required.source})"
    return warn("minor-compat", f"{said}: prebuilt code runs, compiling at run time may not", usable=True)


def _evidence(here: View, version: str | None, claims: list[Required]) -> dict[str, Any]:
    talk = here.talk
    return {
        "driver": version,
        "kernel_version": here.kernel.version,
        "driver_cuda": evidence.cuda_text(talk.cuda) if talk else None,
        "required": str(claims[0]) if claims else None,
        "source": claims[0].source if claims else None,
        "all_sources": {claim.source: str(claim) for claim in claims},
    }


CHECK = Check(
    id="gpu.driver",
    title="GPU driver",
    judge=driver,
    reads=("gpu.kernel", *view.READS, "gpu.toolkits", "gpu.home_frameworks"),
    remedies=remedies.listed(remedies.DRIVER),
    requires=(grounds.NVIDIA_GPU,),
)
