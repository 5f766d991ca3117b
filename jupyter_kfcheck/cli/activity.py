"""``kfcheck activity``: when the notebook was last used, in the shape that the platform's culler takes.

The two platforms fail to opposite sides. Kubeflow v2 takes exit code 0 without a file for "active now", and never
pauses on a failure: so what cannot be told is a failure. Kubeflow v1 and Open Data Hub stop a notebook on any answer
but a list of kernels: so what cannot be told is a busy kernel, and is said on stderr.
"""

import argparse
import json
import os
from collections.abc import Iterator
from datetime import datetime, timezone
from functools import partial
from typing import Any

from jupyter_kfcheck.cli.common import FOUND, OK, Commands, DeliveryError, Output, say, write_stdout
from jupyter_kfcheck.codec import decode
from jupyter_kfcheck.contract import Contract
from jupyter_kfcheck.facts import activity, container
from jupyter_kfcheck.facts.activity import Activity
from jupyter_kfcheck.facts.notebook import Ids
from jupyter_kfcheck.host import children
from jupyter_kfcheck.model import Unknown
from jupyter_kfcheck.probe import main as probe
from jupyter_kfcheck.run import whose

ID = "kfcheck"
HOME_SECONDS = 3.0


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "activity",
        help="tell the platform's culler when the notebook was last used",
        description="Writes when the notebook was last used to the file that OUTPUT_JSON_PATH names (Kubeflow v2, "
        "podExec), else to stdout. Exits with 1 where it cannot tell, and then writes nothing.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--as",
        dest="shape",
        choices=("activity", "kernels"),
        default="activity",
        help="shape of the answer; kernels: a list as Jupyter's api/kernels, for Kubeflow v1 and Open Data Hub, with "
        "one busy kernel where it cannot tell (default: activity)",
    )
    parser.add_argument("--strict", action="store_true", help="with --as kernels: exit with 1 where it cannot tell")
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Look, and write what the platform wants to read."""
    kind, port = probe.ide()
    home = os.environ.get("HOME")
    if kind == "rstudio" and home:
        found = _in_home(home)
    else:
        found = activity.look(kind, port, os.environ.get("NB_PREFIX", ""), home)
    if options.shape == "kernels":
        if isinstance(found, Unknown):
            say(f"cannot tell when the notebook was last used: {found.reason}")
            if options.strict:
                return FOUND
            say("so it is said to be busy: the platform stops a notebook that does not answer")
        write_stdout(json.dumps(kernels(found)) + "\n")
        return OK
    if isinstance(found, Unknown):
        say(f"cannot tell when the notebook was last used: {found.reason}")
        return FOUND
    return _deliver(json.dumps(v2(found)) + "\n")


def _in_home(home: str) -> Activity | Unknown:
    """From RStudio's files, in a child: HOME may hang, and root looks into it as its owner."""
    ids, refused = whose.settle(Contract(), None, home, HOME_SECONDS)
    if refused:
        return refused
    outcome = children.run({"activity": partial(_look, home, ids)}, {"activity": HOME_SECONDS})["activity"]
    if "found" in outcome.parts:
        found: Activity | Unknown = decode(Activity | Unknown, outcome.parts["found"])
        return found
    return Unknown(outcome.problem or f"{home} did not answer within {HOME_SECONDS:g} s")


def _look(home: str, ids: Ids | None) -> Iterator[tuple[str, Any]]:
    refused = whose.become(ids)
    yield "found", refused or activity.look("rstudio", 0, "", home)


def v2(found: Activity) -> dict[str, Any]:
    """For Kubeflow v2: used now, used then, or not used since it started."""
    if found.busy:
        return {"has_activity": True}
    return {"has_activity": False} if found.last is None else {"last_activity": _rfc3339(found.last)}


def kernels(found: Activity | Unknown) -> list[dict[str, Any]]:
    """As Jupyter's api/kernels: one kernel that stands for the IDE."""
    busy = isinstance(found, Unknown) or found.busy
    last = None if isinstance(found, Unknown) else found.last
    if last is None:  # busy: now; never used: since the container started
        last = _now() if busy else _started()
    kernel = {"id": ID, "name": ID, "last_activity": _rfc3339(last), "connections": int(busy)}
    return [kernel | {"execution_state": "busy" if busy else "idle"}]


def _deliver(document: str) -> int:
    path = os.environ.get("OUTPUT_JSON_PATH")
    try:
        if path:
            Output("json", path).write(document)
        else:
            write_stdout(document)
    except DeliveryError as problem:
        say(str(problem))
        return FOUND
    return OK


def _started() -> float:
    started = container.started_at()
    return _now() if isinstance(started, Unknown) else started


def _now() -> float:
    return datetime.now(timezone.utc).timestamp()


def _rfc3339(moment: float) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
