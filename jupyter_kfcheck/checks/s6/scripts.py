"""Would every script that s6 runs really run?"""

from typing import NamedTuple

from jupyter_kfcheck.checks import words
from jupyter_kfcheck.checks.registry import IMAGE, Verdict, check, failed, passed, skipped, unsure, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.s6.init import V2
from jupyter_kfcheck.facts.s6.scripts import Script
from jupyter_kfcheck.facts.user import Ids
from jupyter_kfcheck.model import Unknown, known


class Fault(NamedTuple):
    """What is wrong with a script and what to do about it; ``stops`` it from running."""

    path: str
    problem: str
    remedy: str
    stops: bool = True


@check("s6.scripts", "s6 scripts can run", reads="s6.scripts")
def scripts(facts: Facts, _contract: Contract) -> Verdict:
    """Would every script in `cont-init.d`, `services.d` and `s6-rc.d` run: mode, interpreter, line ends?

    A script that cannot be started is hardly visible: s6 logs one line, `unable to spawn ./run (waiting 60
    seconds)` or `exited 127`, and either ends the container or keeps it green with nothing behind it. Moving to
    s6-overlay v3 breaks scripts that begin with `#!/usr/bin/with-contenv`, and a checkout on Windows those
    whose lines end with CRLF: `not found`, `No such file or directory`.

    How it is judged: each file in /etc/cont-init.d, `run` and `finish` in /etc/services.d/* and
    /etc/s6-overlay/s6-rc.d/*, and what `up` and `down` there name. It must be executable for the user that s6
    runs as, its interpreter must exist, and so must what env or with-contenv are to start; the first line must
    not end with CR, and a `run` must be there and have a first line with an interpreter. A script that speaks of v2's
    /var/run/s6/services under v3 is a warning.

    Evidence: `checked`, how many; `faults`, each with `path`, `problem`, `remedy` and whether it `stops` the script.

    Remedies:
    - Not executable, image: `chmod 755 FILE`.
    - No such interpreter, image: begin with `#!/command/with-contenv bash`; with /usr/bin instead under v2.
    - CRLF, image: `sed -i 's/\\r$//' FILE`.
    """
    found, init = facts.s6.scripts, known(facts.s6.init)
    if isinstance(found, Unknown):
        return unsure(f"the scripts could not be looked at: {found.reason}")
    if init is None or init.overlay is None:
        return skipped("this image has no s6-overlay")
    ids = known(facts.user.ids)
    faults = [fault for script in found if (fault := _fault(script, init.overlay, ids))]
    evidence = {"checked": len(found), "faults": [fault._asdict() for fault in faults]}
    if not faults:
        return passed(f"all {len(found)} scripts of s6 can run", **evidence)
    worst = next((fault for fault in faults if fault.stops), faults[0])
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    verdict = failed if worst.stops else warned
    return verdict(f"{worst.path} {worst.problem}{more}", worst.remedy, IMAGE, **evidence)


def _fault(script: Script, overlay: str, ids: Ids | None) -> Fault | None:
    path, with_contenv = script.path, f"#!{'/usr/bin' if overlay == V2 else '/command'}/with-contenv bash"
    if script.missing:
        return Fault(path, "does not exist, so the service cannot start", f"add it, beginning with {with_contenv}")
    if not script.command and ids and not _may_run(script, ids):
        return Fault(
            path, f"is not executable (mode {words.mode(script.mode)})", f"run chmod 755 {path} in the Dockerfile"
        )
    if script.binary:
        return None
    if script.carriage_return:
        return Fault(path, "has lines that end with CRLF", f"run sed -i 's/\\r$//' {path} in the Dockerfile")
    if script.interpreter is None and not script.command:
        needs_one = script.service is not None or overlay == V2  # v3's cont-init is a shell, which reads it itself
        return (
            Fault(path, "names no interpreter in its first line", f"begin it with {with_contenv}")
            if needs_one
            else None
        )
    if not script.interpreter_exists:
        return Fault(path, f"asks for {script.interpreter}, which does not exist", f"begin it with {with_contenv}")
    if not script.program_exists:
        remedy = f"put {script.program} into the image, or name its whole path in {path}"
        return Fault(path, f"asks for {script.program}, which is not there", remedy)
    if script.v2_place and overlay != V2:
        remedy = f"use /run/service in {path}, which is where s6-overlay v3 keeps services"
        return Fault(path, "speaks of /var/run/s6/services, which only s6-overlay v2 has", remedy, stops=False)
    return None


def _may_run(script: Script, ids: Ids) -> bool:
    if ids.uid == 0:
        return bool(script.mode & 0o111)
    if ids.uid == script.uid:
        return bool(script.mode & 0o100)
    return bool(script.mode & (0o010 if script.gid in ids.groups else 0o001))
