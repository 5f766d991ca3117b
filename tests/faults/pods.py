"""The folder that a kubelet keeps for a pod: from its path a container's mount table names the pod."""

import os
import uuid
from pathlib import Path

from tests.faults.volumes import own

HOSTS = "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n"


class Pod:
    """A pod's folder below `kubelet`, laid out like `/var/lib/kubelet/pods/UID`."""

    def __init__(self, kubelet: Path) -> None:
        self.uid = str(uuid.uuid4())
        self.folder = kubelet / "pods" / self.uid
        self.folder.mkdir(parents=True)

    @property
    def hosts(self) -> Path:
        """What the kubelet mounts on /etc/hosts."""
        path = self.folder / "etc-hosts"
        path.write_text(HOSTS)
        return path

    @property
    def termination_log(self) -> Path:
        """What the kubelet mounts on /dev/termination-log: a file that any user may write."""
        path = self.folder / "containers" / "notebook" / "0a1b2c3d"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        path.chmod(0o666)
        return path

    def empty_dir(self, name: str = "home", owner: tuple[int, int] = (0, 100), mode: int = 0o2777) -> Path:
        """An emptyDir on the node's disk, owned as under fsGroup 100."""
        path = self.volume("empty-dir", name)
        path.mkdir(parents=True)
        own(path, owner, mode)
        return path

    def volume(self, plugin: str, name: str) -> Path:
        """Where the kubelet keeps a volume of `plugin`; it is not made."""
        return self.folder / "volumes" / f"kubernetes.io~{plugin}" / name


def fs_group(volume: Path, group: int = 100, policy: str = "Always") -> None:
    """What a kubelet does to a volume at each start of a pod with this fsGroup and fsGroupChangePolicy.

    As its SetVolumeOwnership does: every file gets the group and the group's rights; with OnRootMismatch nothing
    where the volume's root has them already.
    """
    root = volume.stat()
    if policy == "OnRootMismatch" and root.st_gid == group and root.st_mode & 0o2070 == 0o2070:
        return
    for path in (volume, *volume.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode & 0o7777
        os.chown(path, -1, group)
        path.chmod(mode | (0o2770 if path.is_dir() else 0o660))
