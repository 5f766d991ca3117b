"""The CUDA toolkit of the image, and other vendors' stacks, by files at their usual places."""

import json
import re

from jupyter_kfcheck.host import files, process
from jupyter_kfcheck.model import Struct

STACKS = ("/usr/local/cuda", "/opt/rocm", "/opt/aws/neuron")
_CONDA = r"cuda-(?:version|cudart)-(\d+\.\d+)[\d.]*-.*\.json"


class Toolkit(Struct):
    """A CUDA ``version`` that the file ``source`` states."""

    source: str
    version: str


def find() -> tuple[Toolkit, ...]:
    """What states a CUDA version: NVIDIA's own file, and conda's records."""
    found = []
    text = files.read_text("/usr/local/cuda/version.json", 1 << 18)
    if isinstance(text, str) and (version := parse_version(text)):
        found.append(Toolkit("/usr/local/cuda/version.json", version))
    for prefix in dict.fromkeys((process.prefix(), "/opt/conda")):
        names = files.names_in(f"{prefix}/conda-meta")
        known = names if isinstance(names, tuple) else ()
        found += [Toolkit(f"{prefix}/conda-meta/{n}", match[1]) for n in known if (match := re.fullmatch(_CONDA, n))]
    return tuple(found)


def parse_version(text: str) -> str | None:
    """The toolkit's version in the text of version.json."""
    try:
        version = json.loads(text)["cuda"]["version"]
    except (ValueError, TypeError, LookupError):
        return None
    return version if isinstance(version, str) and re.fullmatch(r"\d+\.\d+[\d.]*", version) else None


def stacks() -> tuple[str, ...]:
    """Those of the `STACKS` that are installed."""
    return tuple(path for path in STACKS if files.exists(path))
