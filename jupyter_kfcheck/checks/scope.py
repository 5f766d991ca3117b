"""Where are we: under Kubeflow, in a container, behind which IDE? Shared by several judgements."""

import re

from jupyter_kfcheck.checks.storage import LAYERS
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.model import known

# The runtime or the kubelet mounts its own /etc/hosts into a container; its path tells which one did.
_POD = re.compile(r"/pods/([^/]+)/etc-hosts$")
_CONTAINER = re.compile(r"/(?:overlay-)?containers/([0-9a-f]{64})/")
_RUNTIME = re.compile(r"/(?:overlay-)?containers/(?:[0-9a-f]{64}/|\S*/userdata/)|/overlay-containers/")

_PROGRAMS = {
    "jupyter-lab": "jupyter",
    "jupyter-notebook": "jupyter",
    "code-server": "codeserver",
    "rserver": "rstudio",
}
_SERVICES = {"jupyterlab": "jupyter", "jupyter": "jupyter", "code-server": "codeserver", "rstudio": "rstudio"}


CONTAINER_READS = ("container.kubernetes", "container.traces", "mounts.table")
KUBEFLOW_READS = ("container.nb_prefix", *CONTAINER_READS)
KIND_READS = ("container.services", "container.programs", "server.place")
"""What `container_proof`, `not_under_kubeflow` and `kind` look at."""


def pod_uid(facts: Facts) -> str | None:
    """The pod's UID from the root of the mount of /etc/hosts. Not always a UUID: static pods have a hash."""
    hosts = hosts_mount(facts)
    found = _POD.search(hosts.root) if hosts else None
    return found[1] if found else None


def life(facts: Facts) -> str | None:
    """What dies and comes again under another name: the pod, by its UID; outside of Kubernetes the container."""
    hosts = hosts_mount(facts)
    found = _CONTAINER.search(hosts.root) if hosts and not in_kubernetes(facts) else None
    return found[1] if found else pod_uid(facts)


def hosts_mount(facts: Facts) -> Mount | None:
    """The mount of /etc/hosts, None where there is none or the table could not be read."""
    table = known(facts.mounts.table)
    return table.hosts if table else None


def container_proof(facts: Facts) -> str | None:
    """What proves that this is a container, in words; None where nothing does."""
    table = known(facts.mounts.table)
    if table and table.hosts:
        if _POD.search(table.hosts.root) or _RUNTIME.search(table.hosts.root):
            return f"/etc/hosts is mounted from {table.hosts.root}"
        if table.root and table.root.fs in LAYERS:
            return f"/ is a container layer ({table.root.fs}) and /etc/hosts is mounted"
    if facts.container.kubernetes is True:
        return "KUBERNETES_SERVICE_HOST is set"
    traces = known(facts.container.traces)
    return f"{traces[0]} exists" if traces else None


def in_kubernetes(facts: Facts) -> bool:
    """Whether this is a pod, not just a container."""
    return facts.container.kubernetes is True or pod_uid(facts) is not None


def not_under_kubeflow(facts: Facts, contract: Contract) -> str | None:
    """Why Kubeflow's own requirements do not apply here; None where they do."""
    prefix = known(facts.container.nb_prefix)
    if contract.stated or container_proof(facts) or (prefix and prefix != "/"):
        return None
    return "not under Kubeflow: no container, NB_PREFIX or /etc/kfcheck.toml here"


def kind(facts: Facts, contract: Contract) -> str:
    """Which IDE the image serves: as stated, else by who answers, its s6 services, the programs installed."""
    if contract.kind != "auto":
        return contract.kind
    place = known(facts.server.place)
    if place and place.product:
        return place.product
    for names, table in ((facts.container.services, _SERVICES), (facts.container.programs, _PROGRAMS)):
        found = {table[name] for name in known(names) or () if name in table}
        if len(found) == 1:
            return found.pop()
    return "unknown"
