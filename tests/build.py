"""Plain facts for tests of judgements: a healthy notebook, of which a test changes what it is about."""

from typing import Any

from jupyter_kfcheck.checks import BY_ID
from jupyter_kfcheck.checks.check import Check, Verdict
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import FAMILIES, Facts
from jupyter_kfcheck.facts.container import Container
from jupyter_kfcheck.facts.gpu import Gpu, Kernel
from jupyter_kfcheck.facts.gpu.cuda import Cuda
from jupyter_kfcheck.facts.home import Directory, Home, Space, Trial
from jupyter_kfcheck.facts.locks import Locks, Tried
from jupyter_kfcheck.facts.memory import Memory, Shm
from jupyter_kfcheck.facts.modes import Private
from jupyter_kfcheck.facts.mounts import Mount, Mounts, Table
from jupyter_kfcheck.facts.notebook import Entry, Ids
from jupyter_kfcheck.facts.packages import Fresh, InHome, Packages
from jupyter_kfcheck.facts.platform import Platform, PodExec, Sidecar
from jupyter_kfcheck.facts.runtime import Directory as RuntimeDirectory
from jupyter_kfcheck.facts.runtime import PrivateFile, Runtime
from jupyter_kfcheck.facts.s6 import S6
from jupyter_kfcheck.facts.s6.init import Init, Run
from jupyter_kfcheck.facts.s6.scripts import Script
from jupyter_kfcheck.facts.s6.services import Service
from jupyter_kfcheck.facts.seed import Seed
from jupyter_kfcheck.facts.server import Server
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.facts.server.places import Place
from jupyter_kfcheck.facts.user import User
from jupyter_kfcheck.run import runner

CONTRACT = Contract()
GIB = 1 << 30
POD = "5f6a1f0e-8d1c-4a53-9f0e-1f2d3c4b5a69"
BOOT = "0f5d2a1c-7b6e-4d3c-9a8b-1c2d3e4f5a6b"
ROOT = Mount(1, "0:50", "/", "/", "overlay", "overlay", "rw", read_only=False)
HOSTS = Mount(2, "259:1", f"/var/lib/kubelet/pods/{POD}/etc-hosts", "/etc/hosts", "ext4", "/dev/nvme0n1p1", "rw",
              read_only=False)  # fmt: skip
VOLUME = Mount(3, "259:7", "/", "/home/jovyan", "ext4", "/dev/nvme2n1", "rw", read_only=False)
EMPTY_DIR = VOLUME._replace(
    device="259:1", root=f"/var/lib/kubelet/pods/{POD}/volumes/kubernetes.io~empty-dir/workspace"
)
NO_GPU = Gpu({}, (), None, (), (), (), Kernel(None, open_module=False, pci_count=None), None, None, None, ())
BASE = "/notebook/team-a/demo/"
SIGNALS = {"NB_PREFIX": BASE.rstrip("/")}
OFFICIAL = {"access-control-allow-origin": "*", "content-security-policy": "frame-ancestors 'self'"}


def answer(path: str = f"{BASE}api", status: int | None = 200, **more: Any) -> Answer:
    """What the healthy Jupyter answers on the loopback, changed."""
    more = {"headers": OFFICIAL, "content": "version"} | more if status == 200 else more
    return Answer(**{"at": "127.0.0.1:8888", "tls": False, "path": path, "status": status} | more)


SERVER = Server(
    tried=(answer(), answer(at="10.0.0.7:8888")),
    place=Place("port", "127.0.0.1:8888", False, 8888, BASE, "jupyter"),
    front=answer(),
    entrance=answer(f"{BASE}api/status", content=""),
    upgrades={"both": answer(f"{BASE}api/events/subscribe", 101)},
    kernels=answer(f"{BASE}api/kernels", content="list"),
    xsrf=answer(f"{BASE}logout", content="html", headers=OFFICIAL | {"xsrf-path": BASE}),
)
HEALTHY = Facts(
    container=Container(
        "demo-0", "/notebook/team-a/demo", True, (), (), (), 1e9, BOOT, {"NB_PREFIX": "/notebook/team-a/demo"}
    ),
    user=User(Ids(1000, 0, (0, 100)), Entry("jovyan", "/home/jovyan")),
    mounts=Mounts(Table(VOLUME, (), ROOT, HOSTS, "mnt_id", 0)),
    home=Home(
        Directory("/home/jovyan", "/home/jovyan", 0, 100, 0o2775),
        Space(5 * GIB, 10 * GIB, 300_000, 600_000),
        (Trial("/home/jovyan", 0, 100, 0o2775), Trial("/home/jovyan/.local", 1000, 100, 0o2755)),
        mark=None,
        seed=Seed("/tmp_home/jovyan", 1, (), (), (), 2e9),
        modes=(Private(".ssh/id_ed25519", 1000, 100, 0o600),),
    ),
    server=SERVER,
    gpu=NO_GPU,
    s6=S6(
        Init("3.2.3.2", "s6-svscan", "2", "300000", None, False, Run(1000, 0, 0o755, no_exec=False)),
        (Script("/etc/services.d/jupyterlab/run", "jupyterlab", 1000, 0, 0o755, interpreter="/command/with-contenv"),),
        (Service("jupyterlab", True, True, True, 3600, (), None),),
    ),
    runtime=Runtime(
        RuntimeDirectory("/tmp/jupyter_runtime", "/tmp", 1),
        PrivateFile(0o600),
        insecure_writes=False,
        shm=Shm(2 * GIB, 0),
        memory=Memory(2, 8 * GIB, GIB, 2 * GIB, 0, 2e9),
    ),
    locks=Locks(Tried(wal=True)),
    cuda=Cuda(None),
    packages=Packages(Fresh((), 0, 1e9), InHome()),
    platform=Platform(PodExec(()), Sidecar(15021, 200), None),
)


def mounted(home: Mount | None, *below: Mount, **more: Any) -> dict[str, Any]:
    """The mounts of the healthy facts with another one for HOME: ``facts(mounts=mounted(EMPTY_DIR))``."""
    return {"table": Table(home, below, ROOT, HOSTS, "mnt_id", 0)._replace(**more)}


def facts(**families: dict[str, Any]) -> Facts:
    """The healthy facts with some parts replaced: ``facts(home={"space": …})``."""
    return HEALTHY._replace(**{name: getattr(HEALTHY, name)._replace(**parts) for name, parts in families.items()})


class Traced:
    """The facts, and which parts of them somebody has looked at (``home.space``)."""

    def __init__(self, facts: Facts) -> None:
        self.seen: set[str] = set()
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._facts, name)
        return _TracedFamily(name, value, self.seen) if name in FAMILIES else value


class _TracedFamily:
    def __init__(self, name: str, family: Any, seen: set[str]) -> None:
        self._name, self._family, self._seen = name, family, seen

    def __getattr__(self, part: str) -> Any:
        self._seen.add(f"{self._name}.{part}")
        return getattr(self._family, part)


def judge_one(check: str | Check, found: Facts = HEALTHY, contract: Contract = CONTRACT) -> Verdict:
    """The verdict of one check as a run gives it; and what it looked at is what it says that it reads."""
    check = BY_ID[check] if isinstance(check, str) else check
    traced = Traced(found)
    verdict = runner.verdict(check, traced, contract)
    said = {*check.reads, *(part for ground in check.requires for part in ground.reads)}
    assert traced.seen <= said, f"{check.id} looks at {sorted(traced.seen - said)}, which its `reads` does not name"
    return verdict
