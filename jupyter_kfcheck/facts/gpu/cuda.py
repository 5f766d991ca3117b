"""Whether CUDA starts: a family of its own, which the start of a notebook does not wait for.

Asked in a process of its own: the driver may hang, crash, or take seconds.
"""

from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.gpu import nodes
from jupyter_kfcheck.facts.gpu.nodes import NVIDIA
from jupyter_kfcheck.facts.gpu.talk import CONTROL, UVM, ended
from jupyter_kfcheck.host import children
from jupyter_kfcheck.model import Struct, Unknown

SECONDS = 2.0


class Start(Struct):
    """``ended`` and ``problem`` as of `Talk`. ``init`` is cuInit's code, ``gpus`` how many GPUs CUDA sees.

    None is what was not answered; ``gpus_code`` is that of counting.
    """

    ended: str
    problem: str | None = None
    load_error: str | None = None
    init: int | None = None
    gpus_code: int | None = None
    gpus: int | None = None


class Cuda(Struct):
    """``start`` is None where there is no GPU of NVIDIA's."""

    start: Start | Unknown | None


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the one part."""
    found = nodes.find()
    if isinstance(found, Unknown):
        yield "start", found
        return
    gpus = [node for node in found if node.vendor == NVIDIA and node.path not in (CONTROL, UVM)]
    yield "start", _start(min(SECONDS, contract.timeout * 0.6)) if gpus else None


def _start(seconds: float) -> Start:
    """Call ``cuInit`` in a child that ends right after, within ``seconds``."""
    from jupyter_kfcheck.host import cuda  # noqa: PLC0415 - ctypes is for machines with a GPU

    outcome = children.run({"cuda": cuda.ask}, {"cuda": seconds})["cuda"]
    code, number = outcome.parts.get("count") or (None, None)
    return Start(
        ended=ended(outcome),
        problem=outcome.problem,
        load_error=outcome.parts.get("load_error"),
        init=outcome.parts.get("init"),
        gpus_code=code,
        gpus=number,
    )
