"""The report of a run that brought none: kfcheck's own failure, said in kfcheck's own form."""

from datetime import datetime, timezone

from jupyter_kfcheck._version import __version__
from jupyter_kfcheck.model import SCHEMA_VERSION, Container, Report, Result, Status
from jupyter_kfcheck.platforms import NONE

ID = "kfcheck.run"
TITLE = "kfcheck's own run"
EXPLANATION = f"""# {ID}

Did kfcheck itself finish its run?

The server does not run the checks itself: it starts the command `kfcheck run` and shows the report that
this prints. This entry stands alone in a report when no usable report came back.

How it is judged: it is always `error`. The command crashed, printed something that is not a report,
printed far too much, or took too long and was killed. What it wrote to stderr is in the server's log.

Evidence: `problem`; `exit_code` (negative: the signal) where the command ended by itself.

Remedies:
- Run `kfcheck` in a terminal of this notebook: it shows the same failure with its cause.
- Took too long, image: give it more time with `c.KFCheck.timeout` in jupyter_server_config.py.
- Killed by signal 9, platform: the container is probably out of memory.
"""


def broken(problem: str, exit_code: int | None, started: float, seconds: float) -> Report:
    """The report that says only that a run failed. ``started`` is a Unix time; nothing else is guessed."""
    result = Result(
        id=ID,
        category=ID.partition(".")[0],
        title=TITLE,
        status=Status.ERROR,
        summary=f"kfcheck could not check this notebook: its run {problem}",
        evidence={"problem": problem, "exit_code": exit_code},
        duration_seconds=round(seconds, 3),
    )
    counts = {status.value: int(status is Status.ERROR) for status in Status}
    return Report(
        schema_version=SCHEMA_VERSION,
        kfcheck_version=__version__,
        status=Status.ERROR,
        phase="running",
        kind="unknown",
        platform=NONE.name,
        started_at=datetime.fromtimestamp(started, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        duration_seconds=round(seconds, 3),
        counts=counts,
        container=Container(),
        checks=[result],
    )
