"""What a request means, and what is answered: no framework in here, so any server can speak it."""

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from jupyter_kfcheck.child import broken
from jupyter_kfcheck.help import explanations
from jupyter_kfcheck.help.explanations import nearest
from jupyter_kfcheck.model import Status, Struct
from jupyter_kfcheck.render.formats import SERVER_FORMATS, Format
from jupyter_kfcheck.server.negotiation import EXPLAIN_FORMATS, negotiate
from jupyter_kfcheck.server.snapshot import Snapshot

RETRY_SECONDS = 1
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
REFRESHED_SECONDS = 2
"""When a report newer than one that is too old may be there."""
LEAST_AGE = 10.0
"""Seconds: nobody can have a report refreshed more often by asking for a younger one."""
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})(?![\d.])", re.IGNORECASE)
QUERY_LIMIT = 4096  # anybody may send one, and the server's loop reads it
JUPYTERS_OWN = ("token", "no_track_activity")
_PROBE_FORMATS = tuple(form for form in SERVER_FORMATS if form.name == "text")
_HEALTH_FORMATS = tuple(sorted(SERVER_FORMATS, key=lambda form: form.name != "health"))


class Request(Struct):
    """What of a request matters. ``detail``: may the caller see more than a status?

    ``within``: the age in seconds that the report asked for may have, None where the caller does not mind.
    """

    query: str = ""
    accept: str = ""
    detail: bool = False
    within: float | None = None


class Reply(Struct):
    """What to answer. The body is always given; for HEAD the server leaves it out."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = {}


def asked_age(cache_control: str, *, detail: bool) -> float | None:
    """The ``max-age`` of a request's Cache-Control in seconds, at least `LEAST_AGE`; a stranger has no say in it."""
    found = _MAX_AGE.search(cache_control[:200]) if detail else None
    return max(LEAST_AGE, float(found[1])) if found else None


def report(request: Request, snapshot: Snapshot | None, now: float, part: str = "") -> Reply:
    """``kfcheck`` and ``kfcheck/<id or category>``: 200 whatever the report says. ``now`` is monotonic."""
    return _report(request, snapshot, now, part, SERVER_FORMATS)


def health(request: Request, snapshot: Snapshot | None, now: float) -> Reply:
    """``kfcheck/health``: the verdict as a status code."""
    reply = _report(request, snapshot, now, "", _HEALTH_FORMATS)
    unwell = snapshot is not None and snapshot.report.status in (Status.FAIL, Status.ERROR)
    return reply._replace(status=503) if unwell and reply.status == 200 else reply


def explain(request: Request, check_id: str) -> Reply:
    """``kfcheck/explain/<id>``: what a check means and how to mend it."""
    form = _choose(request, EXPLAIN_FORMATS)
    if isinstance(form, Reply):
        return form
    known = explanations.load()
    if check_id not in known:
        return refusal(404, f"there is no check {check_id[:80]!r}{nearest(check_id[:80], list(known))}")
    page = _drawn("explain", check_id, known[check_id].text) if form.name == "html" else known[check_id].text
    return Reply(200, form.content_type, page.encode(), {"Vary": "Accept", **_page(form)})


def index(request: Request) -> Reply:
    """``kfcheck/explain/``: all checks with the question that each answers."""
    form = _choose(request, EXPLAIN_FORMATS)
    if isinstance(form, Reply):
        return form
    questions = {id_: known.question for id_, known in explanations.load().items()}
    listed = "".join(f"- {id_}: {question}\n" for id_, question in questions.items())
    page = _drawn("index", questions) if form.name == "html" else listed
    return Reply(200, form.content_type, page.encode(), {"Vary": "Accept", **_page(form)})


def probe(query: str, *, good: bool, what: str) -> Reply:
    """``livez``, ``readyz`` and ``startupz``: a status and a word, nothing that anybody may not know."""
    if query and isinstance(refused := _choose(Request(query), _PROBE_FORMATS), Reply):
        return refused
    return Reply(200, "text/plain; charset=utf-8", b"ok\n") if good else _not(what)


def rooted(reply: Reply, path: str, query: str) -> Reply:
    """A page's links start from ``…/kfcheck``; who asked for ``…/kfcheck/`` is led there, relatively."""
    if not reply.content_type.startswith("text/html") or not path.endswith("/kfcheck/"):
        return reply
    return Reply(302, "text/plain", b"", {"Location": f"../kfcheck?{query}" if query else "../kfcheck"})


def _page(form: Format) -> Mapping[str, str]:
    """What a page may do: show itself and its own style. Without this Jupyter's answers would have no style at all."""
    return {"Content-Security-Policy": PAGE_POLICY} if form.name == "html" else {}


def _drawn(what: str, *given: object) -> str:
    from jupyter_kfcheck.render import html  # noqa: PLC0415 - imported when the first page is drawn

    draw: Callable[..., str] = getattr(html, what)
    return draw(*given)


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer that says what is wrong with the request."""
    return Reply(status, "application/json", json.dumps({"message": message}).encode(), headers or {})


def _not(what: str) -> Reply:
    return Reply(503, "text/plain; charset=utf-8", f"not {what}\n".encode())


def _report(request: Request, snapshot: Snapshot | None, now: float, part: str, offered: tuple[Format, ...]) -> Reply:
    form = _choose(request, offered)
    if isinstance(form, Reply):
        return form
    if snapshot is None:
        if part and part not in explanations.names():
            return _unknown_part(part)
        waiting = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
        return refusal(503, "there is no report yet; ask again in a moment", waiting)
    body = snapshot.body(part, form, detail=request.detail)
    if body is None and part in explanations.names():  # after a broken run that is the answer to all questions
        body = snapshot.body(broken.ID, form, detail=request.detail)
    if body is None:
        return _unknown_part(part)
    age = max(0.0, now - snapshot.made)
    headers = {
        "Age": str(int(age)),
        "Cache-Control": "no-cache",
        "ETag": body.etag,
        "Vary": "Accept, Authorization, Cookie",
        **_page(form),
    }
    if request.within is not None and age > request.within:
        headers["Retry-After"] = str(REFRESHED_SECONDS)
    return Reply(200, form.content_type, body.content, headers)


def _unknown_part(part: str) -> Reply:
    if part in explanations.names():
        return refusal(404, f"the last report has no result for {part}")
    part = part[:80]
    return refusal(404, f"there is no check or category {part!r}{nearest(part, explanations.names())}")


def _choose(request: Request, offered: tuple[Format, ...]) -> Format | Reply:
    wanted, mistake = _read_query(request.query)
    if mistake:
        return refusal(400, mistake)
    if wanted is not None:
        for form in offered:
            if form.name == wanted:
                return form
        names = [form.name for form in offered]
        return refusal(
            400,
            f"there is no format {wanted[:80]!r}{nearest(wanted[:80], names)}; available formats: {', '.join(names)}",
        )
    liked = negotiate(request.accept, offered)
    return liked or refusal(406, f"available types: {', '.join(form.media for form in offered)}")


def _read_query(query: str) -> tuple[str | None, str | None]:
    """The format asked for, and what is wrong with the query, if anything."""
    if len(query) > QUERY_LIMIT:
        return None, f"the query is longer than {QUERY_LIMIT} characters"
    formats: list[str] = []
    unknown: list[str] = []
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name == "format":
            formats.append(value)
        elif name not in JUPYTERS_OWN and not (name.isascii() and name.isdigit() and not value):
            unknown.append(f"{name[:80]!r}{nearest(name[:20], ['format']) if len(unknown) < 8 else ''}")
    if unknown:
        return None, f"unknown query parameter: {', '.join(unknown[:8])}"
    if len(formats) > 1:
        return None, "the query parameter 'format' is given more than once"
    return (formats[0] if formats else None), None
