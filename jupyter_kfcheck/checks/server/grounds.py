"""What questions to a server stand on: that there is one, that it may be asked, that it answers."""

import errno

from jupyter_kfcheck.checks import scope
from jupyter_kfcheck.checks.check import Ground, Verdict, skipped, unsure
from jupyter_kfcheck.checks.server import common
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.stated import Stated
from jupyter_kfcheck.model import Unknown, known


def _found(facts: Facts, contract: Contract) -> Verdict | None:
    place, tried = facts.server.place, facts.server.tried
    for fact in (tried, place):
        if isinstance(fact, Unknown):
            return _not_asked(f"its address is not known ({fact.reason})")
    if place is not None:
        return None
    for answer in known(tried) or ():
        if answer.errno == errno.ETIMEDOUT:  # there may be a server that is just busy
            return _not_asked(f"{answer.at} {answer.problem}")
    return skipped(f"nothing answers HTTP on port {scope.platform(facts, contract).port} or anywhere else we looked")


def _not_asked(why: str) -> Verdict:
    return unsure(f"the server was not asked: {why}")._replace(because=("server.port",))


FOUND = Ground("a server that answers HTTP", ("server.place", "server.tried", *scope.PLATFORM_READS), _found)


def _answered(facts: Facts, _contract: Contract) -> Verdict | None:
    front = facts.server.front
    if isinstance(front, Unknown) or (front and front.status == 200):
        return None
    evidence = common.exchange(front)
    return skipped("no request got an answer with status 200", **evidence, detail=common.told(front))


ANSWERED = Ground("an answer with status 200", ("server.front",), _answered)


def _asked(facts: Facts, _contract: Contract) -> Verdict | None:
    place, entrance, told = known(facts.server.place), facts.server.entrance, facts.server.stated
    if not place or entrance is not None:
        return None
    if place.product == common.JUPYTER:
        return skipped("this Jupyter was not asked what a platform asks, for it runs on none")
    if place.product != common.CODESERVER:
        return None
    if isinstance(told, Stated) and (told.complete or told.settings.keys() >= common.TOLD):
        return None
    reason = told.reason if isinstance(told, Unknown) else "its own configuration file cannot be read"
    return skipped(
        "code-server was asked for its health alone, since more would open the editor and count as use, and "
        f"{reason}: `kfcheck image` asks it"
    )


ASKED = Ground(
    "a server that was asked for more than its health, or whose settings are known",
    ("server.place", "server.entrance", "server.stated"),
    _asked,
)


def _gateway(facts: Facts, contract: Contract) -> Verdict | None:
    row = scope.platform(facts, contract)
    return None if row.browser else skipped(f"{row.title} hands on the server's own Host and Origin")


GATEWAY = Ground("a platform whose gateway changes Host and Origin", scope.PLATFORM_READS, _gateway)
