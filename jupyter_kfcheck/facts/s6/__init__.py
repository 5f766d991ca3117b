"""s6: the supervisor that Kubeflow's images start as PID 1, its scripts and the services that it keeps up."""

from collections.abc import Iterator
from typing import Any

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.s6 import init, scripts, services, stage
from jupyter_kfcheck.facts.s6.init import Init
from jupyter_kfcheck.facts.s6.scripts import Script
from jupyter_kfcheck.facts.s6.services import Service
from jupyter_kfcheck.facts.s6.stage import Stage
from jupyter_kfcheck.model import Struct, Unknown


class S6(Struct):
    """``services`` is empty where none is supervised: no supervisor runs, or the start-up scripts are not through.

    ``stage`` tells of those scripts; it is None where they are not running.
    """

    init: Init | Unknown
    scripts: tuple[Script, ...] | Unknown
    services: tuple[Service, ...] | Unknown
    stage: Stage | Unknown | None = None


def gather(contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `S6`; none of them touches HOME."""
    yield "init", init.look()
    yield "scripts", tuple(scripts.look())
    found = services.look(contract.patience)
    yield "services", found
    # Last, for a process's command line is in its memory, which may wait for a disk.
    yield "stage", None if isinstance(found, tuple) and found else stage.look()
