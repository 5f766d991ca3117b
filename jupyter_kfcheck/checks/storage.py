"""Will a mount outlive its pod? A decision list over one line of the mount table; the first hit wins.

``ephemeral`` means gone when the POD is deleted. The order matters: kubelet paths come before those
of docker volumes, since a node that is itself a container (kind) shows both in one path. Kubelet
paths are matched by their end: where the kubelet keeps its files differs by distribution.
"""

import re
from collections.abc import Callable

from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.model import Struct

PERSISTENT, EPHEMERAL, UNKNOWN = "persistent", "ephemeral", "unknown"
PROVEN, CERTAIN, LIKELY = "proven", "certain", "likely"

MEMORY = {"tmpfs", "ramfs", "devtmpfs", "proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "hugetlbfs"}
LAYERS = {"overlay", "aufs", "fuse.fuse-overlayfs"}
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "ceph", "lustre", "gpfs", "beegfs", "wekafs", "ocfs2", "gfs2", "9p"}
# Not every FUSE file system: some are session mounts or a container's own root.
FUSE = {
    "fuse." + name
    for name in ("juicefs", "gcsfuse", "s3fs", "glusterfs", "ceph-fuse", "ceph", "seaweedfs", "rclone", "sshfs",
                 "blobfuse", "blobfuse2", "goofys", "geesefs", "cephfs", "moosefs", "lizardfs", "quobyte",
                 "shfs", "grpcfuse")
}  # fmt: skip
DISKS = {"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "bcachefs"}

_POD_VOLUME = re.compile(
    r"/pods/[^/]+/volumes/kubernetes\.io~(empty-dir|configmap|secret|projected|downward-api|git-repo)/"
)
_NODE_VOLUME = re.compile(r"/pods/[^/]+/volumes/kubernetes\.io~[^/]+/")  # the node's own view
_RUNTIME_FILE = re.compile(
    r"/containers/[0-9a-f]{64}/|/sandboxes/[0-9a-f]{64}/|/overlay-containers/|/pods/[^/]+/(?:etc-hosts$|containers/)"
)
_PROVISIONED = re.compile(
    r"/local-path-provisioner/|/k3s/storage/|/hostpath-provisioner/|/hostpath_pv/|/default-storage/|/openebs/local/"
    r"|/pvc-[0-9a-f]{8}-[0-9a-f]{4}"
)
_DOCKER_VOLUME = re.compile(r"/volumes/([^/]+)/_data")
_VOLUMES = {
    "empty-dir": "an emptyDir",
    "configmap": "a configMap",
    "secret": "a secret",
    "projected": "a projected volume",
    "downward-api": "a downwardAPI volume",
    "git-repo": "a gitRepo volume",
}


class Storage(Struct):
    """``answer`` persistent, ephemeral or unknown; ``basis`` certain, likely or unknown; ``what`` it is, in words."""

    answer: str
    basis: str
    what: str


class View(Struct):
    """A mount and what is around it: the mount of /etc/hosts (the node's disk) and whether a container is proven."""

    mount: Mount
    hosts: Mount | None
    in_container: bool


Rule = Callable[[View], Storage | None]


def classify(mount: Mount, hosts: Mount | None, *, in_container: bool) -> Storage:
    """What the mount's line allows to say. Claims are never stronger than their evidence."""
    view = View(mount, hosts, in_container)
    for rule in RULES:
        if answer := rule(view):
            return answer
    return Storage(UNKNOWN, UNKNOWN, f"{mount.fs} ({mount.source or 'no source'})")


def _certainly_lost(what: str) -> Storage:
    return Storage(EPHEMERAL, CERTAIN, what)


def _deleted(view: View) -> Storage | None:
    return _certainly_lost("a directory that was deleted underneath") if view.mount.root.endswith("//deleted") else None


def _pod_volume(view: View) -> Storage | None:
    found = _POD_VOLUME.search(view.mount.root + "/")
    return _certainly_lost(_VOLUMES[found[1]]) if found else None


def _memory(view: View) -> Storage | None:
    return _certainly_lost(f"memory ({view.mount.fs})") if view.mount.fs in MEMORY else None


def _automount(view: View) -> Storage | None:
    return Storage(UNKNOWN, UNKNOWN, "an automount that is not mounted yet") if view.mount.fs == "autofs" else None


def _sandboxed(mount: Mount) -> bool:
    """The shares of gVisor and Kata: every volume, and the root, has the same line."""
    gvisor = mount.fs == "9p" and mount.source in ("none", "") and "fd=" not in mount.source
    return gvisor or (mount.fs == "virtiofs" and mount.source in ("none", "", "kataShared"))


def _root(view: View) -> Storage | None:
    """HOME is on the root of the file system tree itself."""
    mount = view.mount
    if mount.point != "/":
        return None
    if mount.fs in LAYERS or _sandboxed(mount) or (mount.fs == "9p" and mount.source == "kataShared"):
        return _certainly_lost(f"the container's own layer ({mount.fs})")
    if "/btrfs/subvolumes/" in mount.root or "/zfs/graph/" in mount.root:
        return _certainly_lost("the container's own layer")
    if view.in_container:
        return Storage(EPHEMERAL, LIKELY, f"the container's root ({mount.fs})")
    return Storage(UNKNOWN, UNKNOWN, "the root of a machine")


def _layer(view: View) -> Storage | None:
    """A layer that is not at the root: an emptyDir of a confidential container, say."""
    layer = view.mount.fs in LAYERS
    return Storage(EPHEMERAL, LIKELY, f"a layer ({view.mount.fs})") if layer else None


def _thin_device(view: View) -> Storage | None:
    """Docker's devicemapper driver gives each container such a device."""
    if not view.mount.source.startswith("/dev/mapper/docker-"):
        return None
    return Storage(EPHEMERAL, CERTAIN if view.mount.point == "/" else LIKELY, "the container's own layer")


def _sandbox_share(view: View) -> Storage | None:
    if not _sandboxed(view.mount):
        return None
    return Storage(UNKNOWN, UNKNOWN, f"a share of the sandbox ({view.mount.fs}), which looks the same for every volume")


def _network(view: View) -> Storage | None:
    mount = view.mount
    return Storage(PERSISTENT, LIKELY, f"{mount.fs} from {mount.source}") if mount.fs in NETWORK else None


def _fuse(view: View) -> Storage | None:
    mount = view.mount
    return Storage(PERSISTENT, LIKELY, f"{mount.fs} from {mount.source}") if mount.fs in FUSE else None


def _node_volume(view: View) -> Storage | None:
    return Storage(PERSISTENT, LIKELY, "a volume of a pod") if _NODE_VOLUME.search(view.mount.point + "/") else None


def _runtime_file(view: View) -> Storage | None:
    return _certainly_lost("a file of the container runtime") if _RUNTIME_FILE.search(view.mount.root) else None


def _provisioned(view: View) -> Storage | None:
    found = _PROVISIONED.search(view.mount.root + "/")
    return Storage(PERSISTENT, LIKELY, "a volume on this node") if found else None


def _docker_volume(view: View) -> Storage | None:
    found = _DOCKER_VOLUME.search(view.mount.root)
    if not found:
        return None
    if re.fullmatch(r"[0-9a-f]{64}", found[1]):  # dies with `rm -v` and `--rm`
        return Storage(UNKNOWN, UNKNOWN, "an anonymous volume")
    return Storage(PERSISTENT, LIKELY, f"the volume {found[1]}")


def _disk(view: View) -> Storage | None:
    """A disk of its own, or a directory of the node's. Never certain: a generic ephemeral volume looks alike."""
    mount, hosts = view.mount, view.hosts
    if mount.fs not in DISKS or hosts is None:
        return None
    if mount.device != hosts.device:
        return Storage(PERSISTENT, LIKELY, f"{mount.fs} on a device of its own")
    if mount.root != "/" and view.in_container:
        return Storage(PERSISTENT, LIKELY, "a directory on this node")
    return None


RULES: list[Rule] = [
    _deleted,
    _pod_volume,
    _memory,
    _automount,
    _thin_device,
    _root,
    _layer,
    _sandbox_share,
    _network,
    _fuse,
    _node_volume,
    _runtime_file,
    _provisioned,
    _docker_volume,
    _disk,
]
