"""A report as a server keeps it: with the moment it was made, and every face of it drawn once."""

from hashlib import blake2b

from jupyter_kfcheck.child import broken
from jupyter_kfcheck.model import Report, Status, Struct
from jupyter_kfcheck.render.formats import Format


class Body(Struct):
    """What is sent for one part of the report in one format. ``status`` is the part's; ``etag`` its name."""

    status: Status
    content: bytes
    etag: str


class Snapshot:
    """A report that was complete at ``made`` (monotonic seconds)."""

    def __init__(self, report: Report, made: float) -> None:
        """Keep ``report``; nothing is drawn before it is asked for."""
        self.report = report
        self.made = made
        self._bodies: dict[tuple[str, str, bool], Body] = {}

    def body(self, part: str, form: Format, *, detail: bool) -> Body | None:
        """The ``part`` (an id, a category, ``""`` for all) in ``form``; None if there is no such part."""
        key = part, form.name, detail
        found = self._bodies.get(key)
        if found is None and (report := self._part(part)) is not None:
            content = form.encode(report, part) if detail else form.encode_status(report.status)
            found = self._bodies[key] = Body(report.status, content, _etag(form, content))
        return found

    def ready(self, names: frozenset[str]) -> bool:
        """Is no check of those ``names`` (ids, categories) fail or error? Nobody knows after a broken run."""
        concerned = names | {broken.ID} if names else names
        return not any(
            {c.id, c.category} & concerned and c.status in (Status.FAIL, Status.ERROR) for c in self.report.checks
        )

    def _part(self, part: str) -> Report | None:
        if not part:
            return self.report
        checks = [c for c in self.report.checks if part in (c.id, c.category)]
        if not checks:
            return None
        statuses = [c.status for c in checks]
        counts = {status.value: statuses.count(status) for status in Status}
        return self.report._replace(status=Status.worst(statuses), counts=counts, checks=checks)


def _etag(form: Format, content: bytes) -> str:
    """The entity tag of a body (RFC 9110, section 8.8.3); hashed once, when the body is drawn."""
    return f'"{form.name}-{blake2b(content, digest_size=12).hexdigest()}"'
