"""One request to the server, and what of the answer is worth knowing, freed of what may be secret."""

import json
import time
from collections.abc import Mapping
from errno import ETIMEDOUT
from typing import Any

from jupyter_kfcheck.address import Address
from jupyter_kfcheck.host import net
from jupyter_kfcheck.model import Struct

KEPT = ("access-control-allow-origin", "x-frame-options", "content-security-policy", "location", "content-type")
VALUE_LIMIT = 1000  # characters kept of a header
REDIRECTS = 5
UNTRACKED = "?no_track_activity=1"
"""Jupyter leaves such a request out of `last_activity`, by which idle notebooks are culled."""


class Answer(Struct):
    """Who (``at``) was asked for which ``path``, and what came back.

    ``status`` is None where no HTTP came; then ``problem`` completes "127.0.0.1:8888 …". ``headers`` are those
    of `KEPT`: of a policy what it says of frames, of a location not its query; and ``xsrf-path``, the path of the
    cookie `_xsrf`. ``content`` is what the body is: ``version`` (Jupyter's /api), ``list`` (of JSON), ``html``, or
    code-server's health: ``alive`` (used within a minute), ``fresh`` (never used), ``idle``.
    """

    at: str
    tls: bool
    path: str
    status: int | None = None
    headers: dict[str, str] = {}
    content: str = ""
    problem: str | None = None
    errno: int | None = None


class Visit(Struct):
    """What an `Answer` does not hold, for who looks at it at once and keeps none of it."""

    location: str
    cookies: list[str]


class Asker:
    """Asks with a deadline for each answer and one for all, in seconds: a server that hangs costs no more."""

    def __init__(self, each: float, overall: float, cafile: str | None) -> None:
        """Start the clock. ``late`` is the last question that found no answer in time."""
        self.late: Answer | None = None
        self._each, self._end, self._cafile = each, time.monotonic() + overall, cafile

    def ask(self, to: Address, target: str, headers: Mapping[str, str] = {}) -> Answer:
        """The answer to a GET of ``target``, a path with or without a query."""
        return self._ask(to, target, headers)[0]

    def follow(self, to: Address, target: str) -> Answer:
        """The answer to a GET of ``target`` after its redirects, as long as they stay on this server."""
        from urllib.parse import urljoin, urlsplit  # noqa: PLC0415 - 5 ms that only servers other than Jupyter cost

        jar: dict[str, str] = {}
        for _ in range(REDIRECTS):
            cookies = {"Cookie": "; ".join(f"{k}={v}" for k, v in jar.items())} if jar else {}
            answer, location, given = self._ask(to, target, cookies)
            if answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer
            try:
                url = urlsplit(urljoin(f"http://{to.name}{target}", location))
            except ValueError:
                return answer
            if url.netloc != to.name:
                return answer
            jar |= dict(c.partition(";")[0].partition("=")[::2] for c in given)
            target = url.path + (f"?{url.query}" if url.query else "")
        return answer._replace(problem=f"redirected more than {REDIRECTS} times")

    def visit(self, to: Address, target: str, headers: Mapping[str, str]) -> Visit | None:
        """Where a GET of ``target`` leads, and the cookies that it sets; None where no HTTP came."""
        answer, location, cookies = self._ask(to, target, headers)
        return None if answer.status is None else Visit(location, cookies)

    def _ask(self, to: Address, target: str, headers: Mapping[str, str]) -> tuple[Answer, str, list[str]]:
        """The answer, and what an `Answer` must not hold: the whole location, the cookies."""
        answer = Answer(to.name, to.tls, target.partition("?")[0])
        seconds = min(self._each, self._end - time.monotonic())
        if seconds <= 0:
            self.late = answer._replace(problem="was not asked, because the time was up", errno=ETIMEDOUT)
            return self.late, "", []
        try:
            response = net.get(to, target, headers, seconds, self._cafile)
        except net.NoAnswerError as problem:
            answer = answer._replace(problem=str(problem), errno=problem.errno)
            self.late = answer if answer.errno == ETIMEDOUT else self.late
            return answer, "", []
        given: dict[str, list[str]] = {}
        for name, value in response.headers:
            given.setdefault(name, []).append(value)
        kept = {name: _clean(name, values) for name, values in given.items() if name in KEPT}
        if (path := _xsrf_path(given.get("set-cookie", []), answer.path)) is not None:
            kept["xsrf-path"] = path
        content = _content(kept.get("content-type", ""), response.body)
        done = answer._replace(status=response.status, headers=kept, content=content)
        return done, given.get("location", [""])[0], given.get("set-cookie", [])


def _xsrf_path(cookies: list[str], asked: str) -> str | None:
    """The path that the cookie `_xsrf` is given for: RFC 6265, 5.1.4 where it names none. Its value is not kept."""
    for cookie in cookies:
        pair, _, attributes = cookie.partition(";")
        if pair.partition("=")[0].strip() == "_xsrf":
            named = dict(word.strip().partition("=")[::2] for word in attributes.split(";"))
            path = next((value for name, value in named.items() if name.lower() == "path"), "")
            return (path if path.startswith("/") else asked.rpartition("/")[0] or "/")[:VALUE_LIMIT]
    return None


def _clean(name: str, values: list[str]) -> str:
    if name == "content-security-policy":
        policies = [policy for value in values for policy in value.split(",")]
        directives = (directive.strip() for policy in policies for directive in policy.split(";"))
        values = [directive for directive in directives if directive.lower().startswith("frame-ancestors")]
    if name == "location":
        values = [_without_secrets(values[0])]
    return ", ".join(values)[:VALUE_LIMIT]


def _without_secrets(url: str) -> str:
    """A URL without query, fragment and user."""
    head, slashes, rest = url.partition("?")[0].partition("#")[0].partition("//")
    host, slash, path = rest.partition("/")
    return f"{head}{slashes}{host.rpartition('@')[2]}{slash}{path}"


def _content(kind: str, body: bytes) -> str:
    if kind.lower().startswith("text/html"):
        return "html"
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if isinstance(data, list):
        return "list"
    if not isinstance(data, dict):
        return ""
    if "lastHeartbeat" in data:
        return "alive" if data.get("status") == "alive" else "idle" if data["lastHeartbeat"] else "fresh"
    return "version" if isinstance(data.get("version"), str) else ""
