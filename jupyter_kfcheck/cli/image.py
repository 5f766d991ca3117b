"""``kfcheck image``: start an image as its platform would, and report on it."""

import argparse
import sys
from collections.abc import Sequence

from jupyter_kfcheck.checks import NAMES
from jupyter_kfcheck.cli.common import (
    BROKEN,
    FOUND,
    OK,
    Commands,
    UsageError,
    names,
    say,
)  # fmt: skip
from jupyter_kfcheck.cli.delivery import deliver, mistakes, output_type
from jupyter_kfcheck.contract.values import Mistake, check_names, positive_seconds
from jupyter_kfcheck.image.engine import NAMES as ENGINES
from jupyter_kfcheck.image.engine import EngineDiedError, NoEngineError
from jupyter_kfcheck.image.pods import DEFAULT, PLATFORMS, RUNS
from jupyter_kfcheck.image.spawner import Config, SpawnerError, read
from jupyter_kfcheck.image.whole import Wish, examine
from jupyter_kfcheck.model import Status
from jupyter_kfcheck.platforms import KUBEFLOW_V1
from jupyter_kfcheck.render import text
from jupyter_kfcheck.render.formats import IMAGE_FORMATS

ALL = "all"


def add(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "image",
        help="run an image as the platform would and report on it",
        description="Runs an image with podman or docker as the platform would, and says whether it fits.",
        allow_abbrev=False,
    )
    option = parser.add_argument
    runs = [run.name for run in RUNS]
    option("image", metavar="IMAGE", help="a name or an id that the engine has; nothing is downloaded")
    option("--platform", choices=(*PLATFORMS, ALL), default=PLATFORMS[0], help=f"whose (default {PLATFORMS[0]})")
    option("--only-runs", metavar="RUN", nargs="+", choices=runs, action="extend", default=[],
           help=f"of {', '.join(runs)}; without it {', '.join(run.name for run in DEFAULT)}")  # fmt: skip
    option("--engine", choices=("auto", *ENGINES), default="auto", help="default auto: the first that answers")
    option("--timeout", metavar="SECONDS", type=_seconds, default=120.0, help="for each first answer (default 120)")
    option("--skip", metavar="ID", nargs="+", action="extend", default=[], help="leave these checks or categories out")
    option("--driver", metavar="VERSION", help="NVIDIA's driver on your nodes, such as 570.86.15")
    option("--probes", action="store_true", help="write startup, readiness and liveness probes for it as well")
    option("--spawner-config", metavar="FILE", help="say where it belongs in Kubeflow v1's spawner_ui_config.yaml")
    option("-f", "--format", choices=IMAGE_FORMATS, default="text", help="of what goes to stdout (default text)")
    option("-o", "--output", metavar="FORMAT=PATH", action="append", default=[], type=output_type(IMAGE_FORMATS),
           help="write the report to a file as well; repeatable")  # fmt: skip
    option("--fail-on", choices=("warn", "fail"), default="fail", help="what makes exit code 1 (default fail)")
    parser.set_defaults(command=command)


def command(options: argparse.Namespace) -> int:
    """Run the image, deliver, and turn the verdict into an exit code."""
    wanted = [run for run in RUNS if run.name in options.only_runs] or list(DEFAULT)
    platforms = PLATFORMS if options.platform == ALL else (options.platform,)
    config, unread = _spawner(options.spawner_config, platforms)
    if problems := [*_skipped(options), *mistakes(options.output, options.format), *unread]:
        raise UsageError("\n".join(problems))
    wish = Wish(
        options.image,
        platforms,
        wanted,
        options.engine,
        options.timeout,
        options.driver,
        options.skip,
        options.probes,
        config,
    )
    try:
        report = examine(wish, _tell, say)
    except NoEngineError as mistake:
        raise UsageError(str(mistake)) from None
    except EngineDiedError as problem:
        say(str(problem))
        return BROKEN
    deliver(
        options.output,
        options.format,
        lambda name: IMAGE_FORMATS[name].draw_image(report),
        lambda style: text.render_image(report, style),
    )
    unwell = {Status.FAIL, Status.ERROR} | ({Status.WARN} if options.fail_on == "warn" else set())
    return FOUND if report.status in unwell else OK


def _skipped(options: argparse.Namespace) -> list[str]:
    options.skip = names(options.skip)
    try:
        check_names(options.skip, NAMES)
    except Mistake as mistake:
        return [f"--skip: {mistake}; `kfcheck list` shows all"]
    return []


def _spawner(path: str | None, platforms: Sequence[str]) -> tuple[Config | None, list[str]]:
    """What the file says, and mistakes as sentences."""
    if path is None:
        return None, []
    if KUBEFLOW_V1.name not in platforms:
        return None, [f"--spawner-config is Kubeflow v1's: it goes with --platform {KUBEFLOW_V1.name} or {ALL}"]
    try:
        return read(path), []
    except SpawnerError as mistake:
        return None, [str(mistake)]


def _tell(what: str) -> None:
    """Progress, where somebody watches."""
    if sys.stderr is not None and sys.stderr.isatty():
        say(what)


def _seconds(value: str) -> float:
    try:
        return positive_seconds(value)
    except Mistake as mistake:
        raise argparse.ArgumentTypeError(f"{value!r} {mistake}") from None
