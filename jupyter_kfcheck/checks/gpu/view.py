"""The facts of a GPU as the rules read them: what is unknown is empty here, and the checks ask for it before."""

from typing import Any

from jupyter_kfcheck.checks import scope, words
from jupyter_kfcheck.checks.gpu import expectation
from jupyter_kfcheck.checks.gpu.expectation import Expectation
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.gpu.kernel import Kernel
from jupyter_kfcheck.facts.gpu.libraries import Libraries
from jupyter_kfcheck.facts.gpu.nodes import NVIDIA, Node
from jupyter_kfcheck.facts.gpu.talk import CONTROL, UVM, Device, Talk
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.model import Struct, known

READS = ("gpu.nodes", "gpu.env", "gpu.injected", "gpu.frameworks", "gpu.stacks", "gpu.kernel", "gpu.libraries",
         "gpu.talk", "gpu.mps", *scope.LOOKS_READS)  # fmt: skip
"""What `of` looks at."""


class View(Struct):
    """One machine's accelerators, and what is expected of them. ``talk`` is None where the drivers were not asked."""

    env: dict[str, str]
    nodes: tuple[Node, ...]
    expected: Expectation
    kernel: Kernel
    libraries: Libraries
    talk: Talk | None
    mps: int | None
    ids: Ids | None

    def of(self, vendor: str) -> list[Node]:
        """The nodes of a vendor."""
        return [node for node in self.nodes if node.vendor == vendor]

    @property
    def gpus(self) -> list[Node]:
        """NVIDIA's nodes that stand for a GPU each."""
        return [node for node in self.of(NVIDIA) if node.path not in (CONTROL, UVM)]

    def node(self, path: str) -> Node | None:
        """A node by its path."""
        return next((node for node in self.nodes if node.path == path), None)

    @property
    def usable(self) -> list[Device]:
        """The GPUs whose handle NVML gave out."""
        return [device for device in (self.talk.devices if self.talk else ()) if device.code == 0]

    def refusal(self, path: str, errno: int) -> dict[str, Any]:
        """Evidence: a node that does not open, whose it is, and who asked."""
        said: dict[str, Any] = {"path": path, "errno": words.error_name(errno)}
        detail = []
        if node := self.node(path):
            said |= {"owner": f"{node.uid}:{node.gid}", "mode": words.mode(node.mode)}
            detail.append(f"it belongs to {words.owner(node.uid, node.gid)}, mode {words.mode(node.mode)}")
        if self.ids:
            said["runs_as"] = words.ids(self.ids.uid, self.ids.gid, self.ids.groups)
            detail.append(f"the notebook runs as {said['runs_as']}")
        return said | ({"detail": "; ".join(detail)} if node and detail else {})


def of(facts: Facts, contract: Contract) -> View:
    """Take what is known."""
    gpu = facts.gpu
    libraries, kernel = known(gpu.libraries), known(gpu.kernel)
    return View(
        env=known(gpu.env) or {},
        nodes=known(gpu.nodes) or (),
        expected=expectation.of(facts, contract),
        kernel=kernel or Kernel(None, open_module=False, pci_count=None),
        libraries=libraries or Libraries(None, None, ()),
        talk=known(gpu.talk),
        mps=known(gpu.mps),
        ids=known(scope.looks(facts)),
    )
