"""What questions stand on. Each sentence here is about a fact, never about another check's verdict."""

from errno import ENOENT, ENOTDIR

from jupyter_kfcheck.checks import scope, words
from jupyter_kfcheck.checks.check import Ground, Verdict, skipped, unsure
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.model import Unknown, known


def _platform(facts: Facts, contract: Contract) -> Verdict | None:
    if unknown := scope.platform_unknown(facts, contract):
        return unsure(unknown)
    reason = scope.no_platform(facts, contract)
    return skipped(reason) if reason else None


PLATFORM = Ground("a platform that is recognised or stated", scope.PLATFORM_READS, _platform)


def _runs(facts: Facts, _contract: Contract) -> Verdict | None:
    later = scope.dropped_later(facts)
    return skipped(f"{later}: it is judged once the IDE runs") if later else None


RUNS = Ground("an IDE that runs, or a container that starts as its user", scope.WHOSE_READS, _runs)


def _whose_home(facts: Facts, _contract: Contract) -> Verdict | None:
    later = scope.dropped_later(facts)
    as_root = isinstance(facts.user.ids, Ids) and facts.user.ids.uid == 0
    return skipped(f"{later}: HOME is judged once the IDE runs") if later and as_root else None


WHOSE_HOME = Ground("a HOME that is looked at by its user", scope.WHOSE_READS, _whose_home)


def _container(facts: Facts, _contract: Contract) -> Verdict | None:
    if scope.container_proof(facts):
        return None
    for fact in (facts.mounts.table, facts.container.traces, facts.container.kubernetes):
        if isinstance(fact, Unknown):
            return unsure(f"it is not known whether this is a container: {fact.reason}")
    return skipped("this is not a container")


CONTAINER = Ground("a container", scope.CONTAINER_READS, _container)


def _home(facts: Facts, _contract: Contract) -> Verdict | None:
    directory = known(facts.home.directory)
    if directory is None:
        return None  # why is not known, and the check's own fact says so
    if directory.real is None:
        return skipped("HOME is not set" if not directory.env else f"HOME is {directory.env!r}, not an absolute path")
    if directory.errno is not None:
        return skipped(f"{directory.env} cannot be entered: {words.error(directory.errno)}")
    return None


def _home_there(facts: Facts, contract: Contract) -> Verdict | None:
    directory = known(facts.home.directory)
    absent = directory is None or directory.real is None or directory.errno in (ENOENT, ENOTDIR)
    return _home(facts, contract) if absent else None


HOME_THERE = Ground("a HOME that is there", ("home.directory",), _home_there)
HOME = Ground("a HOME that can be entered", ("home.directory",), _home)


def _s6(facts: Facts, _contract: Contract) -> Verdict | None:
    init = known(facts.s6.init)
    return skipped("this image has no s6-overlay") if init and init.overlay is None else None


S6 = Ground("an image with s6-overlay", ("s6.init",), _s6)
