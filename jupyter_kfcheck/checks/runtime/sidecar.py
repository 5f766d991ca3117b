"""Is the service mesh's proxy ready?"""

from typing import Any

from jupyter_kfcheck.checks.check import PLATFORM, Check, Ground, Remedy, Verdict, passed, skipped, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.platform import Sidecar
from jupyter_kfcheck.model import Unknown

HOLD = Remedy(
    "The Istio proxy is not ready",
    PLATFORM,
    "Let the container wait for it: annotate the pod with `proxy.istio.io/config: "
    "'{holdApplicationUntilProxyStarts: true}'`.",
)
LOOK = Remedy(
    "The Istio proxy is still not ready while the IDE runs",
    PLATFORM,
    "Read its log: `kubectl logs {pod} -c istio-proxy`.",
)


def sidecar(found: Sidecar, facts: Facts, _contract: Contract) -> Verdict:
    """Is the Istio proxy ready, where there is one?

    In a mesh every connection of the pod goes through a proxy beside the container. Until it is ready nothing gets
    through: a start script that downloads something fails in the first seconds, and works when it is tried again.

    How it is judged: the proxy's own readiness path on port 15021, or 15020 of old versions, must answer 200. Where
    nothing listens there, there is no proxy, or it has not started yet.

    Evidence: `port`, `status`.
    """
    evidence: dict[str, Any] = {"port": found.port, "status": found.status}
    if found.status == 200:
        return passed("the Istio proxy is ready", **evidence)
    pod = facts.container.host_name if isinstance(facts.container.host_name, str) else "POD"
    summary = f"the Istio proxy is not ready: port {found.port} answers {found.status}"
    return warned(summary, HOLD.fill(), LOOK.fill(pod=pod), **evidence)


def _there(facts: Facts, _contract: Contract) -> Verdict | None:
    found = facts.platform.sidecar
    return None if found or isinstance(found, Unknown) else skipped("no Istio proxy answers here")


CHECK = Check(
    id="runtime.sidecar",
    title="the mesh's proxy",
    judge=sidecar,
    reads=("platform.sidecar", "container.host_name"),
    remedies=(HOLD, LOOK),
    requires=(Ground("a proxy that answers", ("platform.sidecar",), _there),),
)
