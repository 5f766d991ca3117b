"""Will HOME survive the pod?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, scope, storage
from jupyter_kfcheck.checks.check import PLATFORM, USER, Check, Remedy, Verdict, failed, passed, skipped, warned
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.checks.home.proof import COPIED, Proof, prove
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.mark import Mark
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.model import Advice, Unknown, known

CHOOSE = Remedy(
    "Ephemeral",
    USER,
    "Download what you need, then {volume}.",
)
RESTART = Remedy(
    "Not known",
    USER,
    "Stop and start the notebook once. kfcheck leaves a marker file in HOME at start and can then tell.",
)
SAY_WHY = Remedy(
    "Not known, and never to be known",
    PLATFORM,
    'Say why in /etc/kfcheck.toml, under [skip]: `"home.persistent" = "the reason"`.',
)


def persistent(mark: Mark | Unknown | None, facts: Facts, contract: Contract) -> Verdict:
    """Will HOME survive the pod?

    Kubeflow starts a new pod whenever a notebook is stopped and started, culled or evicted. What is
    on a volume claim is there again; what is in the container's own layer, in memory or in an
    emptyDir is not. Users say "all my files are gone".

    How it is judged: the start-up check leaves a marker file in `~/.local/state/kfcheck`. If an earlier pod wrote
    this very file, what is in HOME has outlived a pod; so has a snapshot that was restored. A copy of it proves
    nothing, nor does one of a pod that runs at the same time. Without this proof kfcheck reads HOME's line in the
    mount table, found through the mount id of an open descriptor. `certain` and `likely` say how much the line
    allows: a generic ephemeral volume looks exactly like a claim, so persistence is never more than likely from the
    line alone. If HOME is certain to be lost, in memory for example, no marker file changes that: it came with a
    copy. An ephemeral HOME fails in Kubernetes and is a warning elsewhere. What cannot be told is a warning.

    Evidence: `storage` (persistent, ephemeral, unknown), `basis` (proven, certain, likely, unknown), `what`,
    `pods` that HOME has outlived, `since` when, `mark` (what the mark says), `mount`, `below` (volumes
    mounted inside of HOME, each with its own answer).
    """
    table = facts.mounts.table
    if isinstance(table, Unknown):
        return warned(f"it is not known where HOME is mounted from: {table.reason}", *_unclear(), **_storage(None))
    if table.home is None or (table.malformed and table.by != "mnt_id"):
        return warned("it is not known where HOME is mounted from", *_unclear(), **_storage(None))
    found = _classify(table.home, facts)
    proof = prove(mark, table.home, scope.life(facts), known(facts.container.started_at))
    lost = found.answer == storage.EPHEMERAL and found.basis == storage.CERTAIN
    if (
        table.home.point == "/" and not lost
    ):  # an image made of a container brings its files, with inode and birth on btrfs
        proof = Proof(0, "a marker file on the container's own root proves nothing")
    if proof.pods and lost:  # a link, a copy or a restored file system that no inode gives away
        proof = COPIED
    if proof.pods:
        found = storage.Storage(storage.PERSISTENT, storage.PROVEN, found.what)
    evidence = _storage(found) | _proof(proof) | common.mount_line(facts)
    if not scope.in_kubernetes(facts) and scope.no_platform(facts, contract) and not proof.pods:
        return skipped(f"this is no pod and no platform: {common.name(facts)} is {found.what}", **evidence)
    if table.below:
        evidence["below"] = {m.point: _classify(m, facts).answer for m in table.below}
    home = common.name(facts)
    if found.answer == storage.PERSISTENT:
        if proof.pods:  # what was seen: a restored snapshot holds such a file as well
            pods = f"{proof.pods} pod{'s' * (proof.pods > 1)}"
            return passed(f"{home} holds a file that an earlier pod left ({pods} so far): {found.what}", **evidence)
        return passed(f"{home} is on a persistent volume ({found.basis}): {found.what}", **evidence)
    if found.answer == storage.UNKNOWN:
        return warned(
            f"cannot tell whether {home} survives a restart: {found.what}, and {proof.why}", *_unclear(), **evidence
        )
    verdict = failed if scope.in_kubernetes(facts) else warned
    whole = "pod" if scope.in_kubernetes(facts) else "container"
    marked = f"; {proof.why}" if proof.copied else ""
    return verdict(
        f"{home} will be lost with the {whole}: it is {found.what}{marked}",
        CHOOSE.fill(volume=common.volume(facts, contract)),
        because=("home.path",) if _elsewhere(facts, contract) else (),
        **evidence,
    )


def _elsewhere(facts: Facts, contract: Contract) -> bool:
    """Whether HOME may be another path than the one that the platform mounts its volume on."""
    row, directory = scope.platform(facts, contract), known(facts.home.directory)
    return bool(row.mounts or (row.home and directory and directory.env != row.home))


def _classify(mount: Mount, facts: Facts) -> storage.Storage:
    proven = scope.container_proof(facts) is not None
    return storage.classify(mount, scope.hosts_mount(facts), in_container=proven)


def _storage(found: storage.Storage | None) -> dict[str, Any]:
    if found is None:
        return {"storage": storage.UNKNOWN, "basis": storage.UNKNOWN}
    return {"storage": found.answer, "basis": found.basis, "what": found.what}


def _proof(proof: Proof) -> dict[str, Any]:
    since = {"since": proof.since} if proof.since is not None else {}
    return {"pods": proof.pods, **since, "mark": proof.why}


def _unclear() -> tuple[Advice, Advice]:
    return RESTART.fill(), SAY_WHY.fill()


def _unknown(fact: Unknown, facts: Facts, contract: Contract) -> Verdict:
    return persistent(fact, facts, contract)


CHECK = Check(
    id="home.persistent",
    title="HOME is persistent",
    judge=persistent,
    reads=(
        "home.mark",
        "home.directory",
        "home.env",
        "container.started_at",
        *scope.CONTAINER_READS,
        *scope.PLATFORM_READS,
    ),
    remedies=(CHOOSE, RESTART, SAY_WHY),
    requires=(grounds.HOME,),
    unknown=_unknown,
)
