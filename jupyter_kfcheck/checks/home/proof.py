"""What HOME's mark proves. Pure; the rules are those of an experiment with real pods and copies.

Only a record of another pod, in the very file that it was written into, proves that HOME outlives a pod.
"""

from jupyter_kfcheck.facts.mark import TEXT_LIMIT, Mark, Record
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.model import Struct, Unknown


class Proof(Struct):
    """``pods`` that HOME has outlived, 0 where nothing is proven; ``why`` in words; ``since`` when (RFC 3339)."""

    pods: int
    why: str
    since: str | None = None
    copied: bool = False


COPIED = Proof(0, "kfcheck's marker file there is a copy, so it proves nothing", copied=True)


def prove(mark: Mark | Unknown | None, mount: Mount | None, life: str | None, started: float | None) -> Proof:
    """What the mark says to the pod ``life``, whose PID 1 ``started`` at that Unix time."""
    if isinstance(mark, Unknown):
        return Proof(0, f"kfcheck's marker file cannot be read: {mark.reason}")
    if mark is None:
        return Proof(0, "there is no marker file of an earlier pod")
    if not mark.records:
        return Proof(0, "kfcheck's marker file there is damaged")
    if not in_place(mark, mount):
        return COPIED
    if life is None:
        return Proof(0, "kfcheck cannot tell this pod from an earlier one")
    earlier = _earlier(mark.records, life, started)
    others = [record for record in earlier if record.life not in (None, life)]
    if others:
        return Proof(others[-1].pods, "a mark of an earlier pod is in it", mark.since)
    if any(record.life not in (None, life) for record in mark.records):
        return Proof(0, "kfcheck's marker file is of a pod that runs at the same time")
    return Proof(0, "kfcheck's marker file is this pod's own, or does not say which pod wrote it")


def in_place(mark: Mark, mount: Mount | None) -> bool:
    """Whether the mark is the file that its last record was written into, not a copy.

    The birth time decides where it is known: xfs makes its id from a device number, which changes from
    node to node. Where it is not (NFS, most of FUSE), the id and the source of the mount must be the same.
    """
    last, file = mark.records[-1], mark.file
    if last.file.inode != file.inode:
        return False
    if last.file.born is not None and file.born is not None:
        return last.file.born == file.born
    same_mount = mount is not None and (last.fs, last.source) == (mount.fs, mount.source[:TEXT_LIMIT])
    return last.file == file and same_mount


def _earlier(records: tuple[Record, ...], life: str, started: float | None) -> list[Record]:
    """The records from before this pod: by their place in the file, since clocks of nodes differ.

    Before its first start a pod has no place of its own there; then a record that is younger than the
    pod's PID 1 is of a pod beside it.
    """
    own = next((place for place, record in enumerate(records) if record.life == life), None)
    if own is not None:
        return list(records[:own])
    return [record for record in records if started is None or record.time < started]
