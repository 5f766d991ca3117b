"""What all judgements of the server share: which IDE, the words for an exchange, the flags to set."""

import errno
from typing import Any

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.registry import Verdict, skipped, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.model import known

JUPYTER, CODESERVER, RSTUDIO = "jupyter", "codeserver", "rstudio"
NAMES = {JUPYTER: "Jupyter", CODESERVER: "code-server", RSTUDIO: "RStudio", "unknown": "this server"}
BASE_URL = '--ServerApp.base_url="${NB_PREFIX}"'
NO_AUTH = {
    JUPYTER: "--ServerApp.token='' --ServerApp.password=''",
    CODESERVER: "--auth none",
    RSTUDIO: "--auth-none=1",
}
"""The flags by which each turns its own login off."""
LOGINS = ("/login", "/auth-sign-in", "/signin", "/sign_in")


def name(facts: Facts, contract: Contract) -> str:
    """The IDE as people call it."""
    return NAMES[scope.kind(facts, contract)]


def prefix(facts: Facts) -> str | None:
    """NB_PREFIX with a slash at both ends; None where there is none to serve under."""
    value = (known(facts.container.nb_prefix) or "").strip("/")
    return f"/{value}/" if value else None


def absent(facts: Facts) -> Verdict | None:
    """The reason to skip where no server was found, or it gave no answer to judge by."""
    if known(facts.server.place) is None:
        tried = known(facts.server.tried) or ()
        late = any(answer.errno == errno.ETIMEDOUT for answer in tried)
        return skipped("not asked, because server.port " + ("could not be judged" if late else "failed"))
    return None


def no_front(facts: Facts) -> Verdict | None:
    """The same, and where none of its answers was a 200, which alone carries all headers."""
    front = known(facts.server.front)
    if verdict := absent(facts):
        return verdict
    if front is None or front.status != 200:
        return skipped("not asked, because no request got an answer with status 200", **exchange(front))
    return None


def exchange(answer: Answer | None, *headers: str) -> dict[str, Any]:
    """Evidence: one request and what came back."""
    if answer is None:
        return {}
    scheme = "https" if answer.tls else "http"
    said: dict[str, Any] = {"request": f"GET {answer.path}", "at": f"{scheme} {answer.at}", "status": answer.status}
    if answer.problem:
        said["problem"] = answer.problem
    if answer.status and answer.status // 100 == 3:
        headers += ("location",)
    return said | {header.replace("-", "_"): answer.headers.get(header) for header in headers}


def unanswered(answer: Answer | None) -> Verdict:
    """For an exchange that brought no HTTP, or that was not made: kfcheck cannot judge."""
    if answer is None:
        return unsure("the server was not asked")
    return unsure(f"{answer.at} {answer.problem or f'answered {answer.status}'}", **exchange(answer))


def wants_credentials(facts: Facts) -> bool | None:
    """Whether a visitor meets a login: then server.auth fails, and what else it hides cannot be told.

    None where the answer does not tell.
    """
    entrance = known(facts.server.entrance)
    if entrance is None:
        return None
    if entrance.status in (401, 403):
        return True
    location = entrance.headers.get("location", "")
    if entrance.path == "/login" and entrance.status == 302 and not location.rstrip("/").endswith(LOGINS):
        return False  # code-server without a login leads from it to the editor
    if entrance.status == 200:
        return entrance.path.endswith(LOGINS)
    # To another server, or to a login page.
    return True if entrance.status in (301, 302, 303, 307) else None
