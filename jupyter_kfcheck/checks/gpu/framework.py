"""Are torch, tensorflow and jax built for the GPU that is here?"""

from typing import Any

from jupyter_kfcheck.checks.check import Check, Verdict, passed, skipped, unsure
from jupyter_kfcheck.checks.gpu import architectures, builds, decision, grounds, remedies, versions
from jupyter_kfcheck.checks.gpu.decision import Decision
from jupyter_kfcheck.checks.gpu.finding import Finding, fail, warn
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.gpu.frameworks import CPU, CUDA, ROCM, TPU, XPU, Framework
from jupyter_kfcheck.facts.gpu.nodes import AMD, GAUDI, INTEL, NEURON, NVIDIA
from jupyter_kfcheck.facts.gpu.nodes import TPU as TPU_NODE
from jupyter_kfcheck.model import Status, Unknown

_BUILD_FOR = {NVIDIA: CUDA, AMD: ROCM, INTEL: XPU, TPU_NODE: TPU}
# Their torch is the CPU build, with a plug-in of the vendor's beside it.
_PLUGGED_IN = (GAUDI, NEURON)


def framework(_image: tuple[Framework, ...], facts: Facts, contract: Contract) -> Verdict:
    """Is the installed torch, tensorflow or jax a GPU build, and for this GPU?

    The same names come in builds for CPUs, CUDA, ROCm and others. A `pip install` into HOME that took the CPU build
    hides the image's GPU build; a new GPU is unknown to an old build, an old one to a new build. Users see
    `torch.cuda.is_available()` False, "no kernel image is available for execution on the device", "Torch not
    compiled with CUDA enabled", "libcudart.so.11.0: cannot open shared object file", or training that is just slow.

    How it is judged: nothing is imported. The files of each framework are read (torch/version.py, tensorflow's
    build_info.py, the names of the distributions beside jax), in kfcheck's own Python, in those of the kernels, and
    in HOME, which comes first. A CPU build is a failure, or a warning where another framework has a GPU build. CUDA
    13 dropped GPUs before compute capability 7.5, torch for CUDA 12.8 those before 7.0; compute capability 10 and
    newer needs CUDA 12.8. A CUDA build without libcudart of its major version falls back to the CPU, or does not
    import.

    Evidence: `cause`, `frameworks` (name, version, build, cuda, path, python); of the one that decides `path` and
    `framework`, or the CUDA `needed` and the libraries `installed`.
    """
    installed = versions.effective(facts)
    said: dict[str, Any] = {"frameworks": [builds.described(f) for f in installed]}
    mine = facts.gpu.home_frameworks
    if not installed:
        if isinstance(mine, Unknown):
            return unsure(f"whether HOME has a framework is not known: {mine.reason}", **said)
        return skipped("no torch, tensorflow or jax is installed", **said)
    found = decision.decide(facts, contract)
    if any(vendor in _PLUGGED_IN for vendor in found.vendors):
        return skipped("not judged: this vendor's accelerators are reached through a plug-in of the CPU build", **said)
    findings = [finding for f in installed if (finding := _judge(f, installed, found))]
    if findings:
        return min(findings, key=lambda f: f.status is not Status.FAIL).verdict(**said)
    if all(f.build is None for f in installed):
        return unsure(f"the files of {installed[0].path} do not say what it was built for", **said)
    late = "; HOME did not answer, so what it adds is not known" if isinstance(mine, Unknown) else ""
    return passed(builds.listed(installed) + late, **said)


def _named(f: Framework) -> str:
    return f"{f.name} {f.version}" if f.version else f.name


def _judge(f: Framework, installed: list[Framework], found: Decision) -> Finding | None:
    wanted = {_BUILD_FOR[vendor] for vendor in found.vendors}
    if f.build is None:
        return None
    if f.build == CPU:
        where = f"{f.name} {f.version} in {f.path}" if f.version else f"{f.name} in {f.path}"
        hides = ", which hides the image's," if f.in_home else ""
        said = f"{where}{hides} is a CPU build: it does not use the GPU"
        others = any(other.build in wanted for other in installed if other.python == f.python and other.name != f.name)
        remedy = "cpu-build-in-home" if f.in_home else None
        if others:
            return warn("cpu-build", said, remedy, usable=True, path=f.path, framework=f.name)
        return fail("cpu-build", said, remedy, path=f.path, framework=f.name)
    if f.build not in wanted:
        return fail("other-vendor", f"{_named(f)} is built for {f.build}, not for this GPU", path=f.path)
    if f.build != CUDA:
        return None
    if problem := architectures.unsupported(f, found.view.usable):
        return fail("arch-unsupported", problem, path=f.path)
    cuda = versions.parse(f.cuda)
    if cuda and str(cuda[0]) not in f.runtimes:
        here = f"only that of CUDA {', '.join(f.runtimes)} is installed" if f.runtimes else "none is installed"
        said = f"{_named(f)} was built for CUDA {f.cuda} and needs its libcudart: {here}"
        return fail("cuda-libraries-missing", said, path=f.path, needed=cuda[0], installed=list(f.runtimes))
    return None


CHECK = Check(
    id="gpu.framework",
    title="GPU frameworks",
    judge=framework,
    reads=("gpu.frameworks", *grounds.USABLE.reads),
    remedies=remedies.listed(remedies.FRAMEWORK),
    requires=(grounds.USABLE,),
)
