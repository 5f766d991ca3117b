"""s6: the supervisor that Kubeflow's images start as PID 1, its scripts and the services that it keeps up."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts.s6 import init, scripts, services
from jupyter_kfcheck.facts.s6.init import Init
from jupyter_kfcheck.facts.s6.scripts import Script
from jupyter_kfcheck.facts.s6.services import Service
from jupyter_kfcheck.model import Unknown


class S6(NamedTuple):
    """``services`` is empty where no supervisor runs, which is so while the start-up scripts do."""

    init: Init | Unknown
    scripts: tuple[Script, ...] | Unknown
    services: tuple[Service, ...] | Unknown


def gather(_contract: Contract) -> Iterator[tuple[str, Any]]:
    """Yield the parts of `S6`; none of them touches HOME."""
    yield "init", init.look()
    yield "scripts", tuple(scripts.look())
    yield "services", services.look()
