"""Where are we: on which platform, in a container, behind which IDE? Shared by several judgements."""

import re

from jupyter_kfcheck import kinds
from jupyter_kfcheck.checks.storage import LAYERS
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.container import S6_TRACE
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.facts.notebook import Entry, Ids, Runner
from jupyter_kfcheck.model import Struct, Unknown, known
from jupyter_kfcheck.platforms import AUTO, NONE, PLATFORMS, Platform, port, recognise

# The runtime or the kubelet mounts its own /etc/hosts into a container; its path tells which one did.
_POD = re.compile(r"/pods/([^/]+)/etc-hosts$")
_CONTAINER = re.compile(r"/(?:overlay-)?containers/([0-9a-f]{64})/")

CONTAINER_READS = ("container.kubernetes", "container.traces", "mounts.table")
PLATFORM_READS = ("container.signals", "container.services", "container.traces", "home.directory")
WHOSE_READS = ("user.ids", "user.entry", "user.serving", "user.first", "user.drops", *CONTAINER_READS)
LOOKS_READS = ("user.ids", "user.serving", "user.looks")
KIND_READS = ("container.services", "container.programs", "server.place")
"""What `container_proof`, `platform`, `whose`, `looks` and `kind` look at."""


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
        if _POD.search(table.hosts.root) or _of_a_runtime(table.hosts.root):
            return f"/etc/hosts is mounted from {table.hosts.root}"
        if table.root and table.root.fs in LAYERS:
            return f"/ is a container layer ({table.root.fs}) and /etc/hosts is mounted"
    if facts.container.kubernetes is True:
        return "KUBERNETES_SERVICE_HOST is set"
    traces = known(facts.container.traces)
    return f"{traces[0]} exists" if traces else None


def _of_a_runtime(root: str) -> bool:
    """Whether podman, docker or containerd keeps a file there. Read once from left to right, however long it is."""
    if "/overlay-containers/" in root or _CONTAINER.search(root):
        return True
    return any("/userdata/" in word.partition("/containers/")[2] for word in root.split())


def in_kubernetes(facts: Facts) -> bool:
    """Whether this is a pod, not just a container."""
    return facts.container.kubernetes is True or pod_uid(facts) is not None


def platform(facts: Facts, contract: Contract) -> Platform:
    """The platform stated, or recognised, with what the configuration expects in the place of its own columns."""
    signals, directory = known(facts.container.signals) or {}, known(facts.home.directory)
    s6 = bool(known(facts.container.services)) or S6_TRACE in (known(facts.container.traces) or ())
    row = PLATFORMS.get(contract.platform) or recognise(signals, directory.env if directory else None, s6=s6)
    return row._replace(
        user=contract.user or row.user,
        uid=row.uid if contract.uid is None else contract.uid,
        home=contract.home or row.home,
        port=port(contract.port, signals.get("JUPYTERHUB_SERVICE_URL")),
    )


def no_platform(facts: Facts, contract: Contract) -> str | None:
    """Why no platform's requirements apply here; None where some do."""
    if contract.stated or platform(facts, contract).name != NONE.name:
        return None
    if contract.platform != AUTO:
        return f"the configuration states the platform {contract.platform}"
    return "no platform is recognised here (no NB_PREFIX, no JupyterHub), and none is stated"


def platform_unknown(facts: Facts, contract: Contract) -> str | None:
    """Why it is not known which platform this is; None where it is."""
    signals = facts.container.signals
    if contract.platform != AUTO or contract.stated or not isinstance(signals, Unknown):
        return None
    return f"it is not known on which platform this runs: {signals.reason}"


def prefix(facts: Facts, contract: Contract) -> str | None:
    """The path that the platform wants served, as its variable spells it; None where there is none."""
    name = platform(facts, contract).prefix
    return (known(facts.container.signals) or {}).get(name) if name else None


class Whose(Struct):
    """As whom the IDE runs, and how that is known.

    ``by`` is ``serving``, ``container`` (its first process), ``asking``, or ``ahead``: a container of root whose start
    script goes on as somebody else, whom this process has become already.
    """

    ids: Ids | Unknown
    entry: Entry | Unknown | None
    by: str


def whose(facts: Facts) -> Whose:
    """The user to judge: of the process that serves; before it runs the container's own; outside of one who asks."""
    user = facts.user
    if isinstance(user.serving, Runner):
        return Whose(user.serving.ids, user.serving.entry, "serving")
    if isinstance(user.first, Runner) and container_proof(facts):
        if user.first.ids.uid == 0 and user.drops and isinstance(user.ids, Ids) and user.ids.uid:
            return Whose(user.ids, user.entry, "ahead")
        return Whose(user.first.ids, user.first.entry, "container")
    return Whose(user.ids, user.entry, "asking")


def looks(facts: Facts) -> Ids | Unknown:
    """As whom kfcheck has looked into HOME: root that asks becomes the IDE's user, others stay who they are."""
    asks, serves = facts.user.ids, facts.user.serving
    if facts.user.looks:
        return facts.user.looks
    as_root = isinstance(asks, Ids) and asks.uid == 0
    return serves.ids if as_root and isinstance(serves, Runner) else asks


def dropped_later(facts: Facts) -> str | None:
    """Why a container that starts as root cannot be judged yet: the script that goes on as another user."""
    who, first, drops = whose(facts), facts.user.first, known(facts.user.drops)
    if who.by not in ("container", "ahead") or not isinstance(first, Runner) or first.ids.uid != 0 or not drops:
        return None
    return f"the container starts as root, and {drops[0]} goes on as another user"


def kind(facts: Facts, contract: Contract) -> str:
    """Which IDE the image serves: as stated, else by who answers, its s6 services, the programs installed."""
    if contract.kind != "auto":
        return contract.kind
    place = known(facts.server.place)
    if place and place.product:
        return place.product
    return kinds.by_name(known(facts.container.services) or (), known(facts.container.programs) or ())
