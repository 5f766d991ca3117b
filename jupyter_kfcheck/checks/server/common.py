"""What all judgements of the server share: which IDE, the words for a request and its answer, who meets a login."""

from typing import Any

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.check import Verdict, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.kinds import NAMES as _NAMES
from jupyter_kfcheck.model import known

JUPYTER, CODESERVER, RSTUDIO, OTHER = "jupyter", "codeserver", "rstudio", "unknown"
NAMES = _NAMES
TOLD = {"auth", "trusted-origins"}
"""What of code-server's settings is judged."""
LOGINS = ("/login", "/auth-sign-in", "/signin", "/sign_in")


def name(facts: Facts, contract: Contract) -> str:
    """The IDE as people call it."""
    return NAMES[scope.kind(facts, contract)]


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


def told(*answers: Answer | None) -> str:
    """Requests that were answered, in words: ``GET /api answered 404; GET /lab answered 200``."""
    return "; ".join(f"GET {a.path} answered {a.status}" for a in answers if a and a.status is not None)


def unanswered(answer: Answer) -> Verdict:
    """For a request that brought no answer to judge by."""
    return unsure(f"{answer.at} {answer.problem or f'answered {answer.status}'}", **exchange(answer))


def wants_credentials(facts: Facts) -> bool | None:
    """Whether a visitor without credentials meets a login, which hides what else the server would answer.

    None where the answer does not tell. Of a code-server that was not asked it is what it was told; its default is to
    ask for a password.
    """
    entrance = known(facts.server.entrance)
    if entrance is None:
        told = known(facts.server.stated)
        return told.settings.get("auth", "password") != "none" if told else None
    if entrance.status in (401, 403):
        return True
    location = entrance.headers.get("location", "")
    if entrance.path == "/login" and entrance.status == 302 and not location.rstrip("/").endswith(LOGINS):
        return False  # code-server without a login leads from it to the editor
    if entrance.status == 200:
        return entrance.path.endswith(LOGINS)
    # To another server, or to a login page.
    return True if entrance.status in (301, 302, 303, 307) else None


def told_by_flags(facts: Facts) -> dict[str, Any]:
    """Evidence of a code-server that was not asked: what it was told; nothing of a server that was."""
    stated = known(facts.server.stated) if known(facts.server.entrance) is None else None
    return {} if stated is None else {"told": {name: stated.settings.get(name) for name in sorted(TOLD)}}


def minds_host(facts: Facts) -> bool:
    """Whether the server refuses a WebSocket for the name that it is called by, and for that alone."""
    upgrades = known(facts.server.upgrades) or {}
    status = {foreign: answer.status for foreign, answer in upgrades.items()}
    return status.get("none") == 101 and status.get("host") not in (None, 101)
