"""Would every script that s6 runs really run?"""

from typing import Any

from jupyter_kfcheck.checks import grounds, words
from jupyter_kfcheck.checks.check import IMAGE, Check, Remedy, Verdict, failed, passed, unsure, warned
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import Facts
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.facts.s6.init import V2
from jupyter_kfcheck.facts.s6.scripts import NATIVE, Script
from jupyter_kfcheck.model import Advice, Struct, Unknown, known

ADD = Remedy("No run script", IMAGE, "Add {path}, beginning with `{line}`.")
EXECUTABLE = Remedy("Not executable", IMAGE, "Make it executable in the Dockerfile: `RUN chmod 755 {path}`.")
LINE_ENDS = Remedy("CRLF", IMAGE, "Change its line ends in the Dockerfile: `RUN sed -i 's/\\r$//' {path}`.")
BEGIN = Remedy("No interpreter, or one that does not exist", IMAGE, "Begin {path} with `{line}`.")
PROGRAM = Remedy(
    "A program that does not exist", IMAGE, "Put {program} into the image, or name its whole path in {path}."
)
V3_PLACE = Remedy(
    "A path of s6-overlay v2 under v3", IMAGE, "Use /run/service in {path}: s6-overlay v3 keeps services there."
)

SHOWN = 4  # remedies: those of the others are in the evidence


class Fault(Struct):
    """What is wrong with a script and what to do about it; ``stops`` it from running."""

    path: str
    problem: str
    advice: Advice
    stops: bool = True
    detail: str | None = None


def scripts(found: tuple[Script, ...], facts: Facts, _contract: Contract) -> Verdict:
    """Would every script in `cont-init.d`, `services.d` and `s6-rc.d` run: mode, interpreter, line ends?

    A script that cannot be started is hardly visible: s6 logs one line, `unable to spawn ./run (waiting 60
    seconds)` or `exited 127`, and either ends the container or keeps it green with nothing behind it. Moving to
    s6-overlay v3 breaks scripts that begin with `#!/usr/bin/with-contenv`, and a checkout on Windows those
    whose lines end with CRLF: `not found`, `No such file or directory`.

    How it is judged: each file in /etc/cont-init.d, `run` and `finish` in /etc/services.d/* and
    /etc/s6-overlay/s6-rc.d/*, and what `up` and `down` there name. It must be executable for the user that s6
    runs as (but for s6-rc.d, of which s6 makes an executable copy), its interpreter must exist, and so must what env or
    with-contenv are to start; the first line must not end with CR, and a `run` must be there and have a first line with
    an interpreter. What a shell script plainly calls must be on the PATH, where the script would end without it. A
    script that speaks of v2's /var/run/s6/services under v3 is a warning.

    Evidence: `checked`, how many; `faults`, each with `path`, `problem`, `remedy` and whether it `stops` the script.
    """
    init, ids = facts.s6.init, known(facts.user.ids)
    if isinstance(init, Unknown):
        unknown = unsure(f"which s6-overlay the image has is not known: {init.reason}", errno=init.errno)
        return unknown._replace(because=("s6.init",))
    unsafe = next(
        (
            script
            for script in found
            if not script.command and not script.path.startswith(NATIVE) and script.mode & 0o111 != 0o111
        ),
        None,
    )
    if ids is None and unsafe:
        mode = words.mode(unsafe.mode)
        return unsure(
            f"{unsafe.path} has mode {mode}, and it is not known which user the notebook runs as", checked=len(found)
        )
    faults = [fault for script in found if (fault := _fault(script, init.overlay, ids))]
    evidence: dict[str, Any] = {"checked": len(found), "faults": [_described(fault) for fault in faults]}
    if not faults:
        return passed(f"all {len(found)} scripts of s6 can run", **evidence)
    worst = next((fault for fault in faults if fault.stops), faults[0])
    evidence |= {"detail": worst.detail} if worst.detail else {}
    others = [fault.path for fault in faults if fault is not worst]
    more = f"; also at fault: {words.listed(others)}" if others else ""
    alike = [fault for fault in faults if fault.stops or not worst.stops]
    advice = list(dict.fromkeys(fault.advice for fault in (worst, *alike)))[:SHOWN]
    return (failed if worst.stops else warned)(f"{worst.path} {worst.problem}{more}", *advice, **evidence)


def _described(fault: Fault) -> dict[str, Any]:
    return {"path": fault.path, "problem": fault.problem, "remedy": fault.advice.text, "stops": fault.stops}


def _fault(script: Script, overlay: str | None, ids: Ids | None) -> Fault | None:
    path, begin = script.path, f"#!{'/usr/bin' if overlay == V2 else '/command'}/with-contenv bash"
    if script.missing:
        return Fault(path, "does not exist, so the service cannot start", ADD.fill(path=path, line=begin))
    compiled = script.command or script.path.startswith(f"{NATIVE}/")  # s6-rc-compile makes its own, executable copy
    if not compiled and ids and not _may_run(script, ids):
        mode = words.mode(script.mode)
        runs_as = words.ids(ids.uid, ids.gid, ids.groups)
        detail = f"it belongs to {words.owner(script.uid, script.gid)}, mode {mode}; the notebook runs as {runs_as}"
        return Fault(path, f"is not executable (mode {mode})", EXECUTABLE.fill(path=path), detail=detail)
    if script.binary:
        return None
    if script.carriage_return:
        return Fault(path, "has lines that end with CRLF", LINE_ENDS.fill(path=path))
    if script.interpreter is None and not script.command:
        # A once-only script of v3 is started by a shell, which reads it itself.
        needs_one = script.service is not None or overlay == V2
        problem = "names no interpreter in its first line"
        return Fault(path, problem, BEGIN.fill(path=path, line=begin)) if needs_one else None
    if not script.interpreter_exists:
        problem = f"asks for {script.interpreter}, which does not exist"
        return Fault(path, problem, BEGIN.fill(path=path, line=begin))
    if not script.program_exists:
        problem = f"asks for {script.program}, which is not there"
        return Fault(path, problem, PROGRAM.fill(program=script.program, path=path))
    if script.absent:
        problem = f"calls {script.absent}, which is not there: it ends with exit code 127"
        return Fault(path, problem, PROGRAM.fill(program=script.absent, path=path))
    if script.v2_place and overlay != V2:
        problem = "speaks of /var/run/s6/services, which only s6-overlay v2 has"
        return Fault(path, problem, V3_PLACE.fill(path=path), stops=False)
    return None


def _may_run(script: Script, ids: Ids) -> bool:
    if ids.uid == 0:
        return bool(script.mode & 0o111)
    if ids.uid == script.uid:
        return bool(script.mode & 0o100)
    return bool(script.mode & (0o010 if script.gid in ids.groups else 0o001))


CHECK = Check(
    id="s6.scripts",
    title="s6 scripts can run",
    judge=scripts,
    reads=("s6.scripts", "s6.init", "user.ids"),
    remedies=(ADD, EXECUTABLE, LINE_ENDS, BEGIN, PROGRAM, V3_PLACE),
    requires=(grounds.S6,),
    ends_container=True,
)
