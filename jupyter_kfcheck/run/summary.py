"""The container in one look: the report's ``container``, from facts and results. Unknown is None."""

import time

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.model import Container, Result, Status, known

YEAR_10000 = 253_402_300_800


def container(facts: Facts, results: list[Result]) -> Container:
    """Fill in what is known."""
    who = scope.whose(facts)
    ids, entry = (None, None) if scope.dropped_later(facts) else (known(who.ids), known(who.entry))
    directory, started = known(facts.home.directory), known(facts.container.started_at)
    place, front = known(facts.server.place), known(facts.server.front)
    by_id = {result.id: result for result in results}
    return Container(
        user=entry.name if entry else None,
        uid=ids.uid if ids else None,
        gid=ids.gid if ids else None,
        groups=list(ids.groups) if ids else None,
        home=directory.env if directory else known(facts.home.env),
        nb_prefix=known(facts.container.nb_prefix),
        hostname=known(facts.container.host_name),
        pod_uid=scope.pod_uid(facts),
        started_at=stamp(started) if started else None,
        home_writable=_writable(by_id.get("home.writable")),
        home_persistent=_persistent(by_id.get("home.persistent")),
        base_url=place.base if place else None,
        cors_allow_origin=front.headers.get("access-control-allow-origin") if front and front.status == 200 else None,
        gpus=_gpus(by_id.get("gpu.visible")),
    )


def stamp(at: float) -> str | None:
    """A Unix time as RFC 3339 has it; None for one that no clock shows."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at)) if 0 <= at < YEAR_10000 else None


def _writable(result: Result | None) -> bool | None:
    if result is None or result.status in (Status.SKIP, Status.ERROR):
        return None
    return result.status is Status.PASS


def _persistent(result: Result | None) -> bool | None:
    storage = result.evidence.get("storage") if result else None
    return {"persistent": True, "ephemeral": False}.get(str(storage))


def _gpus(result: Result | None) -> int | None:
    count = result.evidence.get("usable") if result else None
    return count if isinstance(count, int) else None
