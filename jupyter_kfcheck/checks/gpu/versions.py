"""Versions of driver and CUDA, and which of them go together."""

import re

from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.gpu.frameworks import CUDA, Framework
from jupyter_kfcheck.model import Struct, known

# CUDA -> first driver branch that serves it, on Linux. From docs.nvidia.com/deploy/cuda-compatibility,
# minor-version-compatibility, tables 1 and 2. Newer drivers serve all older CUDAs: there is no maximum.
MINIMUM = {13: (580,), 12: (525,), 11: (450,)}
MINIMUM_10 = {2: (440, 33), 1: (418, 39), 0: (410, 48)}  # before CUDA 11 each minor version had its own
OLDEST, NEWEST = 10, 13


class Required(Struct):
    """The CUDA ``version`` that the image was built for, and what says so; some say the major alone."""

    version: tuple[int, int | None]
    source: str

    def __str__(self) -> str:
        """``13.0``, or ``13``."""
        return text(self.version)


def text(version: tuple[int, int | None]) -> str:
    """A version for people."""
    major, minor = version
    return f"{major}" if minor is None else f"{major}.{minor}"


def parse(version: str | None) -> tuple[int, int | None] | None:
    """Major and minor of ``12.4.1``, ``13``."""
    found = re.match(r"(\d{1,4})(?:\.(\d{1,4}))?(?!\d)", version or "")
    return (int(found[1]), int(found[2]) if found[2] else None) if found else None


def numbers(version: str) -> tuple[int, ...]:
    """``535.129.03`` as numbers, to be compared."""
    return tuple(int(part) for part in re.findall(r"\d{1,9}", version))


def minimum(cuda: tuple[int, int | None]) -> tuple[int, ...] | None:
    """The oldest driver for a CUDA; None where the table does not have it."""
    major, minor = cuda
    return MINIMUM_10.get(minor or 0) if major == OLDEST else MINIMUM.get(major)


def newest_for(driver: tuple[int, ...]) -> int | None:
    """The newest CUDA major that a driver serves."""
    return max((major for major, least in MINIMUM.items() if driver >= least), default=None)


def all_required(facts: Facts) -> list[Required]:
    """What says which CUDA the image was built for, the most trusted kind only: frameworks, toolkit, environment."""
    env = known(facts.gpu.env) or {}
    first = re.search(r"cuda>=(\d+(?:\.\d+)?)", env.get("NVIDIA_REQUIRE_CUDA", ""))
    kinds: list[list[tuple[str, str | None]]] = [
        [(f"{f.name} {f.version or ''}".strip(), f.cuda) for f in effective(facts) if f.build == CUDA],
        [(toolkit.source, toolkit.version) for toolkit in known(facts.gpu.toolkits) or ()],
        [("CUDA_VERSION", env.get("CUDA_VERSION"))],
        [("NVIDIA_REQUIRE_CUDA", first[1] if first else None)],
    ]
    for claims in kinds:
        found = [Required(version, source) for source, said in claims if (version := parse(said))]
        if found:
            return sorted(found, key=lambda r: (r.version[0], r.version[1] or 0), reverse=True)
    return []


def effective(facts: Facts) -> list[Framework]:
    """The frameworks that programs get: one in HOME hides the image's of the same Python."""
    mine = known(facts.gpu.home_frameworks) or ()
    taken = {(f.python, f.name) for f in mine}
    return [*mine, *(f for f in known(facts.gpu.frameworks) or () if (f.python, f.name) not in taken)]
