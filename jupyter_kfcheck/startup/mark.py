"""Leaving HOME's mark, which only the start-up check does: the proof for the pods to come."""

import json
import posixpath
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.home import proof
from jupyter_kfcheck.codec import encode
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts import mark as facts_mark
from jupyter_kfcheck.facts.mark import TEXT_LIMIT, File, Mark, Record
from jupyter_kfcheck.facts.mounts import Mount
from jupyter_kfcheck.host import children, disk, files
from jupyter_kfcheck.host import mark as file
from jupyter_kfcheck.model import known

KEEP = 20
"""Records kept besides the first: the mark stays small for ever."""


def leave(facts: Facts, seconds: float) -> str | None:
    """Write this start into the mark within ``seconds``; why it could not be, in words."""
    table, directory = known(facts.mounts.table), known(facts.home.directory)
    if not table or not table.home or not directory or not directory.env:
        return "HOME is not known"
    record = describe(facts, table.home)
    before = records_to_keep(known(facts.home.mark), table.home)
    work = partial(_write, posixpath.realpath(directory.env), before, record)
    outcome = children.run({"mark": work}, {"mark": seconds})["mark"]
    if outcome.timed_out:
        return f"HOME did not answer within {seconds:g} s"
    return outcome.parts.get("refused") or outcome.problem


def describe(facts: Facts, mount: Mount) -> Record:
    """This start; the file that it is written into is filled in when it exists."""
    table = known(facts.mounts.table)
    return Record(
        time=round(time.time(), 3),
        life=scope.life(facts),
        layer=table.layer if table else None,
        boot=known(facts.container.boot_id),
        host=known(facts.container.host_name),
        fs=mount.fs,
        device=mount.device,
        root=mount.root[:TEXT_LIMIT],
        source=mount.source[:TEXT_LIMIT],
        file=File(0, None, 0),
        pods=0,
    )


def records_to_keep(mark: Mark | None, mount: Mount) -> list[Record]:
    """The first record and the last ones; none of a mark that came with a copy, or it would prove the copy's past."""
    if not mark or not mark.records or not proof.in_place(mark, mount):
        return []
    first, *rest = mark.records
    return [first, *rest[-(KEEP - 1) :]]


def document(before: list[Record], record: Record, into: File) -> str:
    """The text of the new mark."""
    seen = {earlier.life for earlier in before}
    pods = (before[-1].pods if before else 0) + (record.life is not None and record.life not in seen)
    latest = encode(record) | {"file": encode(into), "pods": pods}
    return "".join(json.dumps(line) + "\n" for line in [*map(encode, before), latest])


def _write(home: str, before: list[Record], record: Record) -> Iterator[tuple[str, Any]]:
    try:
        folder = facts_mark.open_folder(disk.open_directory(home), create=True)
        file.replace(folder, lambda fd: document(before, record, facts_mark.identify(fd)))
    except OSError as problem:
        yield "refused", files.unknown(problem).reason
