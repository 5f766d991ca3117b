"""Room in HOME runs out: who can make some, by what is big there, by what HOME is on, and by the moment."""

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.check import PLATFORM, USER, Remedy
from jupyter_kfcheck.checks.home import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import NONE_YET
from jupyter_kfcheck.model import Advice, known

READS = ("home.bulk", "home.directory", "home.env", "mounts.table", *scope.PLATFORM_READS)
ATTACHES = ("kubeflow-v1", "kubeflow-v2", "opendatahub")  # whose form attaches a volume that is there
EMPTY = Remedy(
    "Bytes run out, and something in HOME can be made again",
    USER,
    "Delete these only if you do not need them: `rm -rf {paths}`.",
)
LOOK = Remedy(
    "Bytes run out",
    USER,
    "Delete what you do not need: `du -xh --max-depth=2 {home} | sort -h | tail` shows what is big.",
)
FEWER = Remedy("Inodes run out", USER, "Delete folders with many small files, such as ~/.cache and old environments.")
ELSEWHERE = Remedy(
    "It is full before the notebook starts: there is no terminal to delete in",
    USER,
    "Stop this notebook, attach its volume to another one as a data volume, and delete there what you do not need.",
)
GROW = Remedy(
    "Bytes or inodes run out",
    PLATFORM,
    "Grow the volume claim: raise its `resources.requests.storage`. A quota is raised where it was set.",
)
NODE = Remedy(
    "Bytes or inodes run out, and HOME is on no volume",
    PLATFORM,
    "Free space on the node's disk, or raise `resources.limits.ephemeral-storage` of the container.",
)
REMEDIES = (EMPTY, LOOK, FEWER, ELSEWHERE, GROW, NODE)


def make(facts: Facts, contract: Contract, *, inodes: bool = False, full: bool = True) -> list[Advice]:
    """How room is made, the best first. Before the IDE runs, a ``full`` HOME may keep it from starting: then the
    platform comes first, for its user may have no terminal.
    """
    bulk, mount = known(facts.home.bulk) or (), common.mount_of(facts, "")
    volume = mount is None or mount.point != "/"
    grow = (GROW if volume else NODE).fill()
    if full and contract.server_pid == NONE_YET:
        attached = volume and scope.platform(facts, contract).name in ATTACHES
        return [grow, ELSEWHERE.fill()] if attached else [grow]
    if inodes:
        first = FEWER.fill()
    elif bulk:
        first = EMPTY.fill(paths=tuple(each.path for each in bulk))
    else:
        first = LOOK.fill(home=common.name(facts))
    return [first, grow]
