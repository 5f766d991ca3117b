"""What is not known is never a no: each fact made Unknown in turn, each errno in turn, over facts well and broken."""

import errno
import re

import pytest

from jupyter_kfcheck.checks import CHECKS
from jupyter_kfcheck.facts import FAMILIES
from jupyter_kfcheck.facts.home import Directory, Space
from jupyter_kfcheck.facts.runtime import Directory as RuntimeDirectory
from jupyter_kfcheck.facts.s6.scripts import Script
from jupyter_kfcheck.facts.s6.services import Service
from jupyter_kfcheck.facts.trials import Trial
from jupyter_kfcheck.model import Status, Unknown
from jupyter_kfcheck.run import runner
from tests.build import CONTRACT, EMPTY_DIR, HEALTHY, ROOT, VOLUME, answer, facts, mounted
from tests.checks.gpu.build import TORCH, gpu

REFUSED = answer(status=None, problem="refused the connection", errno=errno.ECONNREFUSED)
DENIED = Trial("/home/jovyan", 0, 0, 0o755, "create", errno.EACCES)
BASES = {
    "well": HEALTHY,
    "closed": facts(home={"trials": (DENIED,)}, locks={"tried": None}),
    "gone": facts(
        home={
            "directory": Directory("/home/jovyan", "/home/jovyan", errno=errno.ENOTCONN),
            **dict.fromkeys(("space", "trials", "mark", "seed", "modes"), Unknown("not connected", errno.ENOTCONN)),
        },
        locks={"tried": Unknown("not connected", errno.ENOTCONN)},
        packages={"home": Unknown("not connected", errno.ENOTCONN)},
    ),
    "network": facts(
        mounts=mounted(VOLUME._replace(fs="nfs4")),
        runtime={"directory": RuntimeDirectory("/home/jovyan/run", "/home/jovyan", VOLUME.id)},
    ),
    "gpu": gpu(frameworks=(TORCH,)),
    "full": facts(home={"space": Space(0, 1 << 30, 9, 99), "trials": ()}, locks={"tried": None}),
    "ephemeral": facts(mounts=mounted(EMPTY_DIR)),
    "layer": facts(mounts=mounted(ROOT)),
    "nobody": facts(server={"tried": (REFUSED,), "place": None, "front": None, "entrance": None, "upgrades": {},
                            "kernels": None}),
    "crossed": facts(server={"front": answer(headers={}), "upgrades": {"both": answer(status=403)}}),
    "scripts": facts(s6={"scripts": (Script("/etc/cont-init.d/x", None, 0, 0, 0o644),)}),
    "loop": facts(s6={"services": (Service("jupyterlab", False, True, True, 1, (1.0, 2.0, 3.0), "exitcode 1"),)}),
    "nowhere": facts(container={"signals": {}, "nb_prefix": None, "kubernetes": False}),
}  # fmt: skip
ERRNOS = (None, errno.EACCES, errno.EIO, errno.ENOTCONN, errno.ESTALE, errno.ETIMEDOUT, errno.ENOENT)
# A skip that names no fact as known: what could not be looked at, and why.
HONEST = re.compile(r"not known|could not be|cannot be (?:entered|read|told)|did not answer|only that user may ask")
# Whether HOME is persistent is told by the mount's line, also where HOME itself does not answer.
BY_THE_LINE = {("home.persistent", "home.directory"), ("home.persistent", "home.*")}
CLASS_NAME = re.compile(r"\b(?:[A-Z]\w+Error|[A-Z]\w+Exception|NoneType|Unknown\()")


def parts():
    """Each part of each family, and each family as a whole."""
    for family in FAMILIES:
        fields = getattr(HEALTHY, family)._fields
        yield from ((family, (part,)) for part in fields)
        yield family, fields


def judged(found):
    report = runner.judge(found, CONTRACT, list(CHECKS), "running", 0.0)
    return {result.id: result for result in report.checks}


@pytest.mark.parametrize("base", BASES)
def test_a_fact_that_is_not_known_brings_no_pass_and_no_skip_that_claims_it(base):
    before, wrong = judged(BASES[base]), []
    for family, names in parts():
        part = names[0] if len(names) == 1 else "*"
        for number in ERRNOS:
            unknown = Unknown(
                "did not answer within 3 s" if number == errno.ETIMEDOUT else "it could not be read", number
            )
            family_ = getattr(BASES[base], family)._replace(**dict.fromkeys(names, unknown))
            for id_, result in judged(BASES[base]._replace(**{family: family_})).items():
                where = f"{family}.{part} ({number}): {id_} {before[id_].status.value} -> {result.status.value}: "
                if (
                    result.status is Status.PASS
                    and before[id_].status is not Status.PASS
                    and (id_, f"{family}.{part}") not in BY_THE_LINE
                ):
                    wrong.append(where + result.summary)
                new = result.status is Status.SKIP and before[id_].summary != result.summary
                if new and not HONEST.search(result.summary):
                    wrong.append(where + result.summary)
                if CLASS_NAME.search(result.summary):
                    wrong.append(where + result.summary)
    assert not wrong, "\n".join(sorted(set(wrong)))
