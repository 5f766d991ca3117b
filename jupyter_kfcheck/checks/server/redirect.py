"""Does a redirect stay on the gateway?"""

from jupyter_kfcheck.checks.check import FROM_OUTSIDE, IMAGE, Check, Ground, Remedy, Verdict, failed, passed, skipped
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer

PATH_ALONE = Remedy(
    "A whole URL",
    IMAGE,
    "Have the server redirect to a path alone (`Location: /…`). In nginx that is `absolute_redirect off;`.",
)


def redirect(answer: Answer, _facts: Facts, _contract: Contract) -> Verdict:
    """Does a redirect stay on the gateway when the Host is foreign?

    The gateway calls the server by a name and a port that browsers may not know, and speaks plain HTTP to it. A
    server that makes a whole URL of them sends the browser there: the page never loads, or loses its HTTPS.

    How it is judged: the first page is asked for with a Host that belongs to nobody. A redirect to a path alone
    passes, and so does a page that does not redirect. A whole URL fails.

    Evidence: `request`, `at`, `status`, `location`.
    """
    evidence = common.exchange(answer)
    if answer.status is None:
        return common.unanswered(answer)
    location = answer.headers.get("location", "")
    if answer.status // 100 != 3 or not location:
        return passed(f"does not redirect: GET {answer.path} answers {answer.status}", **evidence)
    from urllib.parse import urlsplit  # noqa: PLC0415 - 5 ms that only an answer with a redirect pays

    if urlsplit(location).netloc:
        evidence["detail"] = f"GET {answer.path} leads to {location}"
        return failed("redirects to a whole URL, which leads away from the gateway", PATH_ALONE.fill(), **evidence)
    return passed(f"redirects to a path alone: {location}", **evidence)


def _asked(facts: Facts, _contract: Contract) -> Verdict | None:
    return skipped("nothing answered that could redirect") if facts.outside.redirect is None else None


CHECK = Check(
    id="server.redirect",
    title="redirects",
    judge=redirect,
    reads=("outside.redirect",),
    remedies=(PATH_ALONE,),
    requires=(Ground("a server that answers", ("outside.redirect",), _asked),),
    phases=(FROM_OUTSIDE,),
)
