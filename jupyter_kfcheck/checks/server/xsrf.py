"""Does the cookie against forged requests come back to the server?"""

from typing import Any

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.check import IMAGE, RUNNING, Check, Ground, Remedy, Verdict, failed, passed, skipped
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.checks.server.grounds import FOUND
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.server.exchange import Answer
from jupyter_kfcheck.model import known
from jupyter_kfcheck.platforms import LOGIN_REQUIRED

PATH = Remedy(
    "The cookie is for another path",
    IMAGE,
    "Remove `xsrf_cookie_kwargs` from `ServerApp.tornado_settings` in Jupyter's configuration, or set its `path` to "
    "the server's base URL, {base}.",
)


def xsrf(page: Answer, facts: Facts, _contract: Contract) -> Verdict:
    """Does the XSRF cookie come back under the base URL's path?

    Jupyter takes a change, such as a new notebook or a save, only with the cookie `_xsrf` that it gave the browser
    before. A browser sends a cookie back only below the path that it was given for. With another path every change
    ends with "403: '_xsrf' argument missing from POST".

    How it is judged: a page of the server that shows nothing of the user's (`logout`) is asked for. The path of the
    cookie that comes with it must be the base URL, or lead to it. JupyterHub's server has cookies of its own.

    Evidence: `request`, `at`, `status`, `cookie_path`, `base_url`.
    """
    place = known(facts.server.place)
    base, path = place.base if place else "/", page.headers.get("xsrf-path")
    evidence: dict[str, Any] = common.exchange(page) | {"cookie_path": path, "base_url": base}
    if page.status != 200:
        return common.unanswered(page)
    if path is None:
        return passed("sets no XSRF cookie that could get lost", **evidence)
    if f"{path.rstrip('/')}/" == base or base.startswith(f"{path.rstrip('/')}/"):
        return passed(f"the XSRF cookie comes back: its path is {path}", **evidence)
    summary = f"the XSRF cookie does not come back: its path is {path}, and the server's is {base}"
    return failed(summary, PATH.fill(base=base), **evidence)


def _asked(facts: Facts, contract: Contract) -> Verdict | None:
    if scope.platform(facts, contract).login == LOGIN_REQUIRED:
        return skipped("JupyterHub's server has cookies of its own")
    return skipped("this server is not Jupyter") if facts.server.xsrf is None else None


CHECK = Check(
    id="server.xsrf",
    title="XSRF cookie",
    judge=xsrf,
    reads=("server.xsrf", "server.place", *scope.PLATFORM_READS),
    remedies=(PATH,),
    requires=(FOUND, Ground("a Jupyter Server", ("server.xsrf", *scope.PLATFORM_READS), _asked)),
    phases=(RUNNING,),
)
